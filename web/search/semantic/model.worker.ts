/** The language model off the main thread: embeds texts, questions and sentences. */
import { queryText } from '../../../pipeline/embed/index.ts';
import { closestPair, type SentencePair } from '../../related/closest-pair.ts';
import { answerCalls } from '../worker/rpc.ts';
import { type LoadedModel, type LoadProgress, loadModel, type ModelSource } from './model-loader.ts';

let model: LoadedModel | null = null;
const sentenceVectors = new Map<string, Float32Array>();
const SENTENCES_KEPT = 2000;

const handlers = {
  /** @returns the dimension of the model's vectors */
  async load(from: ModelSource, report: (progress: LoadProgress) => void): Promise<number> {
    model = await loadModel(from, report);
    return model.dimension;
  },

  embed,

  /** The unit vector of a question `[D]`. */
  question(text: string): Promise<Float32Array> {
    return embed(queryText(loaded().id, text));
  },

  /** The pair of sentences, one of each list, that are closest in meaning; null if a list is empty. */
  async closest({ a, b }: { a: string[]; b: string[] }): Promise<SentencePair | null> {
    return closestPair(await embedSentences(a), await embedSentences(b));
  },
};

export type ModelWorker = typeof handlers;

answerCalls(handlers);

function loaded(): LoadedModel {
  if (!model) throw new Error('The model is not loaded.');
  return model;
}

/** The unit vector of a text. */
function embed(text: string): Promise<Float32Array> {
  return loaded().embed(text);
}

async function embedSentences(sentences: readonly string[]): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (const sentence of sentences) {
    let vector = sentenceVectors.get(sentence);
    if (!vector) {
      // Lets a question that arrived in the meantime go first.
      await new Promise((resolve) => setTimeout(resolve, 0));
      vector = await embed(sentence);
      if (sentenceVectors.size >= SENTENCES_KEPT) sentenceVectors.clear();
      sentenceVectors.set(sentence, vector);
    }
    vectors.push(vector);
  }
  return vectors;
}
