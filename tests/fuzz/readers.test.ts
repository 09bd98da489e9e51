/** Every reader against drawn papers and damaged files: papers or one sentence, nothing lost in silence, no hang. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { readVectors } from '../../pipeline/node/embed/precomputed/vector-files.ts';
import { readLabels } from '../../pipeline/read/labels.ts';
import { readBytes } from '../../pipeline/read/read.ts';
import type { CorpusContent } from '../../pipeline/types.ts';
import { UserError } from '../../pipeline/util/errors.ts';
import { mutate, strike } from './mutate.ts';
import { again, HANGS, LARGE, RUNS, SEED } from './runs.ts';
import { Watch } from './watch.ts';
import { type DrawnPaper, WRITERS, wellFormed } from './writers.ts';

const words = fc.constantFrom(
  ...[
    'speculative',
    'decoding',
    'of',
    'Émile',
    '論文',
    'x²',
    'a_b',
    '50%',
    '"quoted"',
    "don't",
    'A&B',
    '<b>',
  ],
  ...[
    '{',
    '}',
    '[1]',
    '\n',
    '\t',
    '\r\n',
    ',',
    ';',
    '|',
    ' - ',
    '--',
    '@',
    '#',
    '=',
    '\u2028',
    '😀',
    '\u202e',
  ],
  ...[
    '\ud800',
    '\udfff',
    '\u0000',
    '\u200b',
    'a\u0301',
    'TY  - JOUR',
    'ER  - ',
    '@article{',
    'title,abstract',
  ],
);
const text = (most: number) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.array(words, { maxLength: most }).map((parts) => parts.join(' ')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: most }) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: most }) },
  );
const paper = fc.record<DrawnPaper>({
  id: fc.oneof(fc.constantFrom('1', '2', 'a', '', '__proto__'), text(3)),
  title: text(8),
  abstract: text(30),
  authors: fc.array(fc.constantFrom('Ada Lovelace', 'Borel, Émile', '李明', 'Kim & Lee'), { maxLength: 3 }),
  date: fc.constantFrom('2024', '2024-10', '2024-10-07', '', 'soon'),
});
/** The first is a good one: a file without any paper is refused as a whole. */
const papers = fc
  .array(paper, { maxLength: 7 })
  .map((drawn): DrawnPaper[] => [
    { id: 'first', title: 'A study of tests', abstract: 'We test.', authors: [], date: '2024' },
    ...drawn,
  ]);

/** What no reader may lose: letters and digits, whatever becomes of spaces, marks and control characters. */
const telling = (value: string) =>
  wellFormed(value)
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '');

async function timed(bytes: Uint8Array, fileName: string, keepDuplicates: boolean): Promise<CorpusContent> {
  const begun = performance.now();
  try {
    return await readBytes(bytes, fileName, { keepDuplicates });
  } finally {
    expect(performance.now() - begun).toBeLessThan(HANGS);
  }
}

function expectWhole({ papers, counts }: CorpusContent): void {
  const skipped = counts.skipped.reduce((sum, { records }) => sum + records, 0);
  expect(papers.length + counts.merged + skipped).toBe(counts.read);
  expect(new Set(papers.map(({ id }) => id)).size).toBe(papers.length);
  for (const { title, abstract, url } of papers) {
    expect(title.trim()).not.toBe('');
    expect(title + abstract).toBe(wellFormed(title + abstract));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none is left
    expect(/[\u0000-\u0008\u000b-\u001f]/.test(title + abstract)).toBe(false);
    if (url !== undefined) expect(url).toMatch(/^https?:\/\//i);
  }
}

describe('papers that are drawn', () => {
  it.each(Object.entries(WRITERS))(
    'as %s: each is read, merged or left out with a reason',
    async (_, writer) => {
      const property = fc.asyncProperty(papers, async (drawn) => {
        const bytes = writer.write(drawn);
        const apart = await timed(bytes, writer.fileName, true);
        expectWhole(apart);
        expect([apart.counts.read, apart.counts.merged]).toEqual([drawn.length, 0]);
        const read = apart.papers.map(({ title, abstract }) => telling(title) + telling(abstract)).join('\n');
        for (const { title, abstract } of drawn) expect(read).toContain(telling(title) + telling(abstract));
        const merged = await timed(bytes, writer.fileName, false);
        expectWhole(merged);
        expect(merged.counts.read).toBe(drawn.length);
      });
      await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: LARGE });
    },
  );
});

describe('XML that breaks', () => {
  const BREAKS = ['&bad;', '</oops>', '<', '<a b=c>', '<a b="', '<!-- ', '<![CDATA[', '<?a ', '\0'];

  it.each([
    ['Atom', '<entry>'],
    ['OAI-PMH', '<record>'],
    ['PubMed', '<PubmedArticle>'],
  ])('%s: all records count, those before it as they are and the others as left out', async (name, start) => {
    const { fileName, write } = WRITERS[name]!;
    const property = fc.asyncProperty(
      papers,
      fc.nat(),
      fc.constantFrom(...BREAKS),
      async (drawn, n, mark) => {
        const records = new TextDecoder().decode(write(drawn)).split(start);
        const at = 1 + (n % drawn.length);
        records[at] = mark + records[at]!;
        const bytes = new TextEncoder().encode(records.join(start));
        // Nothing at all is read of a file that breaks in its first record.
        if (at === 1) {
          await expect(timed(bytes, fileName, true)).rejects.toThrow('broken XML');
          return;
        }
        const result = await timed(bytes, fileName, true);
        expectWhole(result);
        expect(result.counts.read).toBe(drawn.length);
        expect(result.counts.skipped).toContainEqual({
          reason: 'broken XML',
          records: drawn.length - at + 1,
        });
      },
    );
    await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: LARGE });
  });

  it.each([
    ['Atom', '<entry>'],
    ['OAI-PMH', '<record>'],
    ['PubMed', '<PubmedArticle>'],
  ])('%s that is cut: all records that begin in it count', async (name, start) => {
    const { fileName, write } = WRITERS[name]!;
    const property = fc.asyncProperty(papers, fc.nat(), async (drawn, n) => {
      const text = new TextDecoder().decode(write(drawn));
      const first = text.indexOf(start.replace('<', '</')) + start.length + 1;
      const cut = text.slice(0, first + (n % (text.length - first)));
      const result = await timed(new TextEncoder().encode(cut), fileName, true);
      expectWhole(result);
      expect(result.counts.read).toBe(cut.split(start).length - 1);
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: LARGE });
  });
});

