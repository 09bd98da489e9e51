/** What stands in for workers.ts in a page that is one file: it starts no worker, so it makes no maps. */
import type { Client } from '../search/rpc.ts';
import type { RebuildWorker } from './protocol.ts';

export const startRebuildWorker: (() => Client<RebuildWorker>) | null = null;
