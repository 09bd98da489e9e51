/** Progress and outcome of a task of the make worker, as the store holds them. */
import type { Stability } from '../../pipeline/stability/index.ts';
import type { StageName } from '../../pipeline/types.ts';
import type { BuildResult } from './protocol.ts';

/** A new map, papers placed on the shown one, or a test of the shown map's themes. */
export type Task = 'build' | 'place' | 'stability';

export type MakeStatus =
  | { kind: 'idle' }
  | {
      kind: 'running';
      task: Task;
      stage: StageName;
      done: number;
      total: number;
      note: string | null;
      /** Stages so far that reused the results of the map before. */
      reused: readonly StageName[];
      /** Steps per second of this stage, and the seconds it still needs; null until they are known. */
      rate: number | null;
      left: number | null;
      /** The layout as it settles, `[N, 2]`. */
      layout: Float32Array | null;
    }
  | DoneStatus
  | { kind: 'tested'; map: string; report: Stability }
  | { kind: 'failed'; message: string };

export interface DoneStatus extends Readonly<Omit<BuildResult, 'map'>> {
  kind: 'done';
  name: string;
  /** Name of the map that was shown before; null if there was none. */
  before: string | null;
  /** Seconds. */
  took: number;
}
