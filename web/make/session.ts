/**
 * Makes maps in the page: runs the worker, reports its progress to the store, and keeps and opens the maps it made. The
 * shown map stays until the new one is complete.
 */
import type { ThemeMap } from '../../pipeline/map/index.ts';
import { mapName } from '../../pipeline/map/index.ts';
import { messageOf } from '../app/message-of.ts';
import { embeddedFileHost, webFileHost } from '../data/file-host.ts';
import { loadMap } from '../data/load.ts';
import type { LoadedMap } from '../data/map-index.ts';
import { toLoaded, toThemeMap } from '../data/theme-map.ts';
import type { Client } from '../search/worker/rpc.ts';
import type { Store } from '../state/store.ts';
import { canEmbedLike, embedSource } from './embed-source.ts';
import type { BuildResult, BuildSettings, MakeInput, MakeWorker } from './protocol.ts';
import { createRunner } from './runner.ts';
import type { MakeStatus } from './status.ts';
import { dropKept, keepMap, listKept, onKeptChange, readKept } from './storage.ts';

export interface MakeSession {
  /**
   * Builds a map of a file's papers, or of the shown map's own if `input` is null, and shows it.
   * @param like whether papers and themes of the shown map stay where they are
   */
  build(input: FileInput | null, name: string, settings: BuildSettings, like: boolean): Promise<void>;
  /** Places the papers of a file on the shown map. */
  place(input: FileInput): Promise<void>;
  /** Repeats the clustering of the shown map and counts which themes return. */
  stability(): Promise<void>;
  /** Ends the running task; the shown map stays. */
  cancel(): void;
  /**
   * Keeps the shown map in this browser.
   * @param replaces the revision that may be overwritten; null if the name must be new
   * @throws StorageError
   */
  keep(name: string, replaces: number | null): Promise<void>;
  drop(name: string): Promise<void>;
  /** Shows a map that was made or kept here. */
  open(name: string): Promise<void>;
  /** A map that was made or kept here; null if no such map has this name. */
  find(name: string): Promise<LoadedMap | null>;
  /** A map of this site. @throws MapError */
  hosted(name: string): Promise<LoadedMap>;
  /** Names of the maps made since the page was opened, latest first. */
  made(): string[];
}

export interface FileInput {
  file: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export function createMakeSession(store: Store): MakeSession {
  const report = (make: MakeStatus) => store.dispatch({ type: 'make', make });
  const runner = createRunner(report);
  /** Maps of this visit by name, in the order in which they were made. */
  const made = new Map<string, LoadedMap>();

  async function updateKept(): Promise<void> {
    try {
      store.dispatch({ type: 'kept', kept: await listKept() });
    } catch (error) {
      store.dispatch({ type: 'kept', kept: [] });
      store.dispatch({ type: 'notice', notice: messageOf(error) });
    }
  }

  async function make(
    task: 'build' | 'place',
    ask: (worker: Client<MakeWorker>, onEvent: (event: unknown) => void) => Promise<BuildResult>,
  ): Promise<void> {
    const before = store.get().map;
    const start = performance.now();
    const result = await runner.run(task, ask);
    if (!result) return;
    const { map, ...figures } = result;
    const { name } = map.manifest;
    const took = (performance.now() - start) / 1000;
    if (before && !made.has(before.name)) made.set(before.name, before);
    const loaded = toLoaded(map, name);
    made.delete(name);
    made.set(name, loaded);
    store.dispatch({ type: 'map', map: loaded });
    // Placed papers are selected so that the reader sees them.
    const first = map.manifest.placed?.first;
    if (figures.placed !== null && first !== undefined)
      store.dispatch({ type: 'select', papers: [...map.papers.keys()].slice(first) });
    report({ kind: 'done', name, before: before?.name ?? null, took, ...figures });
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

  onKeptChange(() => void updateKept());
  void updateKept();

  return {
    cancel: runner.cancel,
    find,
    hosted: (name) => loadMap(embeddedFileHost() ?? webFileHost(), name),
    made: () => [...made.keys()].reverse(),
    build: (file, name, settings, like) =>
      make('build', async (worker, onEvent) => {
        const map = store.get().map ? await shown() : null;
        const input: MakeInput = file ? { kind: 'file', ...file } : ownPapers(map);
        const embed = await embedSource(file && map && !canEmbedLike(map) ? null : map, made.values());
        return worker.call('build', { name, input, settings, embed, like: like ? map : null }, onEvent);
      }),
    place: (file) =>
      make('place', async (worker, onEvent) => {
        const onto = await shown();
        const name = freeName(`${onto.manifest.name}-with-${mapName(file.file)}`, made);
        const embed = await embedSource(onto, made.values());
        return worker.call('place', { name, input: { kind: 'file', ...file }, embed, onto }, onEvent);
      }),
    async stability() {
      // The test's map, whichever map is shown when it ends.
      const name = store.get().map?.name;
      const found = await runner.run('stability', async (worker, onEvent) =>
        worker.call('stability', { map: await shown() }, onEvent),
      );
      if (found && name !== undefined) report({ kind: 'tested', map: name, report: found });
    },
    async keep(name, replaces) {
      const map = await shown();
      await keepMap(map, name, replaces);
      const { map: now } = store.get();
      if (now && now.name !== name) {
        const renamed = toLoaded({ ...map, manifest: { ...map.manifest, name } }, name);
        made.set(name, renamed);
      }
      await updateKept();
    },
    async drop(name) {
      await dropKept(name);
      await updateKept();
    },
    async open(name) {
      const map = await find(name);
      if (map) store.dispatch({ type: 'map', map });
      else store.dispatch({ type: 'notice', notice: `There is no map “${name}” in this browser.` });
    },
  };
}

function ownPapers(map: ThemeMap | null): MakeInput {
  if (!map) throw new Error('There are no papers to begin from; choose a file.');
  const { file, sha256, warnings } = map.manifest.source;
  return { kind: 'papers', papers: map.papers, file, sha256, warnings };
}

/** The name itself if it is free, otherwise the name with the first number that makes it free. */
export function freeName(wanted: string, taken: { has(name: string): boolean }): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}-${n}`;
  return name;
}
