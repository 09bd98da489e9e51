/**
 * The text worker with the papers of the map that is shown: they are handed to it when the map changes, the abstracts of a
 * large map only when somebody searches.
 */
import { themePath } from '../../../pipeline/map/index.ts';
import type { LoadedMap } from '../../data/map-index.ts';
import type { SharedPhrase } from '../../related/shared-phrases.ts';
import type { State, TextsStatus } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { matcher, type Query } from '../query/query.ts';
import { onlyLatest } from '../worker/only-latest.ts';
import type { Client } from '../worker/rpc.ts';
import type { KeywordDocument, KeywordHit } from './keyword-index.ts';
import type { KeywordService, PaperText } from './keyword-service.ts';

export interface KeywordClient {
  /** Takes the papers of the store's map in place of those before. */
  renew(): void;
  /** Reads the abstracts of a large map where they are worth their bytes by now and not on their way yet. */
  readWhereWanted(): void;
  /** The papers that words are found in, best first; null where another question has overtaken this one. */
  search(question: Parameters<KeywordService['search']>[0]): Promise<KeywordHit[] | null>;
  /** The papers that filters, exact phrases and excluded words leave; null for all. */
  allowed(map: LoadedMap, query: Query): Promise<number[] | null>;
  /** For each of `others`: the phrases it shares with `paper`. */
  shared(paper: number, others: number[]): Promise<SharedPhrase[][]>;
}

/** Papers handed to the worker at a time: a message of this size takes the page about a millisecond. */
const PAPERS_A_MESSAGE = 250;
/** Papers of a large map that tell how often words are. */
const SAMPLE = 1500;
/** Papers of a map's abstracts between two tellings of how many are read. */
const TELLING = 1000;

/**
 * @param start starts the worker
 * @param grown called when more can be found than before
 */
export function createKeywordClient(
  store: Store,
  start: () => Client<KeywordService>,
  grown: () => void,
): KeywordClient {
  let started: Client<KeywordService> | null = null;
  /** Settles when the worker has all papers of the map. */
  let indexed: Promise<void> = Promise.resolve();
  /** Settles when the worker knows how often words are in this map; made when somebody first asks. */
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
    grown();
    if (map.abstracts.file) readWhereWanted();
    else await countWords(map);
  }

  /** Tells the worker how often words are: by all papers, or in a large map by some. */
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

  function readWhereWanted(): void {
    if (isWanted(store.get())) void readAbstracts();
  }

  async function readAbstracts(): Promise<void> {
    const { map, texts } = store.get();
    const file = map?.abstracts.file;
    if (!map || !file || texts.kind !== 'off') return;
    const tell = (now: TextsStatus) => {
      if (isShown(map)) store.dispatch({ type: 'texts', texts: now });
    };
    tell({ kind: 'reading', papers: 0 });
    let told = 0;
    try {
      await indexed;
      if (!isShown(map)) return;
      await service().call('addAbstracts', { ...file, theme: map.arrays.theme }, (papers) => {
        if ((papers as number) - told < TELLING) return;
        told = papers as number;
        tell({ kind: 'reading', papers: told });
      });
      tell({ kind: 'whole' });
      if (isShown(map)) grown();
    } catch (error) {
      tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  return {
    renew() {
      if (started?.isBroken()) {
        started.close();
        started = null;
      }
      indexed = indexPapers(store.get().map).catch((error: Error) => {
        store.dispatch({ type: 'notice', notice: `Keyword search is off: ${error.message}` });
      });
    },
    readWhereWanted,
    search: onlyLatest((question) => service().call('search', question)),
    async allowed(map, query) {
      const { filters, phrases, excluded } = query;
      if (filters.length + phrases.length + excluded.length === 0) return null;
      const holding =
        phrases.length + excluded.length > 0
          ? await service().call('holding', { phrases, excluded })
          : [...map.papers.keys()];
      const names = map.themes.map((theme) => theme.name);
      const matches = matcher(query, names, map.papers);
      return holding.filter((paper) =>
        matches(
          map.papers[paper]!,
          (map.index.paths[map.arrays.theme[paper]!] ?? []).map((id) => names[id]!),
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

/** Somebody searches, or is about to: only then are all abstracts of a large map worth their bytes. */
function isWanted({ query, model }: State): boolean {
  return query.trim() !== '' || model.kind === 'loading';
}

/** What words are looked for in; the abstracts of a large map come later. */
function documentsOf(map: LoadedMap, from: number, to: number): KeywordDocument[] {
  return map.papers.slice(from, to).map(({ title, authors, venue }, i) => ({
    title,
    abstract: map.abstracts.file ? null : (map.abstracts.peek(from + i) ?? null),
    authors,
    venue,
    themes: themePath(map, from + i).map((theme) => theme.name),
  }));
}

async function textsOf(map: LoadedMap, papers: readonly number[]): Promise<PaperText[]> {
  const abstracts = await map.abstracts.read(papers);
  return papers.map((paper, i) => ({ title: map.papers[paper]!.title, abstract: abstracts[i]! }));
}
