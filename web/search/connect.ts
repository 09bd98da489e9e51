/**
 * Search as a listener of the store: a changed query is looked up by keyword at once and by meaning as soon as the
 * model is there, and the answer goes back into the store. Views only write the query and read the results.
 */
import { type LoadedMap, themePath } from '../map-index.ts';
import { splitSentences } from '../related/sentences.ts';
import type { SharedPhrase } from '../related/shared.ts';
import type { Hit, State, TextsStatus } from '../state.ts';
import type { Store } from '../store.ts';
import type { Answer, KeywordScores } from './fuse.ts';
import type { KeywordDocument, KeywordHit } from './keyword.ts';
import { onlyLatest } from './only-latest.ts';
import { isEmptyQuery, matcher, parseQuery, type Query } from './query.ts';
import { type MeaningSearch, noMeaning, startMeaning } from './semantic.ts';
import type { PaperText, TextService } from './text-service.ts';
import { startTextService } from './workers.ts';

/** Papers handed to the text worker at a time: a message of this size takes the page about a millisecond. */
const PAPERS_A_MESSAGE = 250;
/** Papers of a large map that tell how often words are. */
const SAMPLE = 1500;
/** Papers of a map's abstracts between two tellings of how many are read. */
const TELLING = 1000;
const TERMS_TO_MARK = 40;
/** Milliseconds in which the model mostly answers: list and map change once then, not for the words' hits before. */
const PATIENCE = 200;

/** What panels ask of the workers beyond the query in the store. */
export interface TextServices {
  /** For each of `others`: the phrases it shares with `paper`. */
  shared(paper: number, others: number[]): Promise<SharedPhrase[][]>;
  /** The two sentences of the abstracts that are closest in meaning; null without the model or without sentences. */
  closestSentences(
    paper: number,
    other: number,
  ): Promise<{ mine: string; theirs: string; similarity: number } | null>;
}

const connected = new WeakMap<Store, TextServices>();

/** Connects search to a store, once; later calls answer with what the first one made. */
export function connectSearch(store: Store): TextServices {
  const known = connected.get(store);
  if (known) return known;
  const services = start(store);
  connected.set(store, services);
  return services;
}

