/** Replaces workers.ts in a page that is one file: the services run in the page, and there is no model. */
import type { PapersService } from '../../data/papers/papers-service.ts';
import { createKeywordService, type KeywordService } from '../keyword/keyword-service.ts';
import type { ModelWorker } from '../semantic/model.worker.ts';
import { createVectorService, type VectorService } from '../semantic/vector-service.ts';
import { type Client, inPage } from './rpc.ts';

export function startKeywordService(): Client<KeywordService> {
  return inPage(createKeywordService());
}

export function startVectors(): Client<VectorService> {
  return inPage(createVectorService());
}

export const startPapers: (() => Client<PapersService>) | null = null;

export const startModel: (() => Client<ModelWorker>) | null = null;
