/** Fetches, verifies and parses the papers of a large map off the main thread. */

import type { Manifest, PaperHead } from '../../../pipeline/map/index.ts';
import { decodePapers } from '../../../pipeline/map/index.ts';
import { webFileHost } from '../file-host.ts';

export interface PapersService {
  /** Reads all papers. @param from `folder`: the map's address, with its last slash. @throws MapError */
  read(from: { folder: string; manifest: Manifest }): Promise<void>;
  /** A slice of the papers that were read, `to` exclusive. */
  some(range: { from: number; to: number }): PaperHead[];
}

export function createPapersService(): PapersService {
  let papers: PaperHead[] = [];
  return {
    async read({ folder, manifest }) {
      papers = await decodePapers(webFileHost(folder), manifest);
    },
    some: ({ from, to }) => papers.slice(from, to),
  };
}
