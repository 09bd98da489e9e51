/**
 * Connects search with the store: a changed query is answered by keyword search at once and by hybrid search as soon as
 * the model is loaded. The answer goes into the store, from which the lists and the map read it.
 */
import { splitSentences } from '../../pipeline/text/index.ts';
import type { SharedPhrase } from '../related/shared-phrases.ts';
import type { Store } from '../state/store.ts';
import { createKeywordClient } from './keyword/keyword-client.ts';
import { createAnswerQuery } from './query/answer-query.ts';
import { createModelLifecycle } from './semantic/model-lifecycle.ts';
import type { VectorClient } from './semantic/vector-client.ts';
import { startKeywordService } from './worker/workers.ts';

/** What panels ask of the search workers; the query itself goes through the store. */
export interface Search {
  /** For each of `others`: the phrases it shares with `paper`. */
  shared(paper: number, others: number[]): Promise<SharedPhrase[][]>;
  /** The two sentences of the abstracts that are closest in meaning; null without a model or without sentences. */
  closestSentences(
    paper: number,
    other: number,
  ): Promise<{ mine: string; theirs: string; similarity: number } | null>;
}

export function createSearch(store: Store, vectors: VectorClient): Search {
  const answer = () =>
    void answerQuery().catch((error: Error) => {
      store.dispatch({ type: 'notice', notice: `The search failed: ${error.message}` });
    });
  const keywords = createKeywordClient(store, startKeywordService, answer);
  // A query typed before the model was loaded has been answered by keywords only.
  const model = createModelLifecycle(store, vectors, answer);
  const answerQuery = createAnswerQuery(store, keywords, model);

  store.subscribe(
    (state) => state.map,
    () => {
      keywords.followMap();
      model.followMap();
    },
  );
  store.subscribe(
    (state) => state.query,
    () => {
      keywords.readAbstractsIfWanted();
      answer();
    },
  );
  // The store says "loading" to request the model, and "off" to try again after a failure.
  store.subscribe(
    (state) => state.model.kind,
    (kind) => {
      if (kind === 'loading') {
        model.load();
        keywords.readAbstractsIfWanted();
      } else if (kind === 'off' && store.get().query.trim()) answer();
    },
  );
  store.subscribe(
    (state) => state.texts.kind,
    (kind) => {
      if (kind === 'off') keywords.readAbstractsIfWanted();
    },
  );

  return {
    shared: keywords.shared,
    async closestSentences(paper, other) {
      const { map } = store.get();
      const search = model.current();
      if (!map || !search) return null;
      const [mine = [], theirs = []] = (await map.abstracts.read([paper, other])).map(splitSentences);
      const pair = await search.closest(mine, theirs);
      return pair && { mine: mine[pair.a]!, theirs: theirs[pair.b]!, similarity: pair.similarity };
    },
  };
}
