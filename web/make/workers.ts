/** Starts the make worker. */
import '../app/trusted-types.ts';
import { type Client, createClient } from '../search/worker/rpc.ts';
import type { MakeWorker } from './protocol.ts';

export const startMakeWorker = (): Client<MakeWorker> =>
  createClient(new Worker(new URL('./make.worker.ts', import.meta.url), { type: 'module' }));
