/**
 * Embeds texts with a transformer model in child processes, so that the caller's own thread stays free and every
 * core works. Texts are handed out one by one, longest first, so that all children end at about the same time;
 * a vector depends on its text alone, so the result does not depend on which child made it or when.
 */
import { availableParallelism } from 'node:os';
import { type ModelSpec, modelInfo, modelPrefix } from '../../../embed/index.ts';
import type { Embedder, RunOptions } from '../../../types.ts';
import { CancelledError, throwIfAborted } from '../../../util/index.ts';
import { forkModule } from '../../process/fork.ts';
import { EmbedWorker } from './child-handle.ts';
import { EmbedRun } from './run.ts';

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
export function createTransformer(options: TransformerOptions): Transformer {
  const { model, locate, hangTimeout = 300_000 } = options;
  const most = Math.max(1, options.workers ?? Math.min(availableParallelism(), 4));
  const dimension = model.dimension;
  const children = new Set<EmbedWorker>();
  let folder: Promise<string> | undefined;
  let current: EmbedRun | undefined;
  let queue: Promise<void> = Promise.resolve();

  function startChild(): EmbedWorker {
    const worker = new EmbedWorker(forkModule('embed/transformer/child'));
    children.add(worker);
    worker.onGone = () => children.delete(worker);
    return worker;
  }

  function startLoaded(path: string): EmbedWorker {
    const worker = startChild();
    load(worker, path);
    return worker;
  }

  function load(worker: EmbedWorker, path: string): void {
    worker.send({
      type: 'load',
      folder: withSlash(path),
      model: model.id,
      onnx: model.onnx.path,
      pooling: model.pooling,
    });
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
    const early: EmbedWorker[] = [];
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
    current = new EmbedRun({
      model,
      texts: model.longTexts ? texts : texts.map(modelPrefix),
      onVector,
      replace: () => startLoaded(path),
      hangTimeout,
    });
    try {
      await current.work([...children].slice(0, wanted), run);
    } finally {
      current = undefined;
    }
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
      current?.stop(new CancelledError());
      await Promise.all([...children].map((worker) => worker.end()));
    },
  };
}

/** The library joins paths with "/" and takes the folder as a prefix. */
function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
