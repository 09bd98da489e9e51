/**
 * The making of maps as a listener of the page: starts and ends the worker, tells the store how far it is, keeps and
 * opens what was made. The map that is shown stays until the new one is whole.
 */

import { paperText } from '../../pipeline/embed/index.ts';
import type { Settings, ThemeMap } from '../../pipeline/map/index.ts';
import { mapName } from '../../pipeline/map/index.ts';
import { embeddedFileHost, webFileHost } from '../data/file-host.ts';
import { loadMap } from '../data/load.ts';
import type { LoadedMap } from '../data/map-index.ts';
import type { Client } from '../search/worker/rpc.ts';
import type { Store } from '../state/store.ts';
import { toLoaded, toThemeMap } from './loaded.ts';
import { pageModel } from './page-model.ts';
import type { EmbedSource, RebuildEvent, RebuildInput, RebuildSettings, RebuildWorker } from './protocol.ts';
import type { RebuildStatus } from './status.ts';
import { dropKept, keepMap, listKept, onKeptChange, readKept } from './storage.ts';
import { startRebuildWorker } from './workers.ts';

export interface RebuildSession {
  /** Builds a map of a file, or (null) of the shown map's own papers, and shows it. */
  build(input: FileInput | null, name: string, settings: RebuildSettings, like: boolean): Promise<void>;
  /** Places the papers of a file on the shown map. */
  place(input: FileInput): Promise<void>;
  /** Makes the shown map's themes again and counts what comes back. */
  stability(runs: number): Promise<void>;
  /** Ends what is running; the shown map stays. */
  cancel(): void;
  /** Keeps the shown map in this browser. @throws StorageError */
  keep(name: string, replaces: number | null): Promise<void>;
  drop(name: string): Promise<void>;
  /** Shows a map that was made or kept here. */
  open(name: string): Promise<void>;
  /** A map that was made or kept here, or null where there is none of this name. */
  find(name: string): Promise<LoadedMap | null>;
  /** A map of this site. @throws MapError */
  hosted(name: string): Promise<LoadedMap>;
  /** Names of maps that were made since the page was opened, latest first. */
  made(): string[];
}

export interface FileInput {
  file: string;
  bytes: Uint8Array<ArrayBuffer>;
}

const sessions = new WeakMap<Store, RebuildSession>();

/** The session of a store; made on the first call. */
export function rebuildSession(store: Store): RebuildSession {
  let session = sessions.get(store);
  if (!session) {
    session = start(store);
    sessions.set(store, session);
  }
  return session;
}

function start(store: Store): RebuildSession {
  let client: Client<RebuildWorker> | null = null;
  /** The worker of the last map that was made: it remembers what its stages did, for the next map. */
  let idle: Client<RebuildWorker> | null = null;
  /** Maps of this visit, by name, in the order in which they were made. */
  const made = new Map<string, LoadedMap>();
  const tell = (rebuild: RebuildStatus) => store.dispatch({ type: 'rebuild', rebuild });

  async function refresh(): Promise<void> {
    try {
      store.dispatch({ type: 'kept', kept: await listKept() });
    } catch (error) {
      store.dispatch({ type: 'kept', kept: [] });
      store.dispatch({ type: 'notice', notice: messageOf(error) });
    }
  }

  /** Runs one question; one that was called off answers null, and its worker's memory is gone with it. */
  async function run<T>(
    what: 'build' | 'place' | 'stability',
    ask: (worker: Client<RebuildWorker>, onEvent: (event: unknown) => void) => Promise<T>,
  ): Promise<T | null> {
    cancel();
    const mine = idle ?? startRebuildWorker();
    idle = null;
    client = mine;
    const follow = follower(what, tell);
    follow({ kind: 'stage', stage: what === 'stability' ? 'cluster' : 'read', done: 0, total: 1 });
    try {
      const result = await ask(mine, (event) => {
        if (client === mine) follow(event as RebuildEvent);
      });
      if (client !== mine) return null;
      client = null;
      idle = mine;
      return result;
    } catch (error) {
      mine.close();
      if (client === mine) {
        client = null;
        tell({ kind: 'failed', message: messageOf(error) });
      }
      return null;
    }
  }

  function cancel(): void {
    if (!client) return;
    const running = client;
    client = null;
    running.close();
    tell({ kind: 'idle' });
  }

  async function makeMap(
    what: 'build' | 'place',
    ask: (
      worker: Client<RebuildWorker>,
      onEvent: (event: unknown) => void,
    ) => ReturnType<RebuildWorker['build']>,
  ): Promise<void> {
    const before = store.get().map;
    const began = performance.now();
    const result = await run(what, ask);
    if (!result) return;
    const { map, warnings, embedded, known, reused, placed } = result;
    const { name } = map.manifest;
    const took = (performance.now() - began) / 1000;
    if (before && !made.has(before.name)) made.set(before.name, before);
    made.delete(name);
    made.set(name, toLoaded(map, name));
    store.dispatch({ type: 'map', map: made.get(name)! });
    // Placed papers are marked by being chosen; the reader lets go of them when they have been seen.
    const first = map.manifest.placed?.first;
    if (placed !== null && first !== undefined)
      store.dispatch({ type: 'select', papers: [...map.papers.keys()].slice(first) });
    tell({
      kind: 'done',
      name,
      before: before?.name ?? null,
      warnings,
      embedded,
      known,
      reused,
      placed,
      took,
    });
  }

  async function shown(): Promise<ThemeMap> {
    const { map } = store.get();
    if (!map) throw new Error('There is no map to begin from.');
    return toThemeMap(map);
  }

  async function find(name: string): Promise<LoadedMap | null> {
    const known = made.get(name);
    if (known) return known;
    if (!(await listKept()).some((kept) => kept.name === name)) return null;
    return toLoaded(await readKept(name), name);
  }

  onKeptChange(() => void refresh());
  void refresh();

  return {
    cancel,
    find,
    hosted: (name) => loadMap(embeddedFileHost() ?? webFileHost(), name),
    made: () => [...made.keys()].reverse(),
    build: (file, name, settings, like) =>
      makeMap('build', async (worker, onEvent) => {
        const map = store.get().map ? await shown() : null;
        const input: RebuildInput = file ? { kind: 'file', ...file } : papersOf(map);
        const embed = await embedSource(file && map && !isContinued(map) ? null : map, made.values());
        return worker.call('build', { name, input, settings, embed, like: like ? map : null }, onEvent);
      }),
    place: (file) =>
      makeMap('place', async (worker, onEvent) => {
        const onto = await shown();
        const name = freeName(`${onto.manifest.name}-with-${mapName(file.file)}`, made);
        return worker.call(
          'place',
          { name, input: { kind: 'file', ...file }, embed: await embedSource(onto, made.values()), onto },
          onEvent,
        );
      }),
    async stability(runs) {
      // Of this map, whatever is shown when the test ends.
      const name = store.get().map?.name;
      const report = await run('stability', async (worker, onEvent) =>
        worker.call('stability', { map: await shown(), runs }, onEvent),
      );
      if (report && name !== undefined) tell({ kind: 'tested', map: name, report });
    },
    async keep(name, replaces) {
      const map = await shown();
      await keepMap(map, name, replaces);
      const { map: now } = store.get();
      if (now && now.name !== name) {
        const renamed = toLoaded({ ...map, manifest: { ...map.manifest, name } }, name);
        made.set(name, renamed);
      }
      await refresh();
    },
    async drop(name) {
      await dropKept(name);
      await refresh();
    },
    async open(name) {
      const map = await find(name);
      if (map) store.dispatch({ type: 'map', map });
      else store.dispatch({ type: 'notice', notice: `There is no map “${name}” in this browser.` });
    },
  };
}

