/** The page's side of the model worker: starts it, reports its progress, and explains a failure in one sentence. */
import type { LoadedMap } from '../../data/map-index.ts';
import type { ModelStatus } from '../../state/state.ts';
import type { HybridHit, KeywordScores } from '../query/hybrid-search.ts';
import { onlyLatest } from '../worker/only-latest.ts';
import { startModel } from '../worker/workers.ts';
import type { ModelWorker } from './model.worker.ts';
import type { LoadProgress } from './model-loader.ts';
import type { VectorClient } from './vector-client.ts';
import type { VectorQuestion } from './vector-service.ts';

export interface Question extends Pick<VectorQuestion, 'allowed'> {
  text: string;
  /** Keyword hits, which may take as long as the model does; null if a newer question superseded this one. */
  keywords: Promise<KeywordScores | null>;
}

export interface SemanticSearch {
  readonly modelId: string;
  /** Loads the vectors of a map. @throws Error if they do not fit the model */
  setMap(map: LoadedMap): Promise<void>;
  /** The papers that answer a question, best first; null if a newer question or map superseded this one. */
  search(map: LoadedMap, question: Question): Promise<HybridHit[] | null>;
  /** The pair of sentences that are closest in meaning. */
  closest: (a: string[], b: string[]) => ReturnType<ModelWorker['closest']>;
  close(): void;
}

const NO_MODEL = 'A map in one file carries no language model, so it has no search by meaning.';

/** Why semantic search is impossible for a map, in one sentence; null if it is possible. */
export function whyNoSemanticSearch(map: LoadedMap): string | null {
  if (!startModel) return NO_MODEL;
  const { embedder, model } = map.manifest.settings;
  if (embedder === 'given')
    return 'This map was built from precomputed vectors without a named model, so it has no search by meaning.';
  if (embedder === 'endpoint')
    return 'The vectors of this map came from an endpoint that this page does not use, so it has no search by meaning.';
  if (embedder !== 'lexical' && model.pooling !== 'none') return null;
  return 'This map was built from word counts, without a language model, so it has no search by meaning.';
}

/**
 * Starts the worker and loads the map's model from the page's own folder `models/`.
 * @param base address of the page
 * @param onStatus receives the progress of loading
 * @throws Error with one sentence for the reader
 */
export async function startSemanticSearch(
  map: LoadedMap,
  base: string,
  vectors: VectorClient,
  onStatus: (status: ModelStatus) => void,
): Promise<SemanticSearch> {
  const { model } = map.manifest.settings;
  if (!startModel) throw new Error(NO_MODEL);
  const client = startModel();
  let dimension: number;
  try {
    dimension = await client.call(
      'load',
      {
        id: model.id,
        made: { pooling: model.pooling, dimension: model.dimension },
        models: new URL('models/', base).href,
        runtime: new URL('ort/', base).href,
      },
      (value) => {
        const { loaded, total } = value as LoadProgress;
        onStatus({ kind: 'loading', progress: total > 0 ? Math.min(1, loaded / total) : 0 });
      },
    );
  } catch (error) {
    client.close();
    throw new Error(failureSentence(error));
  }
  const vectorFor = onlyLatest((text: string) => client.call('question', text));
  return {
    modelId: model.id,
    async setMap(of) {
      const own = of.manifest.settings.model.dimension;
      if (own !== dimension)
        throw new Error(
          failureSentence(
            `The model's vectors have ${dimension} numbers, the map's ${own}; serve the model that built the map.`,
          ),
        );
      await vectors.load(of);
    },
    async search(of, { text, keywords, allowed }) {
      const vector = await vectorFor(text);
      if (!vector) return null;
      const service = await vectors.load(of);
      if (!service) return null;
      const [found] = await Promise.all([keywords, service.call('compare', vector)]);
      return found && service.call('hybrid', { vector, keywords: found, allowed });
    },
    closest: (a, b) => client.call('closest', { a, b }),
    close: () => client.close(),
  };
}

function failureSentence(error: unknown): string {
  const detail = error instanceof Error ? error.message : String(error);
  return `Search by meaning is off: ${detail.charAt(0).toLowerCase()}${detail.slice(1)}`;
}
