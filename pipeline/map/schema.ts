/**
 * The artifact's schema: `data/maps/<name>/map.json` and the files it describes. Both sides, the writer in Node and
 * the reader in the page, take their types and their checks from here.
 */
import * as v from 'valibot';
import { brokenFile, issueText, MapError } from './error.ts';
import type { MapPaper } from './papers.ts';

export const MAP_FORMAT = 'isotheme-map';
export const MAP_VERSION = 1;
/**
 * Of maps that have `large`. A reader that knows nothing of abstracts in a file of their own says that it must be
 * updated; it can't take the papers for papers without abstracts.
 */
export const LARGE_VERSION = 2;
/** A `map.json` of more bytes is not read: that of 100,000 papers has under one million. */
export const LARGEST_MANIFEST = 64 << 20;
/** The papers of a map in one JSON file; strings of JavaScript end at half a billion characters. */
export const LARGEST_PAPERS = 500_000_000;
/** The abstracts of a large map: those of 1.6 million papers. */
export const LARGEST_ABSTRACTS = 2_000_000_000;
/** Levels of themes: a build makes at most three, and readers walk down them one within another. */
const MOST_LEVELS = 16;
/** 8 GiB an array: the vectors of five million papers. */
const MOST_ELEMENTS = 2 ** 31;

const unit = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits'));
const themeLevel = v.pipe(count, v.maxValue(MOST_LEVELS - 1));
/** A plain file name in the map's own folder: no separators, no dot first, so no path can lead out of it. */
const fileName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'expected a plain file name'),
);

const themeSchema = v.object({
  /** Position in `themes`; parents come before their children. */
  id: count,
  /** 0 is the coarsest. */
  level: themeLevel,
  parent: v.nullable(count),
  name: v.pipe(v.string(), v.minLength(1)),
  keywords: v.array(v.string()),
  /** Same length as `keywords`. */
  keywordWeights: v.array(v.number()),
  size: count,
  /** Where the name stands on the map: the medoid-like centre of the theme's papers. */
  x: v.number(),
  y: v.number(),
  stability: unit,
  /** Paper indices, most central first. */
  exemplars: v.array(count),
  /** Why the theme has this name; absent if it comes from another map or a namer, and in maps of version 0.1. */
  evidence: v.optional(
    v.object({
      /** Share of the theme's papers that say a part of the name; 0 for a shortened title. */
      share: unit,
      /** Indices of a few of them, most central first. */
      papers: v.array(count),
      /** Names that were nearly chosen, best first. */
      runnersUp: v.array(v.string()),
    }),
  ),
  /** In a map made like another: the id there of the theme that this one continues, null for a new one. */
  carried: v.optional(v.nullable(count)),
  /** Gathered from papers that were placed on the map and fit none of its themes. */
  proposed: v.optional(v.boolean()),
});

const arrayOf = <D extends 'float32' | 'int32' | 'int8'>(dtype: D) =>
  v.object({
    file: fileName,
    dtype: v.literal(dtype),
    shape: v.pipe(
      v.array(count),
      v.minLength(1),
      v.maxLength(2),
      v.check((shape) => arrayElements(shape) <= MOST_ELEMENTS, 'larger than any map'),
    ),
    sha256,
  });

/** What a map of many papers has besides, so that a page need not read all of it. */
const largeSchema = v.object({
  /** A file of chunks, one after the other, each the abstracts of `every` papers in the order of abstracts.ts. */
  abstracts: v.object({
    file: fileName,
    sha256,
    every: v.pipe(count, v.minValue(1)),
    chunks: v.array(v.object({ bytes: count, sha256 })),
  }),
  /** `[N, D]` the vectors in eight bits, as codes.ts has them. */
  codes: arrayOf('int8'),
});

export const settingsSchema = v.object({
  seed: v.pipe(v.number(), v.integer()),
  /** "given": vectors of a model that the user did not name; "endpoint": of one behind an address. */
  embedder: v.picklist(['transformer', 'lexical', 'given', 'endpoint']),
  model: v.object({
    id: v.string(),
    sha256: v.nullable(sha256),
    pooling: v.picklist(['cls', 'mean', 'none']),
    dimension: count,
  }),
  /** Wanted neighbours; rows of the arrays are shorter where there are fewer papers. */
  neighbours: v.pipe(count, v.minValue(1)),
  /** Wanted number of finest themes; null: found from the data. */
  themes: v.nullable(count),
  minDist: v.number(),
  layout: v.string(),
  /** The file of vectors that the user gave. */
  vectors: v.optional(v.object({ file: v.string(), sha256 })),
  /** The address that gave the vectors. */
  endpoint: v.optional(v.string()),
});

const qualitySchema = v.object({
  /** Venna & Kaski 2001, k = 15, of the layout against the representation. */
  trustworthiness: unit,
  continuity: unit,
  /** Share of the 15 nearest papers that are among the 15 nearest on the map. */
  keep15: unit,
  unthemed: unit,
  /** Mean silhouette-like margin of the finest themes in the representation. */
  separation: v.number(),
});

