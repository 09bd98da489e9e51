/** Reads the papers of a large map: fetched, held against their hash and parsed where no frame waits for it. */

import type { Manifest, PaperHead } from '../../../pipeline/map/index.ts';
import { decodePapers } from '../../../pipeline/map/index.ts';
import { hostedSource } from '../source.ts';

export interface PapersService {
  /** @param from `folder`: the map's address, with its last slash. @throws MapError */
  read(from: { folder: string; manifest: Manifest }): Promise<void>;
  /** Some of the papers that were read, `to` exclusive. */
  some(range: { from: number; to: number }): PaperHead[];
}

export function createPapersService(): PapersService {
  let papers: PaperHead[] = [];
  return {
    async read({ folder, manifest }) {
      papers = await decodePapers(hostedSource(folder), manifest);
    },
    some: ({ from, to }) => papers.slice(from, to),
  };
}
