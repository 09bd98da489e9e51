/** What the page asks of the make worker and what it hears on the way. */

import type { Settings, ThemeMap } from '../../pipeline/map/index.ts';
import type { Stability } from '../../pipeline/stability/index.ts';
import type { Paper, ReadWarning, StageName } from '../../pipeline/types.ts';

/** The papers to build from: a file as it was dropped or pasted, or those of a map with the source it names. */
export type MakeInput =
  | { kind: 'file'; file: string; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'papers'; papers: readonly Paper[]; file: string; sha256: string; warnings: number };

export interface BuildSettings {
  seed: number;
  /** Finest themes; null: found from the data. */
  themes: number | null;
  neighbours: number;
  minDist: number;
}

export interface EmbedSource {
  /** The shown map's settings where its vectors are to be continued; null for the default model. */
  own: Pick<Settings, 'embedder' | 'model' | 'vectors' | 'endpoint'> | null;
  /** Absolute URL of the folder that holds the model's folder, in the hub's layout. */
  models: string;
  /** Absolute URL of the folder with ONNX Runtime's wasm file. */
  runtime: string;
  /** Vectors that need no model any more. */
  known: { texts: readonly string[]; vectors: Float32Array } | null;
}

export interface BuildRequest {
  name: string;
  input: MakeInput;
  settings: BuildSettings;
  embed: EmbedSource;
  /** A map to be like: shared papers and themes stay where they are. */
  like: ThemeMap | null;
}

export interface PlaceRequest {
  name: string;
  input: MakeInput;
  embed: EmbedSource;
  onto: ThemeMap;
}

export interface StabilityRequest {
  map: ThemeMap;
}

export type MakeEvent =
  | { kind: 'stage'; stage: StageName; done: number; total: number; note?: string; reused?: boolean }
  /** The layout as it settles, `[N, 2]`. */
  | { kind: 'layout'; layout: Float32Array };

export interface BuildResult {
  map: ThemeMap;
  warnings: ReadWarning[];
  /** Texts that the model has worked on, and those whose vectors were known. */
  embedded: number;
  known: number;
  /** Stages that were not run again. */
  reused: StageName[];
  /** What became of placed papers; null for a build. */
  placed: string | null;
}

/** The worker's methods. */
export interface MakeWorker {
  build(request: BuildRequest, report: (event: MakeEvent) => void): Promise<BuildResult>;
  place(request: PlaceRequest, report: (event: MakeEvent) => void): Promise<BuildResult>;
  stability(request: StabilityRequest, report: (event: MakeEvent) => void): Promise<Stability>;
}
