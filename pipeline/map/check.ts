/**
 * What must hold in a map beyond the form of its fields: indices that point into the map, a hierarchy that adds up,
 * vectors of length 1. {@link brokenParts} is what every reader relies on and refuses a map for; {@link mapFaults} is
 * all that can be found, for `isotheme verify`.
 */
import { encodeCodes, type VectorCodes } from './codes.ts';
import { brokenFile, MapError } from './error.ts';
import { parsePapers } from './papers.ts';
import {
  ARRAY_NAMES,
  type ArrayName,
  arrayElements,
  type Manifest,
  type MapTheme,
  parseManifest,
  type ThemeMap,
} from './schema.ts';

/** Something in a map that does not fit together. */
export interface MapFault {
  /** File of the map's folder. */
  file: string;
  /** What is wrong there, without the file's name and without a full stop. */
  message: string;
}

type Arrays = Partial<ThemeMap['arrays']>;

/** Rounding of unit vectors and of their products in single precision. */
const ROUNDING = 1e-3;

/** @throws MapError with the first of {@link brokenParts} */
export function refuseBroken(manifest: Manifest, arrays: Arrays, where = ''): void {
  for (const { file, message } of brokenParts(manifest, arrays)) throw brokenFile(`${where}${file}`, message);
}

/**
 * What keeps a map in memory from being written and read again: fields, papers and arrays are checked as a reader
 * checks them.
 * @returns the first fault in a few words, null if there is none
 */
