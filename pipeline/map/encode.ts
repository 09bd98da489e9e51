/** A finished map → the files of its folder. */
import { abstractOrder, encodeAbstracts, joinBytes } from './abstracts.ts';
import { bytesOf, encodeJson } from './bytes.ts';
import { encodeCodes } from './codes.ts';
import { headOf } from './papers.ts';
import { ARRAY_NAMES, type ThemeMap } from './schema.ts';

/** One file of a map's folder. */
export interface MapFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** The files of a finished map. `map.json` comes last, so that it exists only once all files that it names do. */
export function encodeMap(map: ThemeMap): MapFile[] {
  const { manifest, papers, arrays } = map;
  const { large } = manifest;
  const files = ARRAY_NAMES.map((name) => ({
    name: manifest.arrays[name].file,
    bytes: bytesOf(arrays[name]),
  }));
  if (large) {
    const chunks = encodeAbstracts(papers, abstractOrder(arrays.theme), large.abstracts.every);
    files.push(
      { name: large.abstracts.file, bytes: joinBytes(chunks) },
      { name: large.codes.file, bytes: encodeCodes(arrays.vectors, arrays.mean) },
    );
  }
  return [
    ...files,
    { name: manifest.papers.file, bytes: encodeJson(large ? papers.map(headOf) : papers, 0) },
    { name: 'map.json', bytes: encodeJson(manifest) },
  ];
}
