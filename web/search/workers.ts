/**
 * The workers of a hosted page. In a page that is one file (export/html) this module is replaced by
 * workers-standalone.ts, since a page opened from disk can start none.
 */
import '../trusted-types.ts';
import type { PapersService } from '../papers/papers-service.ts';
import type { ModelWorker } from './model.worker.ts';
import { type Client, createClient } from './rpc.ts';
import type { TextService } from './text-service.ts';
import type { VectorService } from './vector-service.ts';

export function startTextService(): Client<TextService> {
  return createClient(new Worker(new URL('./text.worker.ts', import.meta.url), { type: 'module' }));
}

export function startVectors(): Client<VectorService> {
  return createClient(new Worker(new URL('./vector.worker.ts', import.meta.url), { type: 'module' }));
}

/** Null where this kind of page has all its papers in it. */
export const startPapers: (() => Client<PapersService>) | null = () =>
  createClient(new Worker(new URL('../papers/papers.worker.ts', import.meta.url), { type: 'module' }));

/** Null where this kind of page has no model. */
export const startModel: (() => Client<ModelWorker>) | null = () =>
  createClient(new Worker(new URL('./model.worker.ts', import.meta.url), { type: 'module' }));
