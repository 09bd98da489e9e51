/**
 * The page's side of the keyword worker. Papers are sent to it when the map changes; it reads the abstracts of a large map
 * only when somebody searches.
 */
import { messageOf } from '../../app/message-of.ts';
import type { LoadedMap } from '../../data/map-index.ts';
import type { SharedPhrase } from '../../related/shared-phrases.ts';
import type { State, TextsStatus } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { paperFilter } from '../query/paper-filter.ts';
import type { Query } from '../query/query.ts';
import { onlyLatest } from '../worker/only-latest.ts';
import type { Client } from '../worker/rpc.ts';
import type { KeywordDocument, KeywordHit } from './keyword-index.ts';
import type { KeywordService, PaperText } from './keyword-service.ts';

export interface KeywordClient {
  /** Replaces the papers by those of the store's map. */
  followMap(): void;
  /** Reads the abstracts of a large map if somebody searches and they are not being read yet. */
  readAbstractsIfWanted(): void;
  /** Keyword hits, best first; null if a newer query superseded this one. */
  search(question: Parameters<KeywordService['search']>[0]): Promise<KeywordHit[] | null>;
  /** The papers that pass the filters, exact phrases and excluded words of a query; null for all. */
  allowed(map: LoadedMap, query: Query): Promise<number[] | null>;
  /** For each of `others`: the phrases it shares with `paper`. */
  shared(paper: number, others: number[]): Promise<SharedPhrase[][]>;
}

/** Papers per message to the worker: sending one takes the page about a millisecond. */
const PAPERS_A_MESSAGE = 250;
/** Sample size for estimating word frequencies in a large map. */
const SAMPLE = 1500;
/** Abstracts read between two progress updates. */
const PROGRESS_STEP = 1000;

/**
 * @param start starts the worker; called on first use, and again for the next map after the worker broke
 * @param onGrown called when papers or abstracts were added to the index
 */
export function createKeywordClient(
  store: Store,
  start: () => Client<KeywordService>,
  onGrown: () => void,
): KeywordClient {
  let started: Client<KeywordService> | null = null;
  /** Settles when the worker has all papers of the map. */
  let indexed: Promise<void> = Promise.resolve();
  /** Settles when the worker knows the word frequencies of the map; created on first use. */
  let counted: { map: LoadedMap; done: Promise<void> } | null = null;
  const service = () => {
    started ??= start();
    return started;
  };
  const isShown = (map: LoadedMap) => store.get().map === map;

  async function indexPapers(map: LoadedMap | null): Promise<void> {
    counted = null;
    await service().call('clear', null);
    if (!map) return;
    for (let from = 0; from < map.papers.length; from += PAPERS_A_MESSAGE) {
      const documents = documentsOf(map, from, from + PAPERS_A_MESSAGE);
      if (!isShown(map)) return;
      await service().call('add', documents);
    }
    if (!isShown(map)) return;
    onGrown();
    if (map.abstracts.file) readAbstractsIfWanted();
    else await countWords(map);
  }

  /** Sends papers from which the worker counts word frequencies: all of a small map, a sample of a large one. */
  function countWords(map: LoadedMap): Promise<void> {
    const counting = async () => {
      const papers = map.abstracts.file
        ? map.abstracts.sample([...map.papers.keys()], SAMPLE)
        : [...map.papers.keys()];
      for (let from = 0; from < papers.length; from += PAPERS_A_MESSAGE) {
        const some = await textsOf(map, papers.slice(from, from + PAPERS_A_MESSAGE));
        if (!isShown(map)) return;
        await service().call('count', some);
      }
    };
    if (counted?.map === map) return counted.done;
    const done = counting().catch((error: unknown) => {
      if (counted?.done === done) counted = null;
      throw error;
    });
    counted = { map, done };
    return done;
  }

  function readAbstractsIfWanted(): void {
    if (isSearching(store.get())) void readAbstracts();
  }

  async function readAbstracts(): Promise<void> {
    const { map, texts } = store.get();
    const file = map?.abstracts.file;
    if (!map || !file || texts.kind !== 'off') return;
    const report = (status: TextsStatus) => {
      if (isShown(map)) store.dispatch({ type: 'texts', texts: status });
    };
    report({ kind: 'reading', papers: 0 });
    let reported = 0;
    try {
      await indexed;
      if (!isShown(map)) return;
      await service().call('addAbstracts', { ...file, theme: map.arrays.theme }, (progress) => {
        const papers = progress as number;
        if (papers - reported < PROGRESS_STEP) return;
        reported = papers;
        report({ kind: 'reading', papers });
      });
      report({ kind: 'whole' });
      if (isShown(map)) onGrown();
    } catch (error) {
      report({ kind: 'failed', message: messageOf(error) });
    }
  }

  return {
    followMap() {
      if (started?.isBroken()) {
        started.close();
        started = null;
      }
      indexed = indexPapers(store.get().map).catch((error: Error) => {
        store.dispatch({ type: 'notice', notice: `Keyword search is off: ${error.message}` });
      });
    },
    readAbstractsIfWanted,
    search: onlyLatest((question) => service().call('search', question)),
    async allowed(map, query) {
      const { filters, phrases, excluded } = query;
      if (filters.length + phrases.length + excluded.length === 0) return null;
      const holding =
        phrases.length + excluded.length > 0
          ? await service().call('holding', { phrases, excluded })
          : [...map.papers.keys()];
      const names = map.themes.map((theme) => theme.name);
      const passes = paperFilter(query, names, map.papers);
      return holding.filter((paper) =>
        passes(
          map.papers[paper]!,
          (map.index.trails[map.arrays.theme[paper]!] ?? []).map((id) => names[id]!),
        ),
      );
    },
    async shared(paper, others) {
      const { map } = store.get();
      if (!map) return [];
      await indexed;
      if (!isShown(map)) return [];
      await countWords(map);
      const [mine, ...theirs] = await textsOf(map, [paper, ...others]);
      return service().call('shared', { paper: mine!, others: theirs });
    },
  };
}

/** Only somebody who searches, or is about to, needs all abstracts of a large map. */
function isSearching({ query, model }: State): boolean {
  return query.trim() !== '' || model.kind === 'loading';
}

/** Papers as the worker indexes them; the abstracts of a large map follow later. */
function documentsOf(map: LoadedMap, from: number, to: number): KeywordDocument[] {
  return map.papers.slice(from, to).map(({ title, authors, venue }, i) => ({
    title,
    abstract: map.abstracts.file ? null : (map.abstracts.peek(from + i) ?? null),
    authors,
    venue,
    themes: (map.index.trails[map.arrays.theme[from + i]!] ?? []).map((id) => map.themes[id]!.name),
  }));
}

async function textsOf(map: LoadedMap, papers: readonly number[]): Promise<PaperText[]> {
  const abstracts = await map.abstracts.read(papers);
  return papers.map((paper, i) => ({ title: map.papers[paper]!.title, abstract: abstracts[i]! }));
}
