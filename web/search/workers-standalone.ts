/** What stands in for workers.ts in a page that is one file: texts are searched in the page, and there is no model. */
import type { PapersService } from '../papers/papers-service.ts';
import type { ModelWorker } from './model.worker.ts';
import { type Client, inPage } from './rpc.ts';
import { createTextService, type TextService } from './text-service.ts';
import { createVectorService, type VectorService } from './vector-service.ts';

export function startTextService(): Client<TextService> {
  return inPage(createTextService());
}

export function startVectors(): Client<VectorService> {
  return inPage(createVectorService());
}

export const startPapers: (() => Client<PapersService>) | null = null;

export const startModel: (() => Client<ModelWorker>) | null = null;
