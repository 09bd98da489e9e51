/**
 * Starts the workers of a hosted page. A page that is one file cannot start workers from disk: its build replaces this module
 * by workers-standalone.ts.
 */
import '../../app/trusted-types.ts';
import type { PapersService } from '../../data/papers/papers-service.ts';
import type { KeywordService } from '../keyword/keyword-service.ts';
import type { ModelWorker } from '../semantic/model.worker.ts';
import type { VectorService } from '../semantic/vector-service.ts';
import { type Client, createClient } from './rpc.ts';

export function startKeywordService(): Client<KeywordService> {
  return createClient(
    new Worker(new URL('../keyword/keyword.worker.ts', import.meta.url), { type: 'module' }),
  );
}

export function startVectors(): Client<VectorService> {
  return createClient(
    new Worker(new URL('../semantic/vector.worker.ts', import.meta.url), { type: 'module' }),
  );
}

/** Null in a page that is one file: it has all its papers. */
export const startPapers: (() => Client<PapersService>) | null = () =>
  createClient(
    new Worker(new URL('../../data/papers/papers.worker.ts', import.meta.url), { type: 'module' }),
  );

/** Null in a page that is one file: it has no model. */
export const startModel: (() => Client<ModelWorker>) | null = () =>
  createClient(new Worker(new URL('../semantic/model.worker.ts', import.meta.url), { type: 'module' }));
