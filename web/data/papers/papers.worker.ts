/** The papers of a large map, off the main thread. */
import { answerCalls } from '../../search/worker/rpc.ts';
import { createPapersService } from './papers-service.ts';

answerCalls(createPapersService());
