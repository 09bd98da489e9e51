/** Calls from the page to a worker: each call has a number, which its answer or error carries back. */
import { messageOf } from '../../app/message-of.ts';

/** Methods with one argument and optionally a function that receives progress. */
// biome-ignore lint/suspicious/noExplicitAny: each method has its own argument
type Handlers<H> = { [M in keyof H]: (argument: any, report: any) => unknown };

type Argument<H> = H extends (argument: infer A, ...rest: never[]) => unknown ? A : never;
type Answer<H> = H extends (...args: never[]) => infer R ? Awaited<R> : never;

interface Question {
  call: number;
  method: string;
  argument: unknown;
}

type Reply =
  | { call: number; answer: unknown }
  | { call: number; error: string }
  /** Sent before the answer. */
  | { call: number; progress: unknown };

/** Worker's side: answers calls with the methods of `handlers`; calls may overlap. */
export function answerCalls<H extends Handlers<H>>(handlers: H): void {
  const scope = self as unknown as Worker;
  scope.onmessage = async ({ data }: MessageEvent<Question>) => {
    const reply = (message: Reply) => scope.postMessage(message);
    try {
      const handler = handlers[data.method as keyof H];
      if (!handler) throw new Error(`no method ${data.method}`);
      const answer = await handler(data.argument, (progress: unknown) =>
        reply({ call: data.call, progress }),
      );
      reply({ call: data.call, answer });
    } catch (error) {
      reply({ call: data.call, error: messageOf(error) });
    }
  };
}

export interface Client<H extends Handlers<H>> {
  /** @throws Error with the worker's message, or if the worker could not be started or was closed */
  call<M extends keyof H & string>(
    method: M,
    argument: Argument<H[M]>,
    onProgress?: (value: unknown) => void,
  ): Promise<Answer<H[M]>>;
  /** Whether the worker failed: all further calls fail too, and another worker must replace it. */
  isBroken(): boolean;
  close(): void;
}

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  onProgress: ((value: unknown) => void) | undefined;
}

/** Page's side. `H` is the type of the handlers that the worker passes to {@link answerCalls}. */
export function createClient<H extends Handlers<H>>(worker: Worker): Client<H> {
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  let broken: Error | null = null;
  const fail = (error: Error) => {
    broken = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.onmessage = ({ data }: MessageEvent<Reply>) => {
    const entry = waiting.get(data.call);
    if (!entry) return;
    if ('progress' in data) {
      entry.onProgress?.(data.progress);
      return;
    }
    waiting.delete(data.call);
    if ('error' in data) entry.reject(new Error(data.error));
    else entry.resolve(data.answer);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(new Error(event.message || 'its program could not be fetched; reload the page'));
  };
  return {
    call: (method, argument, onProgress) =>
      new Promise((resolve, reject) => {
        if (broken) {
          reject(broken);
          return;
        }
        const call = ++calls;
        waiting.set(call, { resolve: resolve as (value: unknown) => void, reject, onProgress });
        worker.postMessage({ call, method, argument } satisfies Question);
      }),
    isBroken: () => broken !== null,
    close() {
      worker.terminate();
      fail(new Error('the worker was closed'));
    },
  };
}

/** The same methods without a worker: they run in the page, each call in its own turn of the event loop. */
export function inPage<H extends Handlers<H>>(handlers: H): Client<H> {
  return {
    call: async (method, argument, onProgress) => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return (await handlers[method](argument, onProgress)) as Answer<H[typeof method]>;
    },
    isBroken: () => false,
    close() {},
  };
}
