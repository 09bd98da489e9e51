/** The worker that makes maps. */
import '../app/trusted-types.ts';
import { type Client, createClient } from '../search/worker/rpc.ts';
import type { RebuildWorker } from './protocol.ts';

export const startRebuildWorker = (): Client<RebuildWorker> =>
  createClient(new Worker(new URL('./make.worker.ts', import.meta.url), { type: 'module' }));