const levelSchema = v.object({
  level: themeLevel,
  themes: count,
  /** Counts that were weighed, with their scores; empty where the user set the count. */
  candidates: v.array(v.object({ themes: count, score: v.number() })),
});

/** What an endpoint was asked and answered where it was asked for names (`--namer`). */
export const namerSchema = v.object({
  url: v.string(),
  /** The model as the endpoint calls it; null where none answered. */
  model: v.nullable(v.string()),
  instruction: v.string(),
  themes: v.array(
    v.object({
      theme: count,
      prompt: v.string(),
      /** As it came, cut at 2,000 characters; null where there was none. */
      answer: v.nullable(v.string()),
      /** The name made offline. */
      offline: v.string(),
      /** Why the offline name was kept; null where the answer is the theme's name. */
      reason: v.nullable(v.string()),
    }),
  ),
});

export const manifestSchema = v.object({
  format: v.literal(MAP_FORMAT),
  version: v.picklist([MAP_VERSION, LARGE_VERSION]),
  name: v.pipe(v.string(), v.minLength(1)),
  source: v.object({
    file: v.string(),
    sha256,
    papers: count,
    warnings: count,
    /** What became of the input's records: `read` is papers, merged and skipped together. */
    counts: v.optional(
      v.object({
        read: count,
        merged: count,
        skipped: v.array(v.object({ reason: v.string(), records: count })),
        withoutAbstract: count,
      }),
    ),
  }),
  settings: settingsSchema,
  /** One sentence: why these counts of themes. */
  chosen: v.string(),
  levels: v.pipe(v.array(levelSchema), v.maxLength(MOST_LEVELS)),
  /** The map that this one was made like, and how many papers both hold. */
  like: v.optional(v.object({ name: v.string(), source: sha256, papers: count })),
  /** Papers from index `first` on were placed on a finished map, whose own papers stay as they were. */
  placed: v.optional(v.object({ file: v.string(), sha256, first: count })),
  themes: v.array(themeSchema),
  unthemed: v.array(v.object({ paper: count, reason: v.string() })),
  quality: qualitySchema,
  arrays: v.object({
    /** `[N, 2]` */
    layout: arrayOf('float32'),
    /** `[N]` id of the finest theme, −1 for unthemed. */
    theme: arrayOf('int32'),
    /** `[N]` */
    strength: arrayOf('float32'),
    /** `[N]` id of the runner-up theme, −1 if no other theme comes close. */
    second: arrayOf('int32'),
    /** `[N, k]` */
    neighbours: arrayOf('int32'),
    /** `[N, k]` */
    similarities: arrayOf('float32'),
    /** `[N, D]` unit vectors of the model, as it gave them. */
    vectors: arrayOf('float32'),
    /** `[D]` the corpus mean of `vectors`: taken off where papers are compared with papers, not for questions. */
    mean: arrayOf('float32'),
  }),
  papers: v.object({ file: fileName, sha256 }),
  large: v.optional(largeSchema),
  namer: v.optional(namerSchema),
});

/** `map.json`: source, settings, themes, quality, and the list of the files beside it. */
export type Manifest = v.InferOutput<typeof manifestSchema>;
/** A theme of the map. */
export type MapTheme = v.InferOutput<typeof themeSchema>;
/** One array's file: name, dtype, shape (row-major, little-endian) and sha256. */
export type ArrayEntry = Manifest['arrays'][ArrayName];
/** Every option that the map was made with, and its model. */
export type Settings = v.InferOutput<typeof settingsSchema>;
/** What an endpoint was asked and answered where it was asked for names. */
export type NamerRecord = v.InferOutput<typeof namerSchema>;
/** How well layout and themes keep what the representation says. */
export type Quality = v.InferOutput<typeof qualitySchema>;
/** What a map of many papers has besides. */
export type LargeParts = v.InferOutput<typeof largeSchema>;
/** The arrays of a map, by name. */
export type ArrayName = keyof Manifest['arrays'];
export const ARRAY_NAMES = Object.keys(manifestSchema.entries.arrays.entries) as ArrayName[];

/** A map in memory: the manifest, the papers and the arrays by name. */
export interface ThemeMap {
  manifest: Manifest;
  papers: MapPaper[];
  arrays: {
    layout: Float32Array;
    theme: Int32Array;
    strength: Float32Array;
    second: Int32Array;
    neighbours: Int32Array;
    similarities: Float32Array;
    vectors: Float32Array;
    mean: Float32Array;
  };
}

/**
 * Checks a parsed `map.json`.
 * @param value what `JSON.parse` gave
 * @param where the file's name, for the error
 * @throws MapError with one sentence: the file, the field, what was expected and what to do
 */
