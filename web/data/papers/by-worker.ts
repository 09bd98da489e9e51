/** Reads the papers of a large map in a worker and takes them over in portions. */
import type { PaperHead } from '../../../pipeline/map/index.ts';
import { type Manifest, MapError } from '../../../pipeline/map/index.ts';
import { messageOf } from '../../app/message-of.ts';
import type { Client } from '../../search/worker/rpc.ts';
import type { PapersService } from './papers-service.ts';

/** Papers in one message, which takes the main thread 2 ms. */
const AT_A_TIME = 1000;

/**
 * Reads the papers of a map by a worker of its own.
 * @param folder the map's address, with its last slash
 * @throws MapError
 */
export async function papersByWorker(
  start: () => Client<PapersService>,
  folder: string,
  manifest: Manifest,
): Promise<PaperHead[]> {
  const worker = start();
  try {
    await worker.call('read', { folder, manifest });
    const all: PaperHead[] = [];
    for (let from = 0; from < manifest.source.papers; from += AT_A_TIME)
      all.push(...(await worker.call('some', { from, to: from + AT_A_TIME })));
    return all;
  } catch (error) {
    throw new MapError(messageOf(error));
  } finally {
    worker.close();
  }
}
