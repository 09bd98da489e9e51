/** What both entries of the package export, with Node and without. */
export { decodeMap, encodeMap, type MapFile, type ReadFile } from '../artifact.ts';
export type { BuildOptions, BuildSource, BuildTools, NamingAhead } from '../build.ts';
export type {
  Comparison,
  MapSummary,
  MatchedTheme,
  MovedPaper,
  ThemeChanges,
  ThemeRef,
} from '../compare/report.ts';
export { compare as compareMaps } from '../compare.ts';
export { createLexicalEmbedder, type LexicalOptions } from '../embed-lexical.ts';
export { CancelledError, UsageError, UserError } from '../errors.ts';
export { type Evaluation, evaluate, type LevelEvaluation, type NameEvaluation } from '../evaluate.ts';
export {
  EXPORT_FORMATS,
  type Exported,
  type ExportFormat,
  exportMap,
  exportPapers,
  type PaperFormat,
} from '../export.ts';
export type { LayoutEngine } from '../layout.ts';
export { DEFAULT_MODEL } from '../models.ts';
export type { RankedLevel } from '../name.ts';
export type { NearPaper, PlacedPaper, Placement, ProposedTheme } from '../place.ts';
export { readLabels } from '../read/labels.ts';
export type { RelatedPaper } from '../related.ts';
export {
  type ArrayEntry,
  type ArrayName,
  type Manifest,
  MapError,
  type MapTheme,
  type NamerRecord,
  type Quality,
  type Settings,
  type ThemeMap,
} from '../schema.ts';
export type { PaperStability, Stability, StabilityOptions, ThemeStability } from '../stability.ts';
export { createStageMemo, type StageMemo } from '../stage-memo.ts';
export type {
  ClusterChoice,
  Clustering,
  ClusterLevel,
  Embedder,
  ModelInfo,
  Neighbours,
  Paper,
  Progress,
  ReadWarning,
  Representation,
  RunOptions,
  StageName,
  ThemeWords,
} from '../types.ts';
export type { Corpus } from './corpus.ts';
export type { RelatedOptions, StabilityRunOptions } from './library.ts';