export function parseManifest(value: unknown, where = 'map.json'): Manifest {
  if (typeof value === 'object' && value !== null && 'format' in value && value.format === MAP_FORMAT) {
    const version = 'version' in value ? value.version : undefined;
    if (typeof version === 'number' && version > LARGE_VERSION)
      throw new MapError(
        `${where}: map version ${version} was made by a later version of Isotheme, and this one reads version ${LARGE_VERSION}; update Isotheme.`,
        { file: where },
      );
  }
  const result = v.safeParse(manifestSchema, value);
  if (!result.success) throw brokenFile(where, issueText(result.issues[0]));
  checkTree(result.output.themes, where);
  checkFiles(result.output, where);
  checkShapes(result.output, where);
  checkLarge(result.output, where);
  return result.output;
}

/** Names of the files of a map beside `map.json`. */
export function fileNames({
  papers,
  arrays,
  large,
}: Pick<Manifest, 'papers' | 'arrays' | 'large'>): string[] {
  const entries = [papers, ...Object.values(arrays), ...(large ? [large.abstracts, large.codes] : [])];
  return entries.map(({ file }) => file);
}

/** Shapes by name, for N papers, k neighbours and D wide vectors. */
export function arrayShapes(papers: number, k: number, dimension: number): Record<ArrayName, number[]> {
  return {
    layout: [papers, 2],
    theme: [papers],
    strength: [papers],
    second: [papers],
    neighbours: [papers, k],
    similarities: [papers, k],
    vectors: [papers, dimension],
    mean: [dimension],
  };
}

/** No two parts of a map may lie in one file, whatever the case of its name. */
function checkFiles(manifest: Manifest, where: string): void {
  const taken = new Set(['map.json']);
  for (const file of fileNames(manifest)) {
    if (taken.has(file.toLowerCase())) throw brokenFile(where, `the file "${file}" is named twice`);
    taken.add(file.toLowerCase());
  }
}

function checkShapes({ arrays, settings, source }: Manifest, where: string): void {
  const { papers } = source;
  const k = arrays.neighbours.shape[1] ?? 0;
  const wanted = arrayShapes(papers, k, settings.model.dimension);
  // A map exported as one HTML file may leave the vectors out (export/formats/html.ts); readers see an empty array.
  if (arrays.vectors.shape[0] === 0) wanted.vectors = [0, settings.model.dimension];
  for (const name of Object.keys(wanted) as ArrayName[]) {
    const { shape } = arrays[name];
    if (shape.join() !== wanted[name].join())
      throw brokenFile(
        where,
        `array "${name}" has shape [${shape.join(', ')}], expected [${wanted[name].join(', ')}]`,
      );
  }
  if (k >= Math.max(1, papers))
    throw brokenFile(where, `lists ${k} neighbours of each paper, but the map has only ${papers} papers`);
}

function checkLarge({ version, large, source, settings }: Manifest, where: string): void {
  const refuse = (what: string): never => {
    throw brokenFile(where, what);
  };
  if ((version === LARGE_VERSION) !== (large !== undefined))
    refuse(`version ${version} ${large ? 'has no' : 'needs the'} field "large"`);
  if (!large) return;
  const { abstracts, codes } = large;
  const wanted = [source.papers, settings.model.dimension];
  if (codes.shape.join() !== wanted.join())
    refuse(`the codes have shape [${codes.shape.join(', ')}], expected [${wanted.join(', ')}]`);
  const chunks = Math.ceil(source.papers / abstracts.every);
  if (abstracts.chunks.length !== chunks)
    refuse(
      `${abstracts.chunks.length} chunks of ${abstracts.every} abstracts for ${source.papers} papers, expected ${chunks}`,
    );
  if (abstracts.chunks.reduce((sum, { bytes }) => sum + bytes, 0) > LARGEST_ABSTRACTS)
    refuse('the chunks of abstracts are larger than any map');
}

/** Ids are positions, and each parent stands before its children, one level up. */
function checkTree(themes: readonly MapTheme[], where: string): void {
  themes.forEach(({ id, level, parent }, position) => {
    const above = parent === null ? undefined : themes[parent];
    const field = id !== position ? 'id' : 'parent';
    if (id !== position || (level === 0 ? parent !== null : above?.level !== level - 1))
      throw brokenFile(where, `field "themes.${position}.${field}" does not fit the tree of themes`);
  });
}

/** Bytes of the file of an array of this shape. */
export function arrayBytes({ shape }: Pick<ArrayEntry, 'shape'>): number {
  return 4 * arrayElements(shape);
}

/** Numbers in an array of this shape. */
export function arrayElements(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/**
 * A typed array over the bytes of one file of the map.
 * @throws MapError where the length is not what the shape asks for
 */
export function decodeArray(entry: ArrayEntry, bytes: ArrayBuffer): Float32Array | Int32Array {
  if (bytes.byteLength !== arrayBytes(entry))
    throw brokenFile(
      entry.file,
      `${bytes.byteLength} bytes, but its shape [${entry.shape.join(', ')}] needs ${arrayBytes(entry)}`,
    );
  return entry.dtype === 'float32' ? new Float32Array(bytes) : new Int32Array(bytes);
}
