/** Where the making of a map stands, as the store holds it. */
import type { Stability } from '../../pipeline/stability/index.ts';
import type { ReadWarning, StageName } from '../../pipeline/types.ts';

export type RebuildStatus =
  | { kind: 'idle' }
  | {
      kind: 'running';
      /** What is being made: a map, a placement, a stability test. */
      what: 'build' | 'place' | 'stability';
      stage: StageName;
      done: number;
      total: number;
      note: string | null;
      /** Stages so far whose results are those of the map before. */
      reused: readonly StageName[];
      /** Steps a second of this stage, and seconds that it still needs; null before that is known. */
      rate: number | null;
      left: number | null;
      /** The layout as it settles, `[N, 2]`. */
      layout: Float32Array | null;
    }
  | {
      kind: 'done';
      /** The new map's name, and the old one's. */
      name: string;
      before: string | null;
      warnings: readonly ReadWarning[];
      embedded: number;
      known: number;
      /** Stages that were given the same as for the map before, and were not run again. */
      reused: readonly StageName[];
      placed: string | null;
      /** Seconds. */
      took: number;
    }
  | { kind: 'tested'; map: string; report: Stability }
  | { kind: 'failed'; message: string };
