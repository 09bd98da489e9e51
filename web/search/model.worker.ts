/**
 * The model, off the main thread: loads it from the page's own origin and nowhere else, embeds questions and
 * sentences, and ranks the papers.
 */
import { env, type FeatureExtractionPipeline, pipeline } from '@xenova/transformers';
import { querySimilarities, queryText } from '../../pipeline/query-text.ts';
import { closestPair, type SentencePair } from '../related/sentences.ts';
import { type Answer, answerQuestion, type KeywordScores } from './fuse.ts';
import { answerCalls } from './rpc.ts';

export interface ModelSource {
  id: string;
  pooling: 'cls' | 'mean';
  /** Absolute URL of the folder that holds the model's folder, in the hub's layout. */
  models: string;
  /** Absolute URL of the folder with ONNX Runtime's wasm file. */
  runtime: string;
}

/** Bytes of the model's files so far. */
export interface LoadProgress {
  loaded: number;
  total: number;
}

export interface Question {
  text: string;
  /** What the keywords of the question found among the allowed papers. */
  keywords: KeywordScores;
  /** Only these papers; all where null. */
  allowed: number[] | null;
}

let extractor: FeatureExtractionPipeline | null = null;
let source: ModelSource | null = null;
/** D of the loaded model. */
let width = 0;
let papers: { vectors: Float32Array; mean: Float32Array } = {
  vectors: new Float32Array(0),
  mean: new Float32Array(0),
};
const sentenceVectors = new Map<string, Float32Array>();
const SENTENCES_KEPT = 2000;

const handlers = {
  async load(from: ModelSource, report: (progress: LoadProgress) => void): Promise<void> {
    // The library's defaults are a hub and a content-delivery network; both are shut off before the first request.
    env.allowRemoteModels = false;
    env.allowLocalModels = true;
    env.localModelPath = from.models;
    env.useBrowserCache = false;
    const wasm = env.backends.onnx.wasm;
    wasm.wasmPaths = from.runtime;
    // A question is too short to gain from threads, and they need headers that few hosts send.
    wasm.numThreads = 1;

    const files = new Map<string, LoadProgress>();
    extractor = await pipeline('feature-extraction', from.id, {
      quantized: true,
      progress_callback: (event: { status: string; file?: string } & Partial<LoadProgress>) => {
        if (event.status !== 'progress' || !event.file) return;
        files.set(event.file, { loaded: event.loaded ?? 0, total: event.total ?? 0 });
        const sum = { loaded: 0, total: 0 };
        for (const file of files.values()) {
          sum.loaded += file.loaded;
          sum.total += file.total;
        }
        report(sum);
      },
    });
    source = from;
    // The first run is the slow one: it lays out the runtime's memory.
    width = (await embed('warm-up')).length;
  },

  /** @param map `vectors` `[N, D]` as the model gave them, and their `mean` `[D]` */
  papers(map: { vectors: Float32Array; mean: Float32Array }): void {
    if (map.mean.length !== width)
      throw new Error(
        `the model gives ${width} numbers a text, but the map holds ${map.mean.length} a paper`,
      );
    papers = map;
  },

  /** The papers that answer the question, best first. */
  async search({ text, keywords, allowed }: Question): Promise<Answer[]> {
    if (!source) throw new Error('the model is not loaded');
    const similarities = querySimilarities(await embed(queryText(source.id, text)), papers.vectors);
    return answerQuestion(similarities, keywords, papers.vectors, papers.mean, allowed);
  },

  /** The sentence of each list that is closest in meaning to one of the other; null where a list is empty. */
  async closest({ a, b }: { a: string[]; b: string[] }): Promise<SentencePair | null> {
    return closestPair(await embedSentences(a), await embedSentences(b));
  },
};

export type ModelWorker = typeof handlers;

answerCalls(handlers);

async function embed(text: string): Promise<Float32Array> {
  if (!extractor) throw new Error('the model is not loaded');
  const output = await extractor(text, { pooling: source?.pooling ?? 'cls', normalize: true });
  return output.data as Float32Array;
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
