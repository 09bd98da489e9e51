/** The worker of papers-service.ts. */
import { answerCalls } from '../../search/worker/rpc.ts';
import { createPapersService } from './papers-service.ts';

answerCalls(createPapersService());
