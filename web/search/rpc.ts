/** Questions to a worker and its answers: each question has a number, and its answer or error carries it back. */

type Handlers = Record<string, (argument: never, report: (value: unknown) => void) => unknown>;

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
export function answerCalls(handlers: Handlers): void {
  const scope = self as unknown as Worker;
  scope.onmessage = async ({ data }: MessageEvent<Question>) => {
    const reply = (message: Reply) => scope.postMessage(message);
    try {
      const handler = handlers[data.method];
      if (!handler) throw new Error(`no method ${data.method}`);
      const answer = await handler(data.argument as never, (progress) =>
        reply({ call: data.call, progress }),
      );
      reply({ call: data.call, answer });
    } catch (error) {
      reply({ call: data.call, error: error instanceof Error ? error.message : String(error) });
    }
  };
}

export interface Client<H extends Handlers> {
  /** @throws Error with the worker's message, or when the worker itself could not be started or was closed */
  call<M extends keyof H & string>(
    method: M,
    argument: Argument<H[M]>,
    onProgress?: (value: unknown) => void,
  ): Promise<Answer<H[M]>>;
  close(): void;
}

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  onProgress: ((value: unknown) => void) | undefined;
}

/** Page's side. `H` is the type of the handlers that the worker gave to {@link answerCalls}. */
export function createClient<H extends Handlers>(worker: Worker): Client<H> {
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
    close() {
      worker.terminate();
      fail(new Error('the worker was closed'));
    },
  };
}
