/** The papers' texts, off the main thread. */
import { answerCalls } from './rpc.ts';
import { createTextService } from './text-service.ts';

answerCalls(createTextService());
