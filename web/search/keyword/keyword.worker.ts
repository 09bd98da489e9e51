/** The papers' texts, off the main thread. */
import { answerCalls } from '../worker/rpc.ts';
import { createKeywordService } from './keyword-service.ts';

answerCalls(createKeywordService());