export function mapProblem(map: unknown): string | null {
  if (!isObject(map) || !isObject(map.manifest) || !isObject(map.arrays) || !Array.isArray(map.papers))
    return 'expected an object with manifest, papers and arrays';
  const arrays: Record<string, unknown> = map.arrays;
  let written: unknown;
  try {
    // Infinity, for one, is a number before it is written and null after it.
    written = JSON.parse(JSON.stringify(map.manifest));
  } catch {
    return 'its manifest has fields that JSON does not know';
  }
  try {
    const manifest = parseManifest(written);
    parsePapers(map.papers, manifest.source.papers, 'papers', false);
    for (const name of ARRAY_NAMES) {
      const { dtype, shape } = manifest.arrays[name];
      const array = arrays[name];
      const kind = dtype === 'float32' ? Float32Array : Int32Array;
      if (!(array instanceof kind) || array.length !== arrayElements(shape))
        return `array "${name}" is not a ${kind.name} of shape [${shape.join(', ')}]`;
    }
    if (manifest.arrays.vectors.shape[0] !== manifest.source.papers) return 'it holds no vectors';
    refuseBroken(manifest, arrays as Arrays);
    return null;
  } catch (error) {
    if (!(error instanceof MapError)) throw error;
    return error.message.replace(/; (?:build|update) [^;]*\.$/, '');
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The fields of a theme that name papers in it. */
function papersNamedBy({ exemplars, evidence }: MapTheme) {
  return Object.entries({ exemplars, 'evidence.papers': evidence?.papers ?? [] });
}

/** Indices that lead out of the map, and places that are no numbers; of an array only the first. */
function* brokenParts(manifest: Manifest, arrays: Arrays): Generator<MapFault> {
  const { themes, unthemed } = manifest;
  const count = manifest.source.papers;
  for (const [position, theme] of themes.entries())
    for (const [field, papers] of papersNamedBy(theme)) {
      const wrong = papers.find((paper) => paper >= count);
      if (wrong !== undefined)
        yield inManifest(`field "themes.${position}.${field}" names paper ${wrong} of ${count}`);
    }
  for (const [position, { paper }] of unthemed.entries())
    if (paper >= count) yield inManifest(`field "unthemed.${position}.paper" is ${paper} of ${count} papers`);
  const first = manifest.placed?.first ?? 0;
  if (first > count) yield inManifest(`field "placed.first" is ${first} of ${count} papers`);

  const bounds: [ArrayName, least: number, below: number, what: string][] = [
    ['theme', -1, themes.length, 'theme'],
    ['second', -1, themes.length, 'theme'],
    ['neighbours', 0, count, 'paper'],
  ];
  for (const [name, least, below, what] of bounds)
    yield* each(manifest, arrays, name, (value) =>
      value >= least && value < below ? null : `names ${what} ${value} of ${below}`,
    );
  for (const name of ['layout', 'strength', 'similarities', 'vectors', 'mean'] as const)
    yield* each(manifest, arrays, name, (value) =>
      Number.isFinite(value) ? null : `holds ${value}, which is no number`,
    );
}

/**
 * Everything in a map of whole files that does not fit together. Empty for each map that `build` and `place` write.
 * @param codes those of a large map, null where they can't be read
 */
export function* mapFaults(map: ThemeMap, codes: VectorCodes | null = null): Generator<MapFault> {
  const { manifest, papers, arrays } = map;
  let broken = false;
  for (const fault of brokenParts(manifest, arrays)) {
    broken = true;
    yield fault;
  }
  yield* repeated(
    papers.map((paper) => paper.id),
    (id) => ({ file: manifest.papers.file, message: `the id "${id}" appears twice` }),
  );
  // An only child has its parent's name; it keeps it if papers placed later give it a sibling.
  yield* repeated(
    manifest.themes
      .filter(({ name, parent }) => parent === null || manifest.themes[parent]?.name !== name)
      .map((theme) => theme.name),
    (name) => inManifest(`the theme name "${name}" appears twice`),
  );
  // What follows looks things up by the indices that were just checked.
  if (broken) return;
  yield* hierarchyFaults(map);
  yield* neighbourFaults(map);
  yield* each(manifest, arrays, 'strength', (value) =>
    value >= 0 && value <= 1 ? null : `holds ${value}, and strengths are 0 to 1`,
  );
  yield* vectorFaults(map);
  if (codes) yield* codeFaults(map, codes);
}

function* codeFaults({ manifest, arrays }: ThemeMap, { steps, codes }: VectorCodes): Generator<MapFault> {
  const { buffer } = encodeCodes(arrays.vectors, arrays.mean);
  const wanted = {
    steps: new Float32Array(buffer, 0, steps.length),
    codes: new Int8Array(buffer, 4 * steps.length),
  };
  const width = arrays.mean.length;
  const wrong = steps.findIndex(
    (step, i) =>
      step !== wanted.steps[i] ||
      codes.subarray(i * width, (i + 1) * width).some((code, d) => code !== wanted.codes[i * width + d]),
  );
  if (wrong >= 0)
    yield { file: manifest.large!.codes.file, message: `row ${wrong} is not the vector of that paper` };
}

function* hierarchyFaults({ manifest, arrays }: ThemeMap): Generator<MapFault> {
  const { themes, levels, unthemed } = manifest;
  const finest = levels.length - 1;
  for (const [position, { level, themes: count }] of levels.entries()) {
    const there = themes.filter((theme) => theme.level === position).length;
    if (level !== position || count !== there)
      yield inManifest(
        `field "levels.${position}" says ${count} themes on level ${level}, and there are ${there}`,
      );
  }
  const members: Set<number>[] = themes.map(() => new Set());
  for (const [paper, id] of arrays.theme.entries())
    for (let at: number | null = id < 0 ? null : id; at !== null; at = themes[at]!.parent)
      members[at]!.add(paper);
  for (const [position, theme] of themes.entries()) {
    const own = members[position]!;
    if (own.size !== theme.size)
      yield inManifest(`field "themes.${position}.size" is ${theme.size}, and ${own.size} papers are in it`);
    for (const [field, papers] of papersNamedBy(theme)) {
      const stray = papers.find((paper) => !own.has(paper));
      if (stray !== undefined)
        yield inManifest(`field "themes.${position}.${field}" names paper ${stray}, which is not in it`);
    }
    if (theme.keywords.length !== theme.keywordWeights.length)
      yield inManifest(
        `field "themes.${position}" has ${theme.keywords.length} keywords and ${theme.keywordWeights.length} weights`,
      );
  }
  for (const name of ['theme', 'second'] as const)
    yield* each(manifest, arrays, name, (id) =>
      id < 0 || themes[id]!.level === finest ? null : `names theme ${id}, which is not of the finest level`,
    );
  const listed = new Set(unthemed.map(({ paper }) => paper));
  const missing = arrays.theme.findIndex((id, paper) => id < 0 !== listed.has(paper));
  if (missing >= 0)
    yield inManifest(`field "unthemed" and the array "theme" do not agree on paper ${missing}`);
}

function* neighbourFaults({ manifest, arrays }: ThemeMap): Generator<MapFault> {
  const k = manifest.arrays.neighbours.shape[1] ?? 0;
  yield* each(manifest, arrays, 'neighbours', (paper, at) => {
    const row = Math.floor(at / k);
    if (paper === row) return `names paper ${paper} as its own neighbour`;
    return arrays.neighbours.subarray(row * k, at).includes(paper)
      ? `names paper ${paper} twice as a neighbour of paper ${row}`
      : null;
  });
  yield* each(manifest, arrays, 'similarities', (value, at) => {
    if (Math.abs(value) > 1 + ROUNDING) return `holds ${value}, and similarities are −1 to 1`;
    return at % k > 0 && value > arrays.similarities[at - 1]!
      ? `is not sorted in the row of paper ${Math.floor(at / k)}`
      : null;
  });
}

function* vectorFaults({ manifest, arrays }: ThemeMap): Generator<MapFault> {
  const { dimension } = manifest.settings.model;
  const { vectors, mean } = arrays;
  const sums = new Float64Array(dimension);
  const count = vectors.length / Math.max(1, dimension);
  for (let i = 0; i < count; i++) {
    const row = vectors.subarray(i * dimension, (i + 1) * dimension);
    const length = Math.hypot(...row);
    // The lexical embedder has nothing to say of a text without known words.
    if (length !== 0 && Math.abs(length - 1) > ROUNDING)
      return yield {
        file: manifest.arrays.vectors.file,
        message: `the vector of paper ${i} has length ${length.toFixed(4)}, not 1`,
      };
    for (let d = 0; d < dimension; d++) sums[d]! += row[d]!;
  }
  const off = mean.findIndex((value, d) => Math.abs(value - sums[d]! / Math.max(1, count)) > 1e-4);
  if (off >= 0)
    yield { file: manifest.arrays.mean.file, message: `number ${off} is not the mean of the vectors` };
}

/** The first element of an array that `problem` finds fault with, and how many more there are. */
function* each(
  manifest: Manifest,
  arrays: Arrays,
  name: ArrayName,
  problem: (value: number, at: number) => string | null,
): Generator<MapFault> {
  const array = arrays[name];
  if (!array) return;
  let first: string | null = null;
  let more = 0;
  for (let at = 0; at < array.length; at++) {
    const found = problem(array[at]!, at);
    if (found === null) continue;
    if (first === null) first = `element ${at} ${found}`;
    else more++;
  }
  if (first === null) return;
  const message = more === 0 ? first : `${first} (and ${more} more like it)`;
  yield { file: manifest.arrays[name].file, message };
}

function* repeated(words: readonly string[], fault: (word: string) => MapFault): Generator<MapFault> {
  const seen = new Set<string>();
  for (const word of words) {
    if (seen.has(word)) yield fault(word);
    seen.add(word);
  }
}

const inManifest = (message: string): MapFault => ({ file: 'map.json', message });
