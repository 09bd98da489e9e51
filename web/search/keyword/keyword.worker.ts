/** The keyword service off the main thread. */
import { answerCalls } from '../worker/rpc.ts';
import { createKeywordService } from './keyword-service.ts';

answerCalls(createKeywordService());
