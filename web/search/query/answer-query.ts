/** Puts the answer to a query together, from filters, words and meaning, and tells it to the store as it comes. */
import type { LoadedMap } from '../../data/map-index.ts';
import type { Hit, SearchResults } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import type { KeywordClient } from '../keyword/keyword-client.ts';
import type { KeywordHit } from '../keyword/keyword-index.ts';
import type { ModelLifecycle } from '../semantic/model-lifecycle.ts';
import type { HybridHit, KeywordScores } from './hybrid-search.ts';
import { isEmptyQuery, parseQuery, type Query } from './query.ts';

const TERMS_TO_MARK = 40;
/** Milliseconds in which the model mostly answers: list and map change once then, not for the words' hits before. */
const PATIENCE = 200;

/** A query with words, on the map that was shown when it was typed. */
interface Asked {
  map: LoadedMap;
  query: Query;
  /** Papers that may be found; null for all. */
  allowed: readonly number[] | null;
  /** Whether it still waits for an answer. */
  current(): boolean;
  tell(results: Omit<SearchResults, 'query'>): void;
}

/** @returns looks the store's query up */
export function createAnswerQuery(
  store: Store,
  index: KeywordClient,
  model: ModelLifecycle,
): () => Promise<void> {
  async function answerQuery(): Promise<void> {
    const { map, query: typed } = store.get();
    if (!map) return;
    const query = parseQuery(typed);
    if (isEmptyQuery(query)) {
      if (store.get().results) store.dispatch({ type: 'results', results: null });
      return;
    }
    const current = () => store.get().map === map && store.get().query === typed;
    const tell = (results: Omit<SearchResults, 'query'>) =>
      store.dispatch({ type: 'results', results: { query: typed, ...results } });
    const allowed = await index.allowed(map, query);
    if (!current()) return;
    if (query.text) {
      await askWordsAndMeaning({ map, query, allowed, current, tell });
      return;
    }
    const hits = (allowed ?? []).map((paper): Hit => ({ paper, score: 0 }));
    // Filters alone: there is nothing that meaning could add.
    tell({ hits, semantic: model.current() !== null, terms: [] });
  }

  async function askWordsAndMeaning({ map, query, allowed, current, tell }: Asked): Promise<void> {
    const words = index.search({ text: query.text, allowed }).catch((error: Error) => {
      store.dispatch({ type: 'notice', notice: `Keyword search is off: ${error.message}` });
      // Meaning still answers.
      return [];
    });
    const asked = model.current();
    // Asked at once: the model works while the words are looked for.
    const answering = asked?.search(map, { text: query.text, keywords: words.then(scoresOf), allowed });
    // Heard of below; where that is not come to, nobody waits for the answer.
    answering?.catch(() => {});
    const byWord = await words;
    if (!byWord || !current()) return;
    const terms = markedTerms(byWord, query);
    const tellWords = () => tell({ hits: byWord.map(keywordHit), semantic: false, terms });
    const answered = answering !== undefined && (await settlesWithin(answering, PATIENCE));
    if (!current()) return;
    // While the model is about to answer, its earlier answer stays rather than flicker away and back.
    if (!answered && (!asked || !store.get().results?.semantic || byWord.length > 0)) tellWords();
    if (!asked) {
      store.dispatch({ type: 'wantModel' });
      return;
    }
    try {
      const answers = await answering;
      if (!answers || !current()) return;
      tell({ hits: answers.map(answerHit), semantic: true, terms });
    } catch (error) {
      model.failed(asked, error);
      if (current()) tellWords();
    }
  }

  return answerQuery;
}

/** Whether a promise settles, well or badly, within so many milliseconds. */
function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settled = () => resolve(true);
    promise.then(settled, settled);
    setTimeout(() => resolve(false), ms);
  });
}

function scoresOf(hits: readonly KeywordHit[] | null): KeywordScores | null {
  return hits && { papers: hits.map((hit) => hit.paper), scores: hits.map((hit) => hit.score) };
}

function keywordHit({ paper, score }: KeywordHit, rank: number): Hit {
  return { paper, score, keywordRank: rank };
}

function answerHit({ paper, score, keywordRank, semanticRank }: HybridHit): Hit {
  const hit: Hit = { paper, score };
  if (keywordRank >= 0) hit.keywordRank = keywordRank;
  if (semanticRank >= 0) hit.semanticRank = semanticRank;
  return hit;
}

function markedTerms(hits: readonly { words: string[] }[], query: Query): string[] {
  const terms = new Set(query.phrases);
  for (const hit of hits)
    for (const word of hit.words) {
      if (terms.size >= TERMS_TO_MARK) return [...terms];
      terms.add(word);
    }
  return [...terms];
}
