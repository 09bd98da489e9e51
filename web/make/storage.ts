/**
 * Keeps maps by name, and vectors by text, in IndexedDB. Its transactions are atomic: neither a second tab nor a crash leaves
 * half a map.
 */

import type { ThemeMap } from '../../pipeline/map/index.ts';
import { decodeMap, encodeMap, type MapFile } from '../../pipeline/map/index.ts';

export interface KeptMap {
  name: string;
  papers: number;
  themes: number;
  /** Grows by one each time the map is overwritten. */
  revision: number;
}

/** Why a map could not be kept or read, in one sentence that says what to do. */
export class StorageError extends Error {
  override name = 'StorageError';
}

const DATABASE = 'isotheme';
const VERSION = 1;
const CHANNEL = 'isotheme-kept';
/** Beyond this number all stored vectors are deleted: 20,000 of 384 numbers take 31 MB. */
const MOST_VECTORS = 20_000;

let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(DATABASE, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('maps', { keyPath: 'name' });
      request.result.createObjectStore('files');
      request.result.createObjectStore('vectors');
    };
    request.onsuccess = () => {
      const db = request.result;
      // A newer version of the page in another tab wants to upgrade the database.
      db.onversionchange = () => {
        db.close();
        opened = null;
      };
      db.onclose = () => {
        opened = null;
      };
      resolve(db);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () =>
      reject(new StorageError('Another tab holds an older version of this page; close it and try again.'));
  }).catch((error: unknown) => {
    opened = null;
    throw sentence(error, 'Maps cannot be kept in this browser');
  });
  return opened;
}

/** The kept maps, sorted by name. @throws StorageError */
export async function listKept(): Promise<KeptMap[]> {
  const db = await database();
  const kept = await answer<KeptMap[]>(db.transaction('maps').objectStore('maps').getAll());
  return kept.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Keeps a map under a name.
 * @param replaces the revision that may be overwritten; null if the name must be new
 * @throws StorageError if the storage is full, or if the name holds another revision
 */
export async function keepMap(map: ThemeMap, name: string, replaces: number | null): Promise<KeptMap> {
  const named = { ...map, manifest: { ...map.manifest, name } };
  const files = encodeMap(named);
  const db = await database();
  const transaction = db.transaction(['maps', 'files'], 'readwrite');
  const finished = ending(transaction);
  try {
    const maps = transaction.objectStore('maps');
    const existing = await answer<KeptMap | undefined>(maps.get(name));
    if ((existing?.revision ?? null) !== replaces) {
      transaction.abort();
      await finished.catch(() => {});
      throw new StorageError(
        existing
          ? `Another map is kept as “${name}” already, perhaps by another tab; choose another name.`
          : `The map “${name}” was removed meanwhile, perhaps by another tab; keep it again.`,
      );
    }
    const entry: KeptMap = {
      name,
      papers: map.papers.length,
      themes: map.manifest.levels.at(-1)?.themes ?? 0,
      revision: (existing?.revision ?? 0) + 1,
    };
    maps.put(entry);
    transaction.objectStore('files').put(files, name);
    await finished;
    tellOtherTabs();
    return entry;
  } catch (error) {
    throw sentence(error, `The map was not kept as “${name}”`);
  }
}

/** @throws StorageError if it is gone, MapError if it is damaged */
export async function readKept(name: string): Promise<ThemeMap> {
  const db = await database();
  const files = await answer<MapFile[] | undefined>(db.transaction('files').objectStore('files').get(name));
  if (!files) throw new StorageError(`The map “${name}” is not kept in this browser any more.`);
  return decodeMap(async (file) => {
    const found = files.find((each) => each.name === file);
    if (!found)
      throw new StorageError(`The map “${name}” lacks its file ${file}; remove it and build it again.`);
    return found.bytes;
  });
}

/** Removes a map; does nothing if there is none of this name. @throws StorageError */
export async function dropKept(name: string): Promise<void> {
  const db = await database();
  const transaction = db.transaction(['maps', 'files'], 'readwrite');
  const finished = ending(transaction);
  transaction.objectStore('maps').delete(name);
  transaction.objectStore('files').delete(name);
  await finished.catch((error: unknown) => {
    throw sentence(error, `The map “${name}” was not removed`);
  });
  tellOtherTabs();
}

/** Calls `listener` when another tab keeps or removes a map. @returns a function that ends this */
export function onKeptChange(listener: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = listener;
  return () => channel.close();
}

/**
 * The stored vectors of some texts.
 * @param keys key by text
 * @returns vector by text; empty if the storage is unavailable: the vectors are then computed again
 */
export async function readVectors(keys: ReadonlyMap<string, string>): Promise<Map<string, Float32Array>> {
  const found = new Map<string, Float32Array>();
  try {
    const store = (await database()).transaction('vectors').objectStore('vectors');
    const reads = [...keys].map(
      async ([text, key]) => [text, await answer<Float32Array | undefined>(store.get(key))] as const,
    );
    for (const [text, vector] of await Promise.all(reads)) if (vector) found.set(text, vector);
  } catch {
    // They are computed again.
  }
  return found;
}

/** Stores vectors by key; without storage or room they are computed again next time. */
export async function writeVectors(vectors: ReadonlyMap<string, Float32Array>): Promise<void> {
  try {
    const transaction = (await database()).transaction('vectors', 'readwrite');
    const finished = ending(transaction);
    const store = transaction.objectStore('vectors');
    const count = await answer<number>(store.count());
    if (count + vectors.size > MOST_VECTORS) store.clear();
    for (const [key, vector] of vectors) store.put(vector, key);
    await finished;
  } catch {
    // They are computed again.
  }
}

function tellOtherTabs(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(null);
  channel.close();
}

function answer<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error);
  });
}

/** Settles with the transaction. */
function ending(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was aborted'));
  });
}

/** @param what says what failed, without a full stop */
function sentence(error: unknown, what: string): Error {
  if (error instanceof StorageError) return error;
  const { name, message } = error as Error;
  if (name === 'QuotaExceededError')
    return new StorageError(
      `${what}: this browser's storage is full. Remove a kept map, or download the new one instead.`,
    );
  if (name === 'SecurityError' || name === 'InvalidStateError')
    return new StorageError(
      `${what}: it does not allow pages to store anything here. Download the map instead.`,
    );
  return new StorageError(`${what} (${message || name}). Download the map instead.`);
}
