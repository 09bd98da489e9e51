/**
 * Embeds texts with a transformer model in child processes, so that the caller's own thread stays free and every
 * core works. Texts are handed out one by one, longest first, so that all children end at about the same time;
 * a vector depends on its text alone, so the result does not depend on which child made it or when.
 */
import { availableParallelism } from 'node:os';
import { modelPrefix } from '../embed-text.ts';
import { CancelledError, throwIfAborted, UserError } from '../errors.ts';
import { type ModelSpec, modelInfo } from '../models.ts';
import type { Embedder, RunOptions } from '../types.ts';
import type { ChildReply, ChildRequest } from './embed-child.ts';
import { type Child, forkModule } from './fork.ts';

export interface TransformerOptions {
  model: ModelSpec;
  /** Finds the model folder; called once, when the first text comes. */
  locate: () => Promise<string>;
  /** Most child processes. Default: one a core, 4 at most. */
  workers?: number | undefined;
  /** Milliseconds without a sign of life from a child that has work, until it is ended. Default 300,000. */
  hangTimeout?: number | undefined;
}

export interface Transformer extends Embedder {
  /**
   * Like `embed`, but hands each vector over as soon as it is there, in any order.
   *
   * @throws UserError where the model gives no usable vector or its processes keep dying; CancelledError
   */
  embedEach(
    texts: readonly string[],
    onVector: (index: number, vector: Float32Array) => void,
    run?: RunOptions,
  ): Promise<void>;
  close(): Promise<void>;
}

/** Texts that one child must have before another is worth its start (0.5 s, and 30 to 60 ms a text). */
const TEXTS_PER_CHILD = 8;
/** Texts that a child has at once: one at work and one at hand, so that it never waits for the next. */
const TEXTS_AHEAD = 2;
/** Deaths of children that a run puts up with; a text at work then is given to another. */
const RESTARTS = 1;

