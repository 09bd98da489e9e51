/** One call of the embedder: hands its texts to the child processes and collects their vectors. */

import type { ModelSpec } from '../../../embed/index.ts';
import { vectorProblem } from '../../../embed/index.ts';
import type { RunOptions } from '../../../types.ts';
import { CancelledError, UserError } from '../../../util/index.ts';
import type { ChildReply } from './child.ts';
import type { ModelProcess } from './model-process.ts';

/** Texts that a process has at once: the one it works on and the next, so that it never waits. */
const TEXTS_AT_ONCE = 2;
/** How many processes may die in a run; the texts they had are given to a new one. */
const RESTARTS = 1;

export interface EmbedRunOptions {
  model: ModelSpec;
  texts: readonly string[];
  onVector: (index: number, vector: Float32Array) => void;
  /** Starts a process in place of one that died. */
  replace: () => ModelProcess;
  /** Milliseconds until a process that has work and shows no sign of life is killed. */
  hangTimeout: number;
}

export class EmbedRun {
  readonly #options: EmbedRunOptions;
  /** Indices of the texts that no process has yet, the longest last. */
  readonly #waiting: number[];
  readonly #processes = new Set<ModelProcess>();
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

  /** Resolves when every text has its vector. @throws UserError, CancelledError, or what `onVector` throws */
  async work(processes: readonly ModelProcess[], { signal, onProgress }: RunOptions): Promise<void> {
    this.#onProgress = onProgress;
    const cancel = () => this.stop(new CancelledError());
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    else for (const process of processes) this.#employ(process);
    const watch = setInterval(() => this.#endHanging(), Math.min(1000, this.#options.hangTimeout));
    try {
      await this.#finished;
    } finally {
      clearInterval(watch);
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Ends the run without a result. Kills its processes, whose replies would otherwise reach the next run. */
  stop(error: Error): void {
    for (const process of this.#processes) {
      process.listener = null;
      process.kill();
    }
    this.#reject(error);
  }

  #employ(process: ModelProcess): void {
    this.#processes.add(process);
    process.atWork.clear();
    process.listener = {
      onReply: (reply) => this.#take(process, reply),
      onExit: (how) => this.#bury(process, how),
    };
    process.busy();
    this.#feed(process);
  }

  #feed(process: ModelProcess): void {
    while (process.atWork.size < TEXTS_AT_ONCE && this.#waiting.length > 0) {
      const index = this.#waiting.pop()!;
      process.atWork.add(index);
      process.send({ type: 'embed', index, text: this.#options.texts[index]! });
    }
  }

  #take(process: ModelProcess, reply: ChildReply): void {
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
      this.stop(new UserError(`The model ${model.id} gave ${problem} for ${text}; choose another model.`));
      return;
    }
    process.atWork.delete(reply.index);
    this.#done++;
    try {
      onVector(reply.index, reply.vector);
      this.#onProgress?.({ stage: 'embed', done: this.#done, total: texts.length });
    } catch (error) {
      this.stop(error as Error);
      return;
    }
    if (this.#done === texts.length) this.#finish();
    else this.#feed(process);
  }

  #finish(): void {
    for (const process of this.#processes) {
      process.listener = null;
      process.idle();
    }
    this.#resolve();
  }

  #bury(process: ModelProcess, how: string): void {
    this.#processes.delete(process);
    this.#deaths++;
    if (this.#deaths > RESTARTS) {
      this.stop(
        new UserError(
          `The processes that run the model ended ${this.#deaths} times before their work was done (${how}); ` +
            'if memory was short, free some and run again: finished vectors are kept.',
        ),
      );
      return;
    }
    this.#waiting.push(...process.atWork);
    this.#employ(this.#options.replace());
  }

  #endHanging(): void {
    const now = performance.now();
    for (const process of this.#processes) {
      if (process.atWork.size > 0 && now - process.lastSign > this.#options.hangTimeout) {
        process.kill('took too long');
      }
    }
  }
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
