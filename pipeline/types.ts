/**
 * The types that the stages exchange. Arrays of numbers are flat, row-major typed arrays whose shape the comment gives as
 * `[rows, columns]`: N is the number of papers, D the width of the model's vectors, R the width of the feature matrix and
 * k the number of neighbours. The artifact on disk has types of its own, in map/schema.ts.
 */

/** A paper as it was read. `title` and `abstract` are plain text and may contain LaTeX, markup or any character. */
export interface Paper {
  /** Unique within its corpus: the id in the input or, if there is none, the paper's position ("0", "1", …). */
  id: string;
  title: string;
  /** Empty if the input has none. */
  abstract: string;
  authors?: string[];
  /** ISO 8601, as precise as the input: "2024", "2024-10" or "2024-10-07". */
  date?: string;
  url?: string;
  venue?: string;
  tags?: string[];
}

/** A problem in the input that the user should know of; the papers that could be read are kept. */
export interface ReadWarning {
  /** 1-based line (or record) of the input. */
  line: number;
  message: string;
}

/** What became of the records of the inputs: `read` = papers + `merged` + all that was skipped. */
export interface ReadCounts {
  read: number;
  /** Records that were the same paper as an earlier one. */
  merged: number;
  /** Records that were left out, by reason. */
  skipped: { reason: string; records: number }[];
  /** Papers that have a title only. */
  withoutAbstract: number;
}

/** What the read stage returns: papers, and a warning for each record or line that is not among them. */
export interface CorpusContent {
  papers: Paper[];
  /** Each with the name of its file. */
  warnings: (ReadWarning & { file: string })[];
  counts: ReadCounts;
  /** Remarks that need no action, such as the header lines of a page. */
  notes?: string[];
}

/** The model of the vectors; part of the map's settings and of every cache key. */
export interface ModelInfo {
  /** Hub id such as "Xenova/bge-small-en-v1.5", the endpoint's name for its model, "lexical", or "given". */
  id: string;
  /**
   * sha256, lower-case hex, of whatever determines the vectors: the ONNX file, the endpoint's address and model, or the file of
   * precomputed vectors; null for the lexical embedder.
   */
  sha256: string | null;
  pooling: 'cls' | 'mean' | 'none';
  /** D. */
  dimension: number;
}

/** A step of a long stage: `done` of `total` units of work. */
export interface Progress {
  stage: StageName;
  done: number;
  total: number;
  /** The current step, if the counts don't tell. */
  note?: string;
  /** The inputs are those of the build before, whose result is reused. */
  reused?: boolean;
}

/** The stages of a build, in order. */
export type StageName =
  | 'read'
  | 'embed'
  | 'represent'
  | 'neighbours'
  | 'layout'
  | 'cluster'
  | 'name'
  | 'measure';

/** Options of every long operation. */
export interface RunOptions {
  /** Receives each step. */
  onProgress?: (progress: Progress) => void;
  /** Cancels the operation: it throws a CancelledError and writes nothing. */
  signal?: AbortSignal;
}

/**
 * Turns texts into unit vectors. Implementations: embed/lexical/lexical-embedder.ts, node/embed/transformer/transformer.ts,
 * node/embed/endpoint-embedder.ts, node/embed/precomputed/precomputed-embedder.ts and, in the page, web/make/embed.ts.
 */
export interface Embedder {
  readonly model: ModelInfo;
  /** @returns `[texts.length, D]` row-major Float32, each row of length 1 */
  embed(texts: readonly string[], run?: RunOptions): Promise<Float32Array>;
  /** If the vectors are precomputed: the file's base name and sha256, for the map's settings. */
  readonly precomputed?: { file: string; sha256: string } | undefined;
  /** If they come from an embeddings endpoint: its address, for the map's settings. */
  readonly endpoint?: string | undefined;
  close?(): Promise<void>;
}

/**
 * A dense row-major matrix: row i is `data[i * width]` … `data[(i + 1) * width - 1]`. The feature matrix that `represent`
 * returns has a row of length 1 for each paper (all zero if a paper has nothing to compare), so that the dot product of
 * two rows is the similarity of two papers.
 */
export interface Matrix<Data extends Float32Array | Float64Array = Float32Array> {
  /** `[rows, width]`. */
  data: Data;
  rows: number;
  width: number;
}

/** The k nearest papers of each paper, without itself; nearest first, ties by lower index. */
export interface Neighbours {
  /** N. */
  count: number;
  /** min(wanted k, N − 1). */
  k: number;
  /** `[N, k]`. */
  indices: Int32Array;
  /** `[N, k]` cosine similarities, descending along a row. */
  similarities: Float32Array;
}

/** One level of the hierarchy of themes. */
export interface ClusterLevel {
  /** Number of themes on this level. */
  count: number;
  /** `[N]` theme index on this level, −1 for unthemed. */
  assignment: Int32Array;
  /** `[count]` index of the parent on the level before, −1 on level 0. */
  parents: Int32Array;
  /** `[count]` bootstrap stability, 0 … 1: how well the theme returns in resamples (Hennig 2007, clusterwise Jaccard). */
  stability: Float32Array;
}

/** The themes of a level and their papers, without their stability. */
export type ThemeGroups = Pick<ClusterLevel, 'count' | 'assignment' | 'parents'>;

/** What the cluster stage returns: a strict hierarchy, coarsest level first. */
export interface Clustering {
  levels: ClusterLevel[];
  /** `[N]` how clearly the paper belongs to its finest theme, 0 … 1; 0 for unthemed. The artifact's array `strength`. */
  silhouette: Float32Array;
  /** `[N]` index of the runner-up finest theme if the paper lies between two, else −1. The artifact's array `second`. */
  runnerUp: Int32Array;
  unthemed: { paper: number; reason: string }[];
  /** Why these counts: the candidates that were considered, with their scores. JSON values only, numbers rounded. */
  chosen: ClusterChoice;
}

/** Why a level has as many themes as it has. */
export interface ClusterChoice {
  /** One sentence for the user. */
  reason: string;
  levels: { themes: number; candidates: { themes: number; score: number }[] }[];
}

/** Name, keywords and exemplars of a theme. */
export interface ThemeWords {
  /** At most 40 characters; unique in the map. */
  name: string;
  /** Up to 8, best first. */
  keywords: string[];
  /** Same length as `keywords`, in (0, 1], descending. */
  keywordWeights: number[];
  /** Up to 3 paper indices, most central first. */
  exemplars: number[];
  /** Why the theme has this name; absent if someone else gave it. */
  evidence?: NameEvidence;
}

/** Why a theme has its name. */
export interface NameEvidence {
  /** Share of the theme's papers that say a part of the name in title or abstract, 0 … 1, with 2 decimals; 0 for a shortened title. */
  share: number;
  /** Up to 3 of them, as paper indices, most central first. */
  papers: number[];
  /** Up to 3 names that were nearly chosen, best first. */
  runnersUp: string[];
}
