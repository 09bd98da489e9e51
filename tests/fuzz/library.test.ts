/** Every function that the package exports, with wrong and odd values in the place of each argument, option and field. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import * as pure from '../../pipeline/index.ts';
import * as node from '../../pipeline/node/index.ts';
import type { Embedder, Paper } from '../../pipeline/types.ts';
import { groupedVectors } from '../support/small-map.ts';
import { LARGE, RUNS, SEED } from './runs.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'isotheme-fuzz-library-'));
afterAll(() => rmSync(folder, { recursive: true }));

const paper = (i: number): Paper => ({
  id: String(i),
  title: `Study ${i} of ${i % 2 ? 'program repair' : 'speculative decoding'}`,
  abstract: i % 2 ? 'We repair programs with tests.' : 'A draft model proposes tokens for decoding.',
  authors: ['A. Author'],
  date: '2024-10',
  url: 'https://example.org/1',
  venue: 'Journal',
  tags: ['one', 'two'],
});
const papers = Array.from({ length: 6 }, (_, i) => paper(i));
const bytes = new TextEncoder().encode(papers.map((each) => JSON.stringify(each)).join('\n'));
const embedder: Embedder = {
  model: { id: 'Xenova/bge-small-en-v1.5', sha256: 'a'.repeat(64), pooling: 'cls', dimension: 8 },
  embed: async (texts) => groupedVectors(texts.length, 1),
};
const corpus = await pure.readPapers(bytes, { fileName: 'six.jsonl' });
const map = await pure.buildMap(corpus, { embedder, themes: 2 });
const files = new Map(pure.encodeMap(map).map((file) => [file.name, file.bytes]));
const readFile = async (name: string) => files.get(name)!;
const labels = new Map(papers.map(({ id }, i) => [id, i % 2 ? 'repair' : 'decoding']));
const keywords = papers.map(({ title }) => ({ title, keywords: ['program repair'] }));
const run = { onProgress: () => {}, signal: new AbortController().signal };
const tools = {
  embedder,
  findNeighbours: undefined,
  rename: undefined,
  startNameThread: undefined,
  memo: pure.createStageMemo(),
};
const building = {
  ...tools,
  ...run,
  name: 'six',
  seed: 1,
  neighbours: 3,
  themes: 2,
  minDist: 0.1,
  layout: 'auto',
  like: map,
  onLayout: () => {},
};
const placing = { embedder, findNeighbours: undefined, ...run };
const model = { endpoint: undefined, onLog: () => {} };
const reading = {
  fileName: 'six.jsonl',
  fields: { title: 'title', abstract: 'abstract' },
  keepDuplicates: true,
};

/** Every exported function with arguments that are right. Options that matter only if given are named with undefined. */
const CALLS: Record<string, [run: (...parameters: never[]) => unknown, ...parameters: unknown[]]> = {
  readPapers: [pure.readPapers, bytes, reading],
  buildMap: [pure.buildMap, corpus, building],
  'buildMap of a list': [pure.buildMap, papers, building],
  findRelated: [pure.findRelated, map, 'program repair', { k: 2, embedder, ...run }],
  placePapers: [pure.placePapers, map, papers, placing],
  addPapers: [pure.addPapers, map, papers, { ...placing, name: 'more' }],
  assessStability: [pure.assessStability, map, { runs: 1, seed: 1, ...run }],
  compareMaps: [pure.compareMaps, map, map],
  summariseTheme: [pure.summariseTheme, map, 0],
  evaluateMap: [pure.evaluateMap, map, labels],
  evaluateNames: [pure.evaluateNames, map, keywords],
  createLexicalEmbedder: [pure.createLexicalEmbedder, { seed: 1 }],
  encodeMap: [pure.encodeMap, map],
  decodeMap: [pure.decodeMap, readFile],
  verifyMap: [pure.verifyMap, readFile],
  readLabels: [pure.readLabels, new TextEncoder().encode('{"id":"0","label":"x"}'), 'labels.jsonl'],
  readKeywords: [
    pure.readKeywords,
    new TextEncoder().encode('{"title":"x","keywords":["y"]}'),
    'papers.jsonl',
  ],
  createStageMemo: [pure.createStageMemo],
  exportMap: [pure.exportMap, map, 'csv'],
  exportPapers: [pure.exportPapers, map, [1, 0], 'bibtex'],
  'Node: exportMap': [node.exportMap, map, 'jsonl', { width: 200 }],
  'Node: readPapers': [node.readPapers, bytes, reading],
  'Node: buildMap': [node.buildMap, papers, building],
  'Node: findRelated': [node.findRelated, map, 'program repair', { k: 2, embedder, ...run, ...model }],
  'Node: placePapers': [node.placePapers, map, papers, { ...placing, ...model, extraCaches: [] }],
  'Node: addPapers': [node.addPapers, map, papers, { ...placing, ...model, extraCaches: [], name: 'more' }],
  'Node: assessStability': [node.assessStability, map, { runs: 1, seed: 1, ...run }],
  'Node: verifyMap': [node.verifyMap, readFile],
  'Node: createEmbedder': [
    node.createEmbedder,
    {
      kind: 'lexical',
      model: undefined,
      choice: { pooling: 'cls', dtype: 'q8' },
      recorded: null,
      ...model,
      sample: '',
      store: { folders: [], hub: null, mvn: null },
      queue: undefined,
      lease: 1,
      workers: 1,
      seed: 1,
      cacheDir: null,
      extraCaches: [],
    },
  ],
  'Node: readMap': [node.readMap, folder],
  'Node: readManifest': [node.readManifest, folder],
  'Node: writeMap': [node.writeMap, map, path.join(folder, 'written')],
};

