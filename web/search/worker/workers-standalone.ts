/** What stands in for workers.ts in a page that is one file: texts are searched in the page, and there is no model. */
import type { PapersService } from '../../data/papers/papers-service.ts';
import { createTextService, type TextService } from '../keyword/text-service.ts';
import type { ModelWorker } from '../meaning/model.worker.ts';
import { createVectorService, type VectorService } from '../meaning/vector-service.ts';
import { type Client, inPage } from './rpc.ts';

export function startTextService(): Client<TextService> {
  return inPage(createTextService());
}

export function startVectors(): Client<VectorService> {
  return inPage(createVectorService());
}

export const startPapers: (() => Client<PapersService>) | null = null;

export const startModel: (() => Client<ModelWorker>) | null = null;
