/** One call's texts on their way through the child processes. */

import type { ModelSpec } from '../../../embed/index.ts';
import { vectorProblem } from '../../../embed/index.ts';
import type { RunOptions } from '../../../types.ts';
import { CancelledError, UserError } from '../../../util/index.ts';
import type { ChildReply } from './child.ts';
import type { EmbedWorker } from './child-handle.ts';

/** Texts that one child has at once: one at work and one at hand, so that it never waits for the next. */
const TEXTS_AHEAD = 2;
/** Deaths of children that a run puts up with; the texts that were at work are given to a new one. */
const RESTARTS = 1;

export interface EmbedRunOptions {
  model: ModelSpec;
  texts: readonly string[];
  onVector: (index: number, vector: Float32Array) => void;
  /** Starts a child in the place of one that died. */
  replace: () => EmbedWorker;
  /** Milliseconds without a sign of life from a child that has work, until it is ended. */
  hangTimeout: number;
}

export class EmbedRun {
  readonly #options: EmbedRunOptions;
  /** Indices of the texts that nobody has yet, the longest at the end. */
  readonly #waiting: number[];
  readonly #workers = new Set<EmbedWorker>();
  readonly #finished: Promise<void>;
  #resolve!: () => void;
  #reject!: (error: Error) => void;
  #done = 0;
  #deaths = 0;
  #onProgress: RunOptions['onProgress'];

  constructor(options: EmbedRunOptions) {
    this.#options = options;
    this.#finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const { texts } = options;
    this.#waiting = Array.from(texts, (_, index) => index).sort(
      (a, b) => texts[a]!.length - texts[b]!.length || b - a,
    );
  }

  /** Works until every text has its vector. @throws UserError, CancelledError, or what `onVector` throws */
  async work(workers: readonly EmbedWorker[], { signal, onProgress }: RunOptions): Promise<void> {
    this.#onProgress = onProgress;
    const cancel = () => this.stop(new CancelledError());
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    else for (const worker of workers) this.#employ(worker);
    const watch = setInterval(() => this.#endHanging(), Math.min(1000, this.#options.hangTimeout));
    try {
      await this.#finished;
    } finally {
      clearInterval(watch);
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Ends the run without its result. Its children end too: they would answer into the next run. */
  stop(error: Error): void {
    for (const worker of this.#workers) {
      worker.listener = null;
      worker.kill();
    }
    this.#reject(error);
  }

  #employ(worker: EmbedWorker): void {
    this.#workers.add(worker);
    worker.atWork.clear();
    worker.listener = {
      onReply: (reply) => this.#take(worker, reply),
      onExit: (how) => this.#bury(worker, how),
    };
    worker.busy();
    this.#feed(worker);
  }

  #feed(worker: EmbedWorker): void {
    while (worker.atWork.size < TEXTS_AHEAD && this.#waiting.length > 0) {
      const index = this.#waiting.pop()!;
      worker.atWork.add(index);
      worker.send({ type: 'embed', index, text: this.#options.texts[index]! });
    }
  }

  #take(worker: EmbedWorker, reply: ChildReply): void {
    const { model, texts, onVector } = this.#options;
    if (reply.type === 'ready') return;
    if (reply.type === 'failed') {
      const what = reply.index === null ? 'cannot be loaded' : `failed on ${quote(texts[reply.index]!)}`;
      this.stop(
        new UserError(
          `The model ${model.id} ${what}: ${reply.message}. "isotheme model verify" checks its files.`,
        ),
      );
      return;
    }
    const problem = vectorProblem(reply.vector, model.dimension);
    if (problem !== null) {
      const text = quote(texts[reply.index]!);
      this.stop(new UserError(`The model ${model.id} gave ${problem} for ${text}; it cannot be used.`));
      return;
    }
    worker.atWork.delete(reply.index);
    this.#done++;
    try {
      onVector(reply.index, reply.vector);
      this.#onProgress?.({ stage: 'embed', done: this.#done, total: texts.length });
    } catch (error) {
      this.stop(error as Error);
      return;
    }
    if (this.#done === texts.length) this.#finish();
    else this.#feed(worker);
  }

  #finish(): void {
    for (const worker of this.#workers) {
      worker.listener = null;
      worker.idle();
    }
    this.#resolve();
  }

  #bury(worker: EmbedWorker, how: string): void {
    this.#workers.delete(worker);
    this.#deaths++;
    if (this.#deaths > RESTARTS) {
      this.stop(
        new UserError(
          `The processes that run the model ended ${this.#deaths} times before their work was done (${how}); ` +
            'if memory was short, make room and run again: what was done is kept.',
        ),
      );
      return;
    }
    this.#waiting.push(...worker.atWork);
    this.#employ(this.#options.replace());
  }

  #endHanging(): void {
    const now = performance.now();
    for (const worker of this.#workers) {
      if (worker.atWork.size > 0 && now - worker.lastSign > this.#options.hangTimeout) {
        worker.kill('took too long');
      }
    }
  }
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
