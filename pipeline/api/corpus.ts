/** Papers as the library takes them: a bare list, or with the word where they came from. */

import type { BuildSource } from '../build/build.ts';
import { sha256Hex } from '../map/bytes.ts';
import { mapName } from '../map/map-name.ts';
import { readBytes } from '../read/read.ts';
import type { Paper, ReadCounts, ReadWarning } from '../types.ts';
import { UserError } from '../util/errors.ts';

/** Papers and where they came from: what `readPapers` gives and `buildMap` takes. */
export interface Corpus {
  papers: Paper[];
  /** A name for the map: the first input's, without its extensions. */
  name: string;
  /** The inputs' base names, joined by ", ". */
  file: string;
  /** Of all bytes, input after input; lower-case hex. */
  sha256: string;
  /** What was left out or mended, with the 1-based line or record of its file. */
  warnings: (ReadWarning & { file: string })[];
  /** What became of the inputs' records. */
  counts?: ReadCounts | undefined;
}

/**
 * Reads the bytes of one file: a page of titles and abstracts, JSONL, JSON, CSV, TSV, Parquet, BibTeX, RIS, NBIB, the Web
 * of Science's plain text, arXiv's Atom feed, OAI-PMH or PubMed's XML; each also compressed by gzip or Zstandard. The
 * format is told by content.
 *
 * @param fileName for messages, for the map's name, and for its extension where the content leaves the format open
 * @returns every paper of the input in `papers`, or a word on it in `warnings`
 * @throws UserError where the file is empty, broken, of another kind, or holds no paper
 */
export async function readPapers(bytes: Uint8Array, fileName = 'papers'): Promise<Corpus> {
  const { papers, warnings, counts } = await readBytes(bytes, fileName);
  return {
    papers,
    name: mapName(fileName),
    file: fileName,
    sha256: await sha256Hex(new Uint8Array(bytes)),
    warnings,
    counts,
  };
}

/**
 * A bare list of papers is a corpus named "papers", with the hash of its JSON.
 * @throws UserError where two papers have one id, or one lacks what a paper must have; names its position
 */
export async function asCorpus(given: readonly Paper[] | Corpus): Promise<{
  papers: readonly Paper[];
  source: BuildSource;
}> {
  if ('papers' in given) {
    const { papers, name, file, sha256, warnings, counts } = given;
    return { papers, source: { name, file, sha256, warnings: warnings.length, counts } };
  }
  const ids = new Map<string, number>();
  given.forEach(({ id, title, abstract }, position) => {
    for (const [field, value] of Object.entries({ id, title, abstract }))
      if (typeof value !== 'string')
        throw new UserError(
          `Paper ${position}: "${field}" is not a string; give each paper id, title and abstract.`,
        );
    const before = ids.get(id);
    if (before !== undefined)
      throw new UserError(`Papers ${before} and ${position} both have the id "${id}"; give each its own.`);
    ids.set(id, position);
  });
  const sha256 = await sha256Hex(new TextEncoder().encode(JSON.stringify(given)));
  return { papers: given, source: { name: 'papers', file: 'papers', sha256, warnings: 0 } };
}
