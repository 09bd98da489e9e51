/**
 * The model, off the main thread: loads it from the page's own origin and nowhere else, embeds questions and
 * sentences, and ranks the papers.
 */
import { querySimilarities, queryText } from '../../pipeline/query-text.ts';
import { closestPair, type SentencePair } from '../related/sentences.ts';
import { type Answer, answerQuestion, type KeywordScores } from './fuse.ts';
import { type LoadedModel, type LoadProgress, loadModel, type ModelSource } from './model-loader.ts';
import { answerCalls } from './rpc.ts';

export interface Question {
  text: string;
  /** What the keywords of the question found among the allowed papers. */
  keywords: KeywordScores;
  /** Only these papers; all where null. */
  allowed: number[] | null;
}

let model: LoadedModel | null = null;
let papers: { vectors: Float32Array; mean: Float32Array } = {
  vectors: new Float32Array(0),
  mean: new Float32Array(0),
};
const sentenceVectors = new Map<string, Float32Array>();
const SENTENCES_KEPT = 2000;

const handlers = {
  async load(from: ModelSource, report: (progress: LoadProgress) => void): Promise<void> {
    model = await loadModel(from, report);
  },

  embed,

  /** @param map `vectors` `[N, D]` as the model gave them, and their `mean` `[D]` */
  papers(map: { vectors: Float32Array; mean: Float32Array }): void {
    const { dimension } = loaded();
    if (map.mean.length !== dimension)
      throw new Error(
        `The model gives ${dimension} numbers a text, but the map holds ${map.mean.length} a paper.`,
      );
    papers = map;
  },

  /** The papers that answer the question, best first. */
  async search({ text, keywords, allowed }: Question): Promise<Answer[]> {
    const similarities = querySimilarities(await embed(queryText(loaded().id, text)), papers.vectors);
    return answerQuestion(similarities, keywords, papers.vectors, papers.mean, allowed);
  },

  /** The sentence of each list that is closest in meaning to one of the other; null where a list is empty. */
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
      // A question that came in meanwhile goes first.
      await new Promise((resolve) => setTimeout(resolve, 0));
      vector = await embed(sentence);
      if (sentenceVectors.size >= SENTENCES_KEPT) sentenceVectors.clear();
      sentenceVectors.set(sentence, vector);
    }
    vectors.push(vector);
  }
  return vectors;
}
