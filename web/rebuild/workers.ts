/** The worker that makes maps. */
import '../trusted-types.ts';
import { type Client, createClient } from '../search/rpc.ts';
import type { RebuildWorker } from './protocol.ts';

export const startRebuildWorker = (): Client<RebuildWorker> =>
  createClient(new Worker(new URL('./rebuild.worker.ts', import.meta.url), { type: 'module' }));
