/** The papers' texts, off the main thread. */
import { answerCalls } from '../worker/rpc.ts';
import { createTextService } from './text-service.ts';

answerCalls(createTextService());
