/**
 * Search as a listener of the store: a changed query is looked up by keyword at once and by meaning as soon as the
 * model is there, and the answer goes back into the store, where lists and the map read it. What two papers share is
 * nobody's state: the panel that shows it asks for it here.
 */
import { splitSentences } from '../related/sentences.ts';
import type { SharedPhrase } from '../related/shared-phrases.ts';
import type { Store } from '../state/store.ts';
import { createKeywordClient } from './keyword/keyword-client.ts';
import { createAnswerQuery } from './query/answer-query.ts';
import { createModelLifecycle } from './semantic/model-lifecycle.ts';
import type { VectorClient } from './semantic/vector-client.ts';
import { startKeywordService } from './worker/workers.ts';

/** What panels ask of the workers beyond the query in the store. */
export interface Search {
  /** For each of `others`: the phrases it shares with `paper`. */
  shared(paper: number, others: number[]): Promise<SharedPhrase[][]>;
  /** The two sentences of the abstracts that are closest in meaning; null without the model or without sentences. */
  closestSentences(
    paper: number,
    other: number,
  ): Promise<{ mine: string; theirs: string; similarity: number } | null>;
}

export function createSearch(store: Store, vectors: VectorClient): Search {
  const again = () =>
    void answerQuery().catch((error: Error) => {
      store.dispatch({ type: 'notice', notice: `The search failed: ${error.message}` });
    });
  const index = createKeywordClient(store, startKeywordService, again);
  // A question that came before the model was answered by its words alone.
  const model = createModelLifecycle(store, vectors, again);
  const answerQuery = createAnswerQuery(store, index, model);

  function onMap(): void {
    index.renew();
    model.followMap();
  }

  store.subscribe((state) => state.map, onMap);
  store.subscribe(
    (state) => state.query,
    () => {
      index.readWhereWanted();
      again();
    },
  );
  // "Loading" means at first that the model is wanted; "off" may be the wish to try again.
  store.subscribe(
    (state) => state.model.kind,
    (kind) => {
      if (kind === 'loading') {
        model.load();
        index.readWhereWanted();
      } else if (kind === 'off' && store.get().query.trim()) again();
    },
  );
  // "Off" again is the wish to try again.
  store.subscribe(
    (state) => state.texts.kind,
    (kind) => {
      if (kind === 'off') index.readWhereWanted();
    },
  );

  return {
    shared: index.shared,
    async closestSentences(paper, other) {
      const { map } = store.get();
      const asked = model.current();
      if (!map || !asked) return null;
      const [mine = [], theirs = []] = (await map.abstracts.read([paper, other])).map(splitSentences);
      const pair = await asked.closest(mine, theirs);
      return pair && { mine: mine[pair.a]!, theirs: theirs[pair.b]!, similarity: pair.similarity };
    },
  };
}
