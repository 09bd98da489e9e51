/** The vector service off the main thread. */
import { answerCalls } from '../worker/rpc.ts';
import { createVectorService } from './vector-service.ts';

answerCalls(createVectorService());