export function createTransformer(options: TransformerOptions): Transformer {
  const { model, locate, hangTimeout = 300_000 } = options;
  const most = Math.max(1, options.workers ?? Math.min(availableParallelism(), 4));
  const dimension = model.dimension;
  const children = new Set<Worker>();
  let folder: Promise<string> | undefined;
  let queue: Promise<void> = Promise.resolve();

  function startChild(): Worker {
    const worker = new Worker(forkModule('embed-child'));
    children.add(worker);
    worker.onGone = () => children.delete(worker);
    return worker;
  }

  function startLoaded(path: string): Worker {
    const worker = startChild();
    load(worker, path);
    return worker;
  }

  function load(worker: Worker, path: string): void {
    worker.send({ type: 'load', folder: withSlash(path), model: model.id, pooling: model.pooling });
  }

  async function embedEach(
    texts: readonly string[],
    onVector: (index: number, vector: Float32Array) => void,
    run: RunOptions = {},
  ): Promise<void> {
    throwIfAborted(run.signal);
    if (texts.length === 0) return;
    folder ??= locate();
    const wanted = Math.min(most, Math.ceil(texts.length / TEXTS_PER_CHILD));
    // Started before the model is found and checked: reading the library takes as long.
    const early: Worker[] = [];
    while (children.size < wanted) early.push(startChild());
    let path: string;
    try {
      path = await folder;
    } catch (error) {
      // The next call may look again.
      folder = undefined;
      for (const worker of early) worker.kill();
      throw error;
    }
    for (const worker of early) load(worker, path);
    while (children.size < wanted) startLoaded(path);
    await work(texts.map(modelPrefix), path, wanted, onVector, run);
  }

  function work(
    texts: readonly string[],
    path: string,
    wanted: number,
    onVector: (index: number, vector: Float32Array) => void,
    { signal, onProgress }: RunOptions,
  ): Promise<void> {
    const waiting = longestLast(texts);
    let done = 0;
    let deaths = 0;
    return new Promise<void>((resolve, reject) => {
      const busy = new Set<Worker>();
      const finish = (error?: Error) => {
        clearInterval(watch);
        signal?.removeEventListener('abort', cancel);
        for (const worker of busy) {
          worker.listener = null;
          // A child with work left over would answer into the next run.
          if (error !== undefined) worker.kill();
          else worker.idle();
        }
        if (error === undefined) resolve();
        else reject(error);
      };
      const cancel = () => finish(new CancelledError());
      const watch = setInterval(
        () => {
          for (const worker of busy)
            if (performance.now() - worker.lastSign > hangTimeout) worker.kill('took too long');
        },
        Math.min(1000, hangTimeout),
      );
      const feed = (worker: Worker) => {
        while (worker.atWork.size < TEXTS_AHEAD && waiting.length > 0) {
          const index = waiting.pop()!;
          worker.atWork.add(index);
          worker.send({ type: 'embed', index, text: texts[index]! });
        }
      };
      const onReply = (worker: Worker, reply: ChildReply) => {
        if (reply.type === 'ready') return;
        if (reply.type === 'failed') {
          const what = reply.index === null ? 'cannot be loaded' : `failed on ${quote(texts[reply.index]!)}`;
          finish(
            new UserError(
              `The model ${model.id} ${what}: ${reply.message}. "isotheme model verify" checks its files.`,
            ),
          );
          return;
        }
        worker.atWork.delete(reply.index);
        const problem = vectorProblem(reply.vector, dimension);
        if (problem !== null) {
          finish(
            new UserError(
              `The model ${model.id} gave ${problem} for ${quote(texts[reply.index]!)}; it cannot be used.`,
            ),
          );
          return;
        }
        try {
          onVector(reply.index, reply.vector);
          done++;
          onProgress?.({ stage: 'embed', done, total: texts.length });
        } catch (error) {
          finish(error as Error);
          return;
        }
        if (done === texts.length) finish();
        else feed(worker);
      };
      const onExit = (worker: Worker, how: string) => {
        busy.delete(worker);
        if (++deaths > RESTARTS) {
          finish(
            new UserError(
              `The processes that run the model ended ${deaths} times before their work was done (${how}); ` +
                'if memory was short, ask for fewer with "--workers 1".',
            ),
          );
          return;
        }
        waiting.push(...worker.atWork);
        employ(startLoaded(path));
      };
      const employ = (worker: Worker) => {
        busy.add(worker);
        worker.atWork.clear();
        worker.listener = { onReply, onExit };
        worker.busy();
        feed(worker);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      if (signal?.aborted) cancel();
      else for (const worker of [...children].slice(0, wanted)) employ(worker);
    });
  }

  const embedInTurn: Transformer['embedEach'] = (texts, onVector, run) => {
    const turn = queue.then(() => embedEach(texts, onVector, run));
    queue = turn.catch(() => {});
    return turn;
  };

  return {
    model: modelInfo(model),
    embedEach: embedInTurn,
    async embed(texts, run) {
      const vectors = new Float32Array(texts.length * dimension);
      await embedInTurn(texts, (index, vector) => vectors.set(vector, index * dimension), run);
      return vectors;
    },
    async close() {
      await Promise.all([...children].map((worker) => worker.end()));
    },
  };
}

/** One child and what it has at work. */
class Worker {
  readonly atWork = new Set<number>();
  listener: {
    onReply: (worker: Worker, reply: ChildReply) => void;
    onExit: (worker: Worker, how: string) => void;
  } | null = null;
  lastSign = performance.now();
  /** Called when it has ended or is about to: it takes no more work. */
  onGone: () => void = () => {};
  #reason: string | null = null;

  constructor(readonly child: Child) {
    child.process.on('message', (reply: ChildReply) => {
      this.lastSign = performance.now();
      this.listener?.onReply(this, reply);
    });
    // A failed send (the child died a moment ago) is told again by the exit.
    child.process.on('error', () => {});
    child.process.once('exit', (code, signal) => {
      this.onGone();
      const how = this.#reason ?? child.stderr().split('\n').at(-1);
      const end = signal === null ? `exit status ${code}` : signal;
      this.listener?.onExit(this, how ? `${end}: ${how}` : end);
    });
  }

  send(request: ChildRequest): void {
    if (this.child.process.connected) this.child.process.send(request, () => {});
  }

  /** Keeps the parent alive while there is work, and not longer. */
  busy(): void {
    this.lastSign = performance.now();
    this.child.process.ref();
    this.child.process.channel?.ref();
  }

  idle(): void {
    this.child.process.unref();
    this.child.process.channel?.unref();
    (this.child.process.stderr as { unref?: () => void } | null)?.unref?.();
  }

  kill(reason?: string): void {
    this.#reason ??= reason ?? null;
    this.onGone();
    this.child.process.kill('SIGKILL');
  }

  end(): Promise<void> {
    const { process } = this.child;
    if (process.exitCode !== null || process.signalCode !== null) return Promise.resolve();
    this.listener = null;
    process.ref();
    return new Promise((resolve) => {
      process.once('exit', () => resolve());
      this.kill();
    });
  }
}

/** Indices of the texts, the one to begin with at the end. */
function longestLast(texts: readonly string[]): number[] {
  return Array.from(texts, (_, index) => index).sort((a, b) => texts[a]!.length - texts[b]!.length || b - a);
}

function vectorProblem(vector: Float32Array, dimension: number): string | null {
  if (vector.length !== dimension) return `${vector.length} numbers instead of ${dimension}`;
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (!Number.isFinite(squares)) return 'a vector that is not finite';
  return Math.abs(squares - 1) < 1e-3 ? null : 'a vector that is not of length 1';
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** The library joins paths with "/" and takes the folder as a prefix. */
function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
