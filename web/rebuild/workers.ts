/** The worker of a hosted page; a page that is one file has workers-standalone.ts instead. */
import '../trusted-types.ts';
import { type Client, createClient } from '../search/rpc.ts';
import type { RebuildWorker } from './protocol.ts';

/** Null where this kind of page can start none. */
export const startRebuildWorker: (() => Client<RebuildWorker>) | null = () =>
  createClient(new Worker(new URL('./rebuild.worker.ts', import.meta.url), { type: 'module' }));