it('leaves no exported function out', () => {
  const called = new Set(Object.keys(CALLS).map((name) => name.replace(/^Node: | of a list$/g, '')));
  const functions = Object.entries(node).filter(([, value]) => typeof value === 'function');
  const others = functions.filter(([name]) => !called.has(name)).map(([name]) => name);
  expect(others.sort()).toEqual(['CancelledError', 'MapError', 'UsageError', 'UserError', 'defineConfig']);
});

const circle: Record<string, unknown> = {};
circle.self = circle;

/** Strings are not drawn at random: as paths they could name any file of this machine. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, undefined, Number.NaN, Infinity, -Infinity, -0, -1, 0, 0.5, 1, 1.5, 2, 7, 2 ** 32, 2 ** 53],
    ...['', ' ', 'x', '7', '__proto__', 'quick', 'lexical', '\ud800', true, false, 10n, Symbol('odd')],
    ...[[], [null], ['x'], [[]], {}, { run: 1 }, { embed: 1 }, { papers: 1 }, { papers: [] }, circle],
    ...[
      Object.create(null),
      new Date(Number.NaN),
      /x/,
      new Map(),
      new Map([[1, 2]]),
      new Set(),
      new Error('x'),
    ],
    ...[new Uint8Array(3), new Float32Array(3), new Float32Array([Number.NaN]), new Int32Array(2)],
    ...[() => {}, () => null, async () => ({}), AbortSignal.abort(), { aborted: 'no' }],
  ),
  fc.anything({
    maxDepth: 2,
    key: fc.constantFrom('id', 'model', 'title', 'count'),
    values: [fc.integer(), fc.double(), fc.boolean(), fc.constantFrom('', 'x', '1')],
  }),
);

type Path = readonly (string | number)[];

/** Where a value can stand: each argument, and what lies in it as far down as a caller writes it by hand. */
function slots(value: unknown, depth: number): Path[] {
  if (depth === 0 || typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [[]];
  if (value instanceof AbortSignal || value instanceof Map) return [[]];
  const keys: (string | number)[] = Array.isArray(value)
    ? [...value.keys()].slice(0, 2)
    : [...Object.keys(value), 'unknown', 'neighbors'];
  return [
    [],
    ...keys.flatMap((key) => slots((value as never)[key], depth - 1).map((rest) => [key, ...rest])),
  ];
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const copy: Record<string | number, unknown> = Array.isArray(value)
    ? ([...value] as never)
    : Object.assign(Object.create(Object.getPrototypeOf(value)), value);
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

/** Odd values, and tools that return them. */
const value = fc.oneof(
  { weight: 4, arbitrary: odd },
  { weight: 1, arbitrary: odd.map((result) => ({ ...embedder, embed: async () => result })) },
  { weight: 1, arbitrary: odd.map((result) => () => result) },
  { weight: 1, arbitrary: odd.map((result) => async () => ({ words: result, record: result })) },
  { weight: 1, arbitrary: odd.map((result) => () => ({ name: async () => result, stop: async () => {} })) },
  {
    weight: 1,
    arbitrary: odd.map((result) => () => ({
      count: 6,
      k: 2,
      indices: result,
      similarities: new Float32Array(12),
    })),
  },
);

const cases = fc
  .constantFrom(...Object.keys(CALLS))
  .filter((name) => CALLS[name]!.length > 1)
  .chain((name) =>
    fc
      .constantFrom(...slots(CALLS[name]!.slice(1), 4).filter((each) => each.length > 0))
      .map((at) => ({ name, at })),
  );

it('says in one sentence what is wrong, or does what can be read again', async () => {
  const property = fc.asyncProperty(cases, value, async ({ name, at }, by) => {
    const [verb, ...right] = CALLS[name]!;
    const parameters = replaced(right, at, by) as never[];
    // Any text is a folder that a map can be written into.
    if (name === 'Node: writeMap' && at[0] === 1 && typeof by === 'string') return;
    let result: unknown;
    try {
      result = await verb(...parameters);
    } catch (error) {
      if (error instanceof pure.CancelledError) return;
      expect(error, String((error as Error)?.stack)).toBeInstanceOf(pure.UserError);
      const { message, code } = error as pure.UserError;
      expect(message).toMatch(/^[^\n]+[.?]$/);
      expect(code).toMatch(/^[a-z-]+$/);
      return;
    }
    const built = result as { manifest?: unknown; map?: unknown } | null | undefined;
    const made = built?.map ?? built;
    if (!name.includes('buildMap') && !name.includes('addPapers')) return;
    const written = new Map(pure.encodeMap(made as pure.ThemeMap).map((file) => [file.name, file.bytes]));
    const again = await pure.decodeMap(async (file) => written.get(file)!);
    expect(again.arrays).toEqual((made as pure.ThemeMap).arrays);
  });
  await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: LARGE });
}, 600_000);
