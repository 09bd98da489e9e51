/** Questions to a worker and its answers: each question has a number, and its answer or error carries it back. */

/** Methods of one argument, and perhaps a function that hears of progress. */
// biome-ignore lint/suspicious/noExplicitAny: each method has an argument of its own
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
  /** On the way to the answer. */
  | { call: number; progress: unknown };

/** Worker's side: answers questions with the methods of `handlers`, each in its own time. */
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
      reply({ call: data.call, error: error instanceof Error ? error.message : String(error) });
    }
  };
}

export interface Client<H extends Handlers<H>> {
  /** @throws Error with the worker's message, or when the worker itself could not be started or was closed */
  call<M extends keyof H & string>(
    method: M,
    argument: Argument<H[M]>,
    onProgress?: (value: unknown) => void,
  ): Promise<Answer<H[M]>>;
  /** Whether all calls fail from now on: another worker has to take this one's place. */
  isBroken(): boolean;
  close(): void;
}

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  onProgress: ((value: unknown) => void) | undefined;
}

/** Page's side. `H` is the type of the handlers that the worker gave to {@link answerCalls}. */
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
    fail(new Error(event.message || 'its program could not be loaded'));
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

/** The same methods without a worker, in the page itself, each call in a turn of its own. */
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
