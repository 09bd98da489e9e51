/** What both entries of the package export, with Node and without. */

export type { BuildOptions, BuildSource, BuildTools, NameThread } from '../build/build.ts';
export { createStageMemo, type StageMemo } from '../build/memo.ts';
export type {
  Comparison,
  MapSummary,
  MatchedTheme,
  MovedPaper,
  ThemeChanges,
  ThemeRef,
} from '../compare/report.ts';
export type { LexicalOptions } from '../embed/lexical/lexical-embedder.ts';
export { DEFAULT_MODEL } from '../embed/models.ts';
export type { Evaluation, LevelEvaluation, NameEvaluation } from '../evaluate/evaluate.ts';
export type { LevelAgreement, NameAgreement, ThemeAgreement } from '../evaluate/name-agreement.ts';
export { EXPORT_FORMATS, type Exported, type ExportFormat } from '../export/export.ts';
export type { PaperFormat } from '../export/paper-formats.ts';
export type { LayoutEngine } from '../layout/layout.ts';
export type { MapFault } from '../map/check.ts';
export type { ReadFile } from '../map/decode.ts';
export type { MapFile } from '../map/encode.ts';
export { MapError } from '../map/error.ts';
export type {
  ArrayEntry,
  ArrayName,
  Manifest,
  MapTheme,
  NamerRecord,
  Quality,
  Settings,
  ThemeMap,
} from '../map/schema.ts';
export type { PaperTheme } from '../map/themes/theme-path.ts';
export type { Verification } from '../map/verify.ts';
export type { NearPaper, PlacedPaper, Placement, ProposedTheme } from '../place/types.ts';
export type { PaperKeywords } from '../read/keywords.ts';
export type { ReadOptions } from '../read/read.ts';
export type { FieldNames } from '../read/records/record-mapper.ts';
export type { RelatedPaper } from '../related/related.ts';
export type { StabilityOptions } from '../stability/stability.ts';
export type { PaperStability, Stability, ThemeStability } from '../stability/types.ts';
export type { ThemeContrast, ThemeSentence, ThemeSummary } from '../summarise/theme-summary.ts';
export type { ApartTerm } from '../summarise/types.ts';
export type {
  ClusterChoice,
  Clustering,
  ClusterLevel,
  Embedder,
  Matrix,
  ModelInfo,
  Neighbours,
  Paper,
  Progress,
  ReadWarning,
  RunOptions,
  StageName,
  ThemeWords,
} from '../types.ts';
export { CancelledError, type ErrorCode, type ErrorDetails, UsageError, UserError } from '../util/errors.ts';
