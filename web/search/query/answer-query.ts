/** Answers the store's query with filters, keyword search and semantic search, and updates the store as answers arrive. */
import type { LoadedMap } from '../../data/map-index.ts';
import type { Hit, SearchResults } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import type { KeywordClient } from '../keyword/keyword-client.ts';
import type { KeywordHit } from '../keyword/keyword-index.ts';
import type { ModelLifecycle } from '../semantic/model-lifecycle.ts';
import type { HybridHit, KeywordScores } from './hybrid-search.ts';
import { isEmptyQuery, parseQuery, type Query } from './query.ts';

const TERMS_TO_MARK = 40;
/** Milliseconds to wait for the model, which mostly answers by then: the list changes once instead of twice. */
const PATIENCE = 200;

/** A query with words, on the map that was shown when it was typed. */
interface WordQuery {
  map: LoadedMap;
  query: Query;
  /** Papers that may be found; null for all. */
  allowed: readonly number[] | null;
  /** False as soon as the query or the map is another. */
  isCurrent(): boolean;
  report(results: Omit<SearchResults, 'query'>): void;
}

/** @returns a function that answers the query of the store */
export function createAnswerQuery(
  store: Store,
  keywords: KeywordClient,
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
    const isCurrent = () => store.get().map === map && store.get().query === typed;
    const report = (results: Omit<SearchResults, 'query'>) =>
      store.dispatch({ type: 'results', results: { query: typed, ...results } });
    const allowed = await keywords.allowed(map, query);
    if (!isCurrent()) return;
    if (query.text) {
      await answerWords({ map, query, allowed, isCurrent, report });
      return;
    }
    const hits = (allowed ?? []).map((paper): Hit => ({ paper, score: 0 }));
    // Semantic search can add nothing to filters alone: the answer is complete.
    report({ hits, semantic: model.current() !== null, terms: [] });
  }

  async function answerWords({ map, query, allowed, isCurrent, report }: WordQuery): Promise<void> {
    const searching = keywords.search({ text: query.text, allowed }).catch((error: Error) => {
      store.dispatch({ type: 'notice', notice: `Keyword search is off: ${error.message}` });
      // Semantic search still answers.
      return [];
    });
    const semantic = model.current();
    // Started now, so that the model works while keyword search does.
    const answering = semantic?.search(map, {
      text: query.text,
      keywords: searching.then(scoresOf),
      allowed,
    });
    // Handled by the await below; if we return earlier the result no longer matters.
    answering?.catch(() => {});
    const found = await searching;
    if (!found || !isCurrent()) return;
    const terms = termsToMark(found, query);
    const reportKeywords = () => report({ hits: found.map(keywordHit), semantic: false, terms });
    const isAnswered = answering !== undefined && (await settlesWithin(answering, PATIENCE));
    if (!isCurrent()) return;
    // The model's previous answer stays while it is about to answer: the list does not flicker.
    if (!isAnswered && (!semantic || !store.get().results?.semantic || found.length > 0)) reportKeywords();
    if (!semantic) {
      store.dispatch({ type: 'wantModel' });
      return;
    }
    try {
      const hits = await answering;
      if (!hits || !isCurrent()) return;
      report({ hits: hits.map(hybridHit), semantic: true, terms });
    } catch (error) {
      model.failed(semantic, error);
      if (isCurrent()) reportKeywords();
    }
  }

  return answerQuery;
}

/** Whether a promise settles, either way, within so many milliseconds. */
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

function hybridHit({ paper, score, keywordRank, semanticRank }: HybridHit): Hit {
  const hit: Hit = { paper, score };
  if (keywordRank >= 0) hit.keywordRank = keywordRank;
  if (semanticRank >= 0) hit.semanticRank = semanticRank;
  return hit;
}

function termsToMark(hits: readonly { words: string[] }[], query: Query): string[] {
  const terms = new Set(query.phrases);
  for (const hit of hits)
    for (const word of hit.words) {
      if (terms.size >= TERMS_TO_MARK) return [...terms];
      terms.add(word);
    }
  return [...terms];
}
