/**
 * Embeds texts with a transformer model in child processes, so that the caller's own thread stays free and every core
 * works. A call goes through these files, in this order:
 *
 *     transformer.ts     finds the model, starts the processes, lets one call run after another
 *     run.ts             hands the texts of one call to the processes and collects their vectors
 *     model-process.ts   one child process as its parent sees it
 *     child.ts           the program of the child process: loads the model and embeds one text at a time
 *     transformers.ts    what the child uses of transformers.js
 *
 * Texts are handed out one by one, longest first, so that all processes end at about the same time. A vector depends on
 * its text alone, so the result does not depend on which process computed it, or when.
 */
import { availableParallelism } from 'node:os';
import { type ModelSpec, modelInfo, modelPrefix } from '../../../embed/index.ts';
import type { Embedder, RunOptions } from '../../../types.ts';
import { CancelledError, throwIfAborted } from '../../../util/index.ts';
import { forkModule } from '../../process/fork.ts';
import { ModelProcess } from './model-process.ts';
import { EmbedRun } from './run.ts';

export interface TransformerOptions {
  model: ModelSpec;
  /** Finds the model folder; called once, when the first text comes. */
  locate: () => Promise<string>;
  /** Most child processes. Default: one per core, at most 4. */
  workers?: number | undefined;
  /** Milliseconds until a child process that has work and shows no sign of life is killed. Default 300,000. */
  hangTimeout?: number | undefined;
}

export interface Transformer extends Embedder {
  /**
   * Like `embed`, but hands over each vector as soon as it is computed, in any order.
   * @throws UserError if the model gives no usable vector or its processes keep dying; CancelledError
   */
  embedEach(
    texts: readonly string[],
    onVector: (index: number, vector: Float32Array) => void,
    run?: RunOptions,
  ): Promise<void>;
  close(): Promise<void>;
}

/** Texts that make another child process worth its start: that takes 0.5 s, and a text 30 to 60 ms. */
const TEXTS_PER_PROCESS = 8;

export function createTransformer(options: TransformerOptions): Transformer {
  const { model, locate, hangTimeout = 300_000 } = options;
  const most = Math.max(1, options.workers ?? Math.min(availableParallelism(), 4));
  const pool = new ProcessPool(model);
  let folder: Promise<string> | undefined;
  let current: EmbedRun | undefined;
  let last: Promise<void> = Promise.resolve();

  const embedNow: Transformer['embedEach'] = async (texts, onVector, run = {}) => {
    throwIfAborted(run.signal);
    if (texts.length === 0) return;
    folder ??= locate();
    const wanted = Math.min(most, Math.ceil(texts.length / TEXTS_PER_PROCESS));
    // Started before the model is found and checked: loading transformers.js takes as long.
    const early = pool.start(wanted);
    let path: string;
    try {
      path = await folder;
    } catch (error) {
      // The next call may look again.
      folder = undefined;
      for (const process of early) process.kill();
      throw error;
    }
    for (const process of [...early, ...pool.start(wanted)]) pool.load(process, path);
    current = new EmbedRun({
      model,
      texts: model.longTexts ? texts : texts.map(modelPrefix),
      onVector,
      replace: () => pool.startLoaded(path),
      hangTimeout,
    });
    try {
      await current.work(pool.first(wanted), run);
    } finally {
      current = undefined;
    }
  };

  const embedEach: Transformer['embedEach'] = (texts, onVector, run) => {
    const turn = last.then(() => embedNow(texts, onVector, run));
    last = turn.catch(() => {});
    return turn;
  };

  return {
    model: modelInfo(model),
    embedEach,
    async embed(texts, run) {
      const vectors = new Float32Array(texts.length * model.dimension);
      await embedEach(texts, (index, vector) => vectors.set(vector, index * model.dimension), run);
      return vectors;
    },
    async close() {
      current?.stop(new CancelledError());
      await pool.end();
    },
  };
}

/** The child processes of one model. One that ends leaves the pool. */
class ProcessPool {
  readonly #processes = new Set<ModelProcess>();
  readonly #model: ModelSpec;

  constructor(model: ModelSpec) {
    this.#model = model;
  }

  /** Fills the pool up to `size` processes. @returns the new ones, which have loaded no model yet */
  start(size: number): ModelProcess[] {
    const started: ModelProcess[] = [];
    while (this.#processes.size < size) {
      const process = new ModelProcess(forkModule('embed/transformer/child'));
      this.#processes.add(process);
      process.onGone = () => this.#processes.delete(process);
      started.push(process);
    }
    return started;
  }

  /** @param folder the model folder */
  load(process: ModelProcess, folder: string): void {
    const { id, onnx, pooling } = this.#model;
    // transformers.js joins paths with "/" and takes the folder as a prefix.
    const prefix = folder.endsWith('/') ? folder : `${folder}/`;
    process.send({ type: 'load', folder: prefix, model: id, onnx: onnx.path, pooling });
  }

  /** One more process, with the model. */
  startLoaded(folder: string): ModelProcess {
    const [process] = this.start(this.#processes.size + 1);
    this.load(process!, folder);
    return process!;
  }

  first(count: number): ModelProcess[] {
    return [...this.#processes].slice(0, count);
  }

  async end(): Promise<void> {
    await Promise.all([...this.#processes].map((process) => process.end()));
  }
}