const generated: DrawnPaper[] = Array.from({ length: 12 }, (_, i) => ({
  id: `p${i}`,
  title: `Study ${i} of “speculative” decoding, part 1`,
  abstract: `We study decoding; it is\nmeasured on ${i} tasks. É, 論文, 😀.`,
  authors: ['Ada Lovelace', 'Borel, Émile'],
  date: '2024-10',
}));

const files = (folder: string) =>
  readdirSync(folder).map((name): [string, Uint8Array] => [
    name,
    Uint8Array.from(readFileSync(`${folder}/${name}`)),
  ]);
const page = Uint8Array.from(readFileSync('data/daily-papers-aug-19.txt'));
const FIXTURES: [name: string, bytes: Uint8Array][] = [
  ['page.txt', page],
  ['page.txt.gz', gzipSync(page.subarray(0, 20_000), { mtime: 0 })],
  ...files('tests/fixtures/formats'),
  // The bomb bursts however it is damaged, a tenth of a second each time; tests/read/stream.test.ts has it.
  ...files('tests/fixtures/read').filter(([name]) => name !== 'bomb.zst'),
  ...Object.entries(WRITERS).map(([format, { fileName, write }]): [string, Uint8Array] => [
    `${format}, ${fileName}`,
    write(generated),
  ]),
];

/** Formats that tell where their parts lie are mostly damaged in place: else nothing but their end is looked at. */
function damage(bytes: Uint8Array, name: string, seed: number): Uint8Array {
  const inPlace = /\.(?:parquet|npy|gz|zst)$/.test(name) && seed % 4 !== 0;
  return inPlace ? strike(bytes, seed) : mutate(bytes, seed);
}

/** Reads damaged copies; whatever is thrown must be one sentence. */
async function damaged(
  name: string,
  bytes: Uint8Array,
  read: (damagedBytes: Uint8Array, i: number) => Promise<void>,
): Promise<void> {
  const test = `damaged: ${name}`;
  const watch = new Watch(test);
  for (let i = 0; i < RUNS; i++) {
    const seed = SEED + i;
    const begun = performance.now();
    watch.begin(seed);
    try {
      await read(damage(bytes, name, seed), i);
    } catch (error) {
      if (!(error instanceof UserError)) throw new Error(again(seed, test), { cause: error });
      expect(error.message, again(seed, test)).toMatch(/^[^\n]+[.)?]$/);
    }
    expect(performance.now() - begun, again(seed, test)).toBeLessThan(HANGS);
  }
  await watch.end();
}

describe('papers, or one sentence', () => {
  it.each(FIXTURES)('damaged: %s', (name, bytes) =>
    damaged(name, bytes, async (damagedBytes, i) =>
      expectWhole(await readBytes(damagedBytes, name, { keepDuplicates: i % 2 === 0 })),
    ),
  );
});

describe('labels, or one sentence', () => {
  const labels = Uint8Array.from(readFileSync('tests/fixtures/page-labels.jsonl')).subarray(0, 3000);
  it.each([['labels.jsonl', labels] as const, ['labels.jsonl.gz', gzipSync(labels, { mtime: 0 })] as const])(
    'damaged: %s',
    (name, bytes) =>
      damaged(name, bytes, async (damagedBytes) => {
        expect((await readLabels(damagedBytes, name)).size).toBeGreaterThan(0);
      }),
  );
});

describe('vectors, or one sentence', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'isotheme-fuzz-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const numbers = Float32Array.from({ length: 12 * 8 }, (_, i) => Math.sin(i + 1));
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (12, 8), }".padEnd(117);
  const npy = Buffer.concat([
    Buffer.from(`\x93NUMPY\x01\x00v\x00${header}\n`, 'latin1'),
    Buffer.from(numbers.buffer),
  ]);
  const parquet = parquetWriteBuffer({
    columnData: [
      { name: 'id', type: 'STRING', data: generated.map(({ id }) => id) },
      {
        name: 'vector',
        type: 'JSON',
        data: generated.map((_, i) => Array.from(numbers.subarray(i * 8, i * 8 + 8))),
      },
    ],
    codec: 'UNCOMPRESSED',
  });
  it.each([
    ['vectors.npy', Uint8Array.from(npy)],
    ['vectors.f32', new Uint8Array(numbers.buffer)],
    ['vectors.parquet', new Uint8Array(parquet)],
  ])('damaged: %s', async (name, bytes) => {
    const file = path.join(folder, name);
    await damaged(name, bytes, async (damagedBytes) => {
      writeFileSync(file, damagedBytes);
      const { vectors } = await readVectors(file, generated);
      expect(vectors.every(Number.isFinite)).toBe(true);
    });
  });
});