/** Turns the worker's events into a status with rate and time left. */
function follower(
  what: 'build' | 'place' | 'stability',
  tell: (status: RebuildStatus) => void,
): (event: RebuildEvent) => void {
  let stage: string | null = null;
  let begun = { at: 0, done: 0 };
  let status: Extract<RebuildStatus, { kind: 'running' }> = {
    kind: 'running',
    what,
    stage: 'read',
    done: 0,
    total: 1,
    note: null,
    reused: [],
    rate: null,
    left: null,
    layout: null,
  };
  return (event) => {
    if (event.kind === 'layout') {
      status = { ...status, layout: event.layout };
      tell(status);
      return;
    }
    const now = performance.now();
    // What was known before (cached vectors) and the loading of the model say nothing about the rate.
    if (event.stage !== stage || event.done === begun.done) begun = { at: now, done: event.done };
    stage = event.stage;
    const worked = event.done - begun.done;
    const seconds = (now - begun.at) / 1000;
    const rate = worked > 0 && seconds > 0 && event.total > 1 ? worked / seconds : null;
    status = {
      ...status,
      stage: event.stage,
      done: event.done,
      total: event.total,
      note: event.note ?? null,
      reused: event.reused ? [...status.reused, event.stage] : status.reused,
      rate,
      left: rate === null ? null : (event.total - event.done) / rate,
    };
    tell(status);
  };
}

function papersOf(map: ThemeMap | null): RebuildInput {
  if (!map) throw new Error('There are no papers to begin from; give a file.');
  const { source } = map.manifest;
  return {
    kind: 'papers',
    papers: map.papers,
    file: source.file,
    sha256: source.sha256,
    warnings: source.warnings,
  };
}

/** How texts become vectors as in the map, and the vectors of it and of all maps of this visit that are like it. */
async function embedSource(map: ThemeMap | null, made: Iterable<LoadedMap>): Promise<EmbedSource> {
  const own: Settings | null = map?.manifest.settings ?? null;
  const base = document.baseURI;
  const maps = map && own?.embedder !== 'lexical' ? [map] : [];
  for (const other of maps.length > 0 ? made : [])
    if (isSameModel(other.manifest.settings.model, own!.model)) maps.push(await toThemeMap(other));
  const vectors = new Float32Array(maps.reduce((sum, each) => sum + each.arrays.vectors.length, 0));
  let next = 0;
  for (const { arrays } of maps) {
    vectors.set(arrays.vectors, next);
    next += arrays.vectors.length;
  }
  const texts = maps.flatMap((each) => each.papers.map((paper) => paperText(own!.model.id, paper)));
  return {
    own,
    models: new URL('models/', base).href,
    runtime: new URL('ort/', base).href,
    known: maps.length > 0 ? { texts, vectors } : null,
  };
}

function isSameModel(a: Settings['model'], b: Settings['model']): boolean {
  return a.id === b.id && a.sha256 === b.sha256 && a.pooling === b.pooling;
}

/** Whether a file's papers can be embedded as the map's were; where not, they are by the default model. */
function isContinued({ manifest: { settings } }: ThemeMap): boolean {
  return settings.embedder === 'lexical' || pageModel(settings) !== null;
}

/** The name, or with the first number behind it that makes it a new one. */
export function freeName(wanted: string, taken: { has(name: string): boolean }): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}-${n}`;
  return name;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