function start(store: Store): TextServices {
  const text = startTextService();
  let meaning: MeaningSearch | null = null;
  let starting: Promise<void> | null = null;
  const searchWords = onlyLatest((question: Parameters<TextService['search']>[0]) =>
    text.call('search', question),
  );
  /** Settles when the worker has all papers of the map. */
  let indexed: Promise<void> = Promise.resolve();
  /** Settles when the worker knows how often words are; made when somebody first asks. */
  let counted: Promise<void> | null = null;

  async function indexPapers(state: State): Promise<void> {
    const { map } = state;
    counted = null;
    await text.call('clear', null);
    if (!map) return;
    for (let from = 0; from < map.papers.length; from += PAPERS_A_MESSAGE) {
      const documents = map.papers.slice(from, from + PAPERS_A_MESSAGE).map(
        ({ title, authors, venue }, i): KeywordDocument => ({
          title,
          abstract: map.abstracts.file ? null : (map.abstracts.peek(from + i) ?? null),
          authors,
          venue,
          themes: themePath(map, from + i).map((theme) => theme.name),
        }),
      );
      if (store.get().map !== map) return;
      await text.call('add', documents);
    }
    if (store.get().map !== map) return;
    void lookUp();
    if (map.abstracts.file) {
      if (isWanted(store.get())) void readAbstracts();
    } else await countWords(map);
  }

  /** Tells the worker how often words are: by all papers, or in a large map by some. */
  function countWords(map: LoadedMap): Promise<void> {
    const counting = async () => {
      const papers = map.abstracts.file
        ? map.abstracts.sample([...map.papers.keys()], SAMPLE)
        : [...map.papers.keys()];
      for (let from = 0; from < papers.length; from += PAPERS_A_MESSAGE) {
        const some = await textsOf(map, papers.slice(from, from + PAPERS_A_MESSAGE));
        if (store.get().map !== map) return;
        await text.call('count', some);
      }
    };
    counted ??= counting().catch((error: unknown) => {
      counted = null;
      throw error;
    });
    return counted;
  }

  /** Somebody searches, or is about to: only then are all abstracts of a large map worth their bytes. */
  function isWanted({ query, model }: State): boolean {
    return query.trim() !== '' || model.kind === 'loading';
  }

  async function readAbstracts(): Promise<void> {
    const { map, texts } = store.get();
    const file = map?.abstracts.file;
    if (!map || !file || texts.kind !== 'off') return;
    const tell = (now: TextsStatus) => {
      if (store.get().map === map) store.dispatch({ type: 'texts', texts: now });
    };
    tell({ kind: 'reading', papers: 0 });
    let told = 0;
    try {
      await indexed;
      await text.call('addAbstracts', { ...file, theme: map.arrays.theme }, (papers) => {
        if ((papers as number) - told < TELLING) return;
        told = papers as number;
        tell({ kind: 'reading', papers: told });
      });
      tell({ kind: 'whole' });
      if (store.get().map === map) void lookUp();
    } catch (error) {
      tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  async function lookUp(): Promise<void> {
    const { map, query: typed } = store.get();
    if (!map) return;
    const query = parseQuery(typed);
    if (isEmptyQuery(query)) {
      if (store.get().results) store.dispatch({ type: 'results', results: null });
      return;
    }
    const current = () => store.get().map === map && store.get().query === typed;
    const allowed = await allowedPapers(map, query);
    if (!current()) return;
    if (!query.text) {
      const hits = (allowed ?? []).map((paper): Hit => ({ paper, score: 0 }));
      // Filters alone: there is nothing that meaning could add.
      store.dispatch({
        type: 'results',
        results: { query: typed, hits, meaning: meaning !== null, terms: [] },
      });
      return;
    }
    const words = searchWords({ text: query.text, allowed });
    const asked = meaning;
    // Asked at once: the model works while the words are looked for.
    const answering = asked?.search(map, { text: query.text, keywords: words.then(scoresOf), allowed });
    // Heard of below; where that is not come to, nobody waits for the answer.
    answering?.catch(() => {});
    const byWord = await words;
    if (!byWord || !current()) return;
    const terms = markedTerms(byWord, query);
    const tellWords = () =>
      store.dispatch({
        type: 'results',
        results: { query: typed, hits: byWord.map(keywordHit), meaning: false, terms },
      });
    const answered = answering !== undefined && (await settlesWithin(answering, PATIENCE));
    if (!current()) return;
    // While the model is about to answer, its earlier answer stays rather than flicker away and back.
    if (!answered && (!asked || !store.get().results?.meaning || byWord.length > 0)) tellWords();
    if (!asked) {
      warmUp();
      return;
    }
    try {
      const answers = await answering;
      if (!answers || !current()) return;
      const results = { query: typed, hits: answers.map(answerHit), meaning: true, terms };
      store.dispatch({ type: 'results', results });
    } catch (error) {
      if (meaning === asked) fail(error);
      if (current()) tellWords();
    }
  }

  function warmUp(): void {
    const { map, model } = store.get();
    if (!map || meaning || starting || model.kind === 'failed') return;
    const reason = noMeaning(map);
    if (reason) {
      store.dispatch({ type: 'model', model: { kind: 'failed', message: reason } });
      return;
    }
    if (model.kind !== 'loading') store.dispatch({ type: 'model', model: { kind: 'loading', progress: 0 } });
    let shown = 0;
    const loading = startMeaning(map, document.baseURI, (status) => {
      // A status a percent is enough: bytes come in hundreds of pieces.
      if (status.kind !== 'loading' || status.progress - shown < 0.01) return;
      shown = status.progress;
      store.dispatch({ type: 'model', model: status });
    });
    begin(loading.then(adopt));
  }

  /** Until a model is taken over, or can't be, no other is started. */
  function begin(adopting: Promise<void>): void {
    starting = adopting.catch(fail).finally(() => {
      starting = null;
    });
  }

  /** Makes a model that is loaded answer questions on the map that is shown by then, or closes it where it can't. */
  async function adopt(loaded: MeaningSearch): Promise<void> {
    let map: LoadedMap | null;
    do {
      map = store.get().map;
      if (!map || noMeaning(map) || map.manifest.settings.model.id !== loaded.modelId) {
        loaded.close();
        store.dispatch({ type: 'model', model: { kind: 'off' } });
        return;
      }
      try {
        await loaded.setMap(map);
      } catch (error) {
        loaded.close();
        throw error;
      }
    } while (store.get().map !== map);
    meaning = loaded;
    store.dispatch({ type: 'model', model: { kind: 'ready' } });
    // A question that came meanwhile was answered by its words alone.
    void lookUp();
  }

  function fail(error: unknown): void {
    meaning?.close();
    meaning = null;
    const message = error instanceof Error ? error.message : String(error);
    store.dispatch({ type: 'model', model: { kind: 'failed', message } });
  }

  function onMap(): void {
    const state = store.get();
    indexed = indexPapers(state).catch((error: Error) => {
      store.dispatch({ type: 'notice', notice: `Keyword search is off: ${error.message}` });
    });
    if (!state.map) return;
    const kept = meaning;
    meaning = null;
    if (kept) begin(adopt(kept));
    else if (!starting) store.dispatch({ type: 'model', model: { kind: 'off' } });
  }

  store.subscribe((state) => state.map, onMap);
  store.subscribe(
    (state) => state.query,
    () => {
      if (isWanted(store.get())) void readAbstracts();
      void lookUp();
    },
  );
  // "Loading" without a load under way is a view's wish (the search box has the focus); "off" is the wish to try again.
  store.subscribe(
    (state) => state.model.kind,
    (kind) => {
      if (kind === 'loading') {
        warmUp();
        void readAbstracts();
      } else if (kind === 'off' && store.get().query.trim()) void lookUp();
    },
  );
  // "Off" again is the wish to try again.
  store.subscribe(
    (state) => state.texts.kind,
    (kind) => {
      if (kind === 'off' && isWanted(store.get())) void readAbstracts();
    },
  );
  if (store.get().map) onMap();

  return {
    shared: async (paper, others) => {
      const { map } = store.get();
      if (!map) return [];
      await indexed;
      await countWords(map);
      const [mine, ...theirs] = await textsOf(map, [paper, ...others]);
      return text.call('shared', { paper: mine!, others: theirs });
    },
    closestSentences: async (paper, other) => {
      const { map } = store.get();
      if (!map || !meaning) return null;
      const asked = meaning;
      const [mine = [], theirs = []] = (await map.abstracts.read([paper, other])).map(splitSentences);
      const pair = await asked.closest(mine, theirs);
      return pair && { mine: mine[pair.a]!, theirs: theirs[pair.b]!, similarity: pair.similarity };
    },
  };

  /** The papers that filters, exact phrases and excluded words leave; null for all. */
  async function allowedPapers(map: LoadedMap, query: Query): Promise<number[] | null> {
    const { filters, phrases, excluded } = query;
    if (filters.length + phrases.length + excluded.length === 0) return null;
    const holding =
      phrases.length + excluded.length > 0
        ? await text.call('holding', { phrases, excluded })
        : [...map.papers.keys()];
    const names = map.themes.map((theme) => theme.name);
    const matches = matcher(query, names);
    return holding.filter((paper) =>
      matches(
        map.papers[paper]!,
        (map.index.paths[map.arrays.theme[paper]!] ?? []).map((id) => names[id]!),
      ),
    );
  }
}

async function textsOf(map: LoadedMap, papers: readonly number[]): Promise<PaperText[]> {
  const abstracts = await map.abstracts.read(papers);
  return papers.map((paper, i) => ({ title: map.papers[paper]!.title, abstract: abstracts[i]! }));
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

function answerHit({ paper, score, keywordRank, meaningRank }: Answer): Hit {
  const hit: Hit = { paper, score };
  if (keywordRank >= 0) hit.keywordRank = keywordRank;
  if (meaningRank >= 0) hit.meaningRank = meaningRank;
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
