/** `isotheme verify`: everything that is wrong with a map, file after file. */

import { type MapFault, mapFaults } from './check.ts';
import {
  decodeEntry,
  decodeManifest,
  decodePapers,
  type ReadFile,
  readCodes,
  withAbstracts,
} from './decode.ts';
import { MapError } from './error.ts';
import { type ArrayName, fileNames, type Manifest, type ThemeMap } from './schema.ts';

/** What {@link verifyMap} found. */
export interface Verification {
  /** Null if `map.json` itself cannot be read; then nothing else was checked. */
  map: { name: string; papers: number; themes: number } | null;
  /** Number of files that were checked against their sha256, including `map.json`. */
  files: number;
  /** In the order of the files; empty for a map that is whole. */
  faults: MapFault[];
}

/** Reads all files of a map through `read` and finds every fault, where reading a map ends at the first. */
export async function verifyMap(read: ReadFile): Promise<Verification> {
  const faults: MapFault[] = [];
  const attempt = async <T>(file: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MapError)) throw error;
      const message = error.message.replace(`${file}: `, '').replace(/; (?:build|update) [^;]*\.$/, '');
      faults.push({ file, message });
      return null;
    }
  };
  const manifest = await attempt('map.json', () => decodeManifest(read));
  if (manifest === null) return { map: null, files: 1, faults };
  const heads = await attempt(manifest.papers.file, () => decodePapers(read, manifest));
  const arrays: Partial<Record<ArrayName, Float32Array | Int32Array>> = {};
  for (const [name, entry] of Object.entries(manifest.arrays) as [
    ArrayName,
    Manifest['arrays'][ArrayName],
  ][]) {
    const array = await attempt(entry.file, () => decodeEntry(read, entry));
    if (array) arrays[name] = array;
  }
  if (manifest.arrays.vectors.shape[0] !== manifest.source.papers)
    faults.push({ file: manifest.arrays.vectors.file, message: 'holds no vectors' });
  const { name, source, themes, large } = manifest;
  const { theme } = arrays as Partial<ThemeMap['arrays']>;
  const papers =
    large && heads && theme
      ? await attempt(large.abstracts.file, () => withAbstracts(read, manifest, heads, theme))
      : (heads as ThemeMap['papers'] | null);
  const codes = large ? await attempt(large.codes.file, () => readCodes(read, large.codes)) : null;
  // Cross-check files only if each is intact; otherwise one fault would be reported several times.
  if (papers && faults.length === 0)
    faults.push(...mapFaults({ manifest, papers, arrays: arrays as ThemeMap['arrays'] }, codes));
  return {
    map: { name, papers: source.papers, themes: themes.length },
    files: 1 + fileNames(manifest).length,
    faults,
  };
}
