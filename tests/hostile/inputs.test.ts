/**
 * Inputs that were made to break a reader, one a row, and what must come of each: so many papers, so many left out, or one
 * sentence; in memory that does not grow with the input. `npm run fuzz` takes the same rows larger.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { constants, gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { buildMap as buildChecked } from '../../pipeline/api/verbs.ts';
import { buildMap } from '../../pipeline/build/build.ts';
import { createLexicalEmbedder } from '../../pipeline/embed/lexical/lexical-embedder.ts';
import { exportMap } from '../../pipeline/export/export.ts';
import { readBytes } from '../../pipeline/read/read.ts';
import type { Embedder, Paper } from '../../pipeline/types.ts';
import { LARGE } from '../fuzz/runs.ts';
import { groupedEmbedder, groupedVectors } from '../support/small-map.ts';

const MANY = LARGE ? 150_000 : 30_000;
const MILLIONS = LARGE ? 12_000_000 : 3_000_000;
const encode = (text: string) => new TextEncoder().encode(text);
const lines = (...records: object[]) => records.map((record) => JSON.stringify(record)).join('\n');
const good = (title: string) => ({ title, abstract: `We study ${title}.` });

interface Outcome {
  papers: number;
  merged?: number;
  skipped?: number;
}

/** What came of an input, its warnings left out. */
async function outcome(fileName: string, input: string | Uint8Array): Promise<Outcome | string> {
  try {
    const bytes = typeof input === 'string' ? encode(input) : input;
    const { papers, counts } = await readBytes(bytes, fileName);
    const skipped = counts.skipped.reduce((sum, { records }) => sum + records, 0);
    expect(papers.length + counts.merged + skipped).toBe(counts.read);
    return { papers: papers.length, merged: counts.merged, skipped };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'UserError') throw error;
    return error.message;
  }
}

describe('a small input', () => {
  const deep = (open: string, close: string, depth = 100_000) => open.repeat(depth) + close.repeat(depth);
  const nested = (open: string, inside: string, close: string) =>
    open.repeat(100_000) + inside + close.repeat(100_000);
  const list = (...records: string[]) => `[\n${records.join(',\n')}\n]`;
  const a = '{"title":"A","abstract":"x"}';
  const b = '{"title":"B","abstract":"y"}';

  it.each<[what: string, fileName: string, input: string | Uint8Array, expected: Outcome | RegExp]>([
    ['nothing', 'p.jsonl', '', /^p\.jsonl: the file is empty/],
    ['nothing but blank lines', 'p.jsonl', '\n'.repeat(1_200_000), /^p\.jsonl: the file is empty/],
    [
      'a paper below a million blank lines',
      'p.jsonl',
      `${'\n'.repeat(1_200_000)}${lines(good('A'))}`,
      /^p\.jsonl: begins with a million blank characters; remove them/,
    ],
    ['no paper', 'p.json', '[]', /^p\.json: the list of papers is empty/],
    ['one paper', 'p.jsonl', lines(good('A')), { papers: 1 }],
    ['two papers', 'p.jsonl', lines(good('A'), good('B')), { papers: 2 }],
    ['a title alone', 'p.jsonl', lines({ title: 'A' }), { papers: 1 }],
    [
      'empty abstracts',
      'p.jsonl',
      lines({ title: 'A', abstract: '' }, { title: 'B', abstract: ' \n' }),
      { papers: 2 },
    ],
    [
      'nothing but empty records',
      'p.jsonl',
      lines({ title: '', abstract: '' }, {}),
      /^p\.jsonl: no paper could be read/,
    ],
    [
      'control characters alone',
      'p.jsonl',
      lines({ title: '\0\u0001', abstract: '\0' }, good('B')),
      { papers: 1, skipped: 1 },
    ],
    [
      'NUL and half characters',
      'p.jsonl',
      lines({ title: 'A\0\ud800', abstract: '\udfff\ud800\0x' }),
      { papers: 1 },
    ],
    [
      'NUL in a page',
      'p.txt',
      `A title\0of it\n\nWe study \0 things here. ${'They are good. '.repeat(20)}\n`,
      { papers: 1 },
    ],
    [
      'the same paper a hundred times',
      'p.jsonl',
      lines(...Array.from({ length: 100 }, () => good('One'))),
      { papers: 1, merged: 99 },
    ],
    [
      'a list nested 100,000 deep as a record',
      'p.json',
      list(a, deep('[', ']'), b),
      { papers: 2, skipped: 1 },
    ],
    [
      'objects nested 100,000 deep as a record',
      'p.json',
      list(a, nested('{"a":', '1', '}'), b),
      { papers: 2, skipped: 1 },
    ],
    ['a line of brackets alone', 'p.jsonl', `${a}\n${'['.repeat(100_000)}\n${b}`, { papers: 2, skipped: 1 }],
    [
      'a document of brackets alone',
      'p.json',
      `[${'{"a":['.repeat(100_000)}`,
      /^p\.json: no paper could be read/,
    ],
    [
      'lists within objects without end',
      'p.json',
      `{"a":${'['.repeat(300_000)}`,
      /^p\.json: (?:no paper could be read|this JSON holds no list)/,
    ],
    [
      'a list of lists under papers',
      'p.jsonl',
      `{"papers":[${deep('[', ']')},${a}]}`,
      { papers: 1, skipped: 1 },
    ],
    [
      'an author 100,000 deep',
      'p.jsonl',
      `{"title":"A","authors":[${nested('{"author":', '{"name":"N"}', '}')}]}`,
      { papers: 1 },
    ],
    [
      'a date 100,000 deep',
      'p.jsonl',
      `{"title":"A","date":{"date-parts":[[${deep('[', ']')}]]}}`,
      { papers: 1 },
    ],
    ['a title 100,000 deep', 'p.jsonl', `{"title":${deep('[', ']')},"abstract":"x"}`, { papers: 1 }],
    [
      'records that are all never closed',
      'p.json',
      `[\n${'{"title":"A",\n'.repeat(20_000)}`,
      /^p\.json: no paper could be read/,
    ],
    [
      'of two records each, one never closed',
      'p.json',
      `[\n${`${a},\n{"title":"C",\n`.repeat(5_000)}`,
      { papers: 1, merged: 4_999, skipped: 5_000 },
    ],
    [
      'records whose quotes are all never closed',
      'p.json',
      `[\n${'{"title":"A,\n'.repeat(20_000)}${b}]`,
      { papers: 1, skipped: 20_000 },
    ],
    ['a stray bracket that closes the list', 'p.json', `[\n${a},\n],\n${b}\n]`, { papers: 2 }],
    [
      'many titles, each with a warning',
      'p.jsonl',
      Array.from({ length: MANY }, (_, i) => `{"title":"T${i}"}`).join('\n'),
      { papers: MANY },
    ],
    [
      'runs of millions of characters',
      'p.json',
      `[${JSON.stringify({ title: `論\\'${' '.repeat(MILLIONS)}文`, abstract: 'x' })},
${JSON.stringify({ title: `論${'.'.repeat(MILLIONS)}`, abstract: '論'.repeat(200) })}]`,
      { papers: 2 },
    ],
    [
      'names that are a prototype’s',
      'p.jsonl',
      '{"__proto__":{"title":"P"},"constructor":"x","title":"A","id":"__proto__"}',
      { papers: 1 },
    ],
    [
      'one word a million times in an index of words',
      'p.jsonl',
      `{"display_name":"A","abstract_inverted_index":{"${'w'.repeat(500_000)}":[${'1,'.repeat(400_000)}1]}}`,
      { papers: 1 },
    ],
    [
      'a table of 5,000 ids that are all the same',
      'p.csv',
      `id,title,abstract\n${Array.from({ length: 5_000 }, (_, i) => `1,Paper ${i},About ${i}`).join('\n')}`,
      { papers: 5_000 },
    ],
    [
      'a table whose quote is never closed',
      'p.csv',
      `title,abstract\nA,b\n"C,d\n${'E,f\n'.repeat(20_000)}`,
      { papers: 2, merged: 19_999, skipped: 1 },
    ],
    [
      'a table of which every line opens a quote',
      'p.csv',
      `title,abstract\nA,b\n${'C","\n'.repeat(20_000)}D,e\n`,
      { papers: 2, skipped: 20_000 },
    ],
    [
      'a header of 100,000 columns',
      'p.csv',
      `title${',c'.repeat(100_000)}\nA\n`,
      /^p\.csv: line 1 names 100001 columns/,
    ],
    [
      'macros of macros',
      'p.bib',
      `@string{a = "${'x'.repeat(100)}"}\n${'@string{a = a # a # a}\n'.repeat(60)}@article{k, title = {A}, abstract = a}\n`,
      { papers: 1, skipped: 58 },
    ],
    [
      'a value of 100,000 macros, and one that all macros together are too much for',
      'p.bib',
      `@string{a = "${'x'.repeat(2_000)}"}
${[100_000, 7_900, 7_900, 7_900, 7_900, 7_900].map((many, i) => `@article{k${i}, title = {T${i}}, abstract = a${' # a'.repeat(many)}}\n`).join('')}@article{l, title = {L}, journal = a}\n`,
      { papers: 5, skipped: 2 },
    ],
    [
      'a title of 1 MB that 10,000 entries inherit',
      'p.bib',
      `@proceedings{p, title = {${'x'.repeat(1_000_000)}}}\n${Array.from({ length: 10_000 }, (_, i) => `@misc{k${i}, title = {T${i}}, crossref = p}\n`).join('')}`,
      { papers: 10_000, skipped: 1 },
    ],
    [
      'entries whose braces are never closed',
      'p.bib',
      `@article{k, title={A}}\n${'@article{l, title={\n@1 '.repeat(20_000)}`,
      { papers: 1, skipped: 22 },
    ],
    [
      'an author of blanks in a table of Zotero',
      'p.csv',
      `Item Type,Title,Abstract Note,Author\narticle,A,x,"N;${' '.repeat(200_000)}b"\n`,
      { papers: 1 },
    ],
    [
      'a subject heading of slashes',
      'p.nbib',
      `PMID- 1\nTI  - A\nAB  - x\nMH  - ${'/'.repeat(200_000)}\u2028x\n`,
      { papers: 1 },
    ],
    [
      'lines of authors with long runs of blanks and of digits',
      'p.txt',
      Array.from(
        { length: 1_000 },
        (_, i) =>
          `On matters of kind ${i}\n\nx${(i % 2 ? ' ' : '1').repeat(4_990)}y\n\nWe study ${i} things here. ${'They are good. '.repeat(9)}\n\n`,
      ).join(''),
      { papers: 1_000 },
    ],
    [
      'an XML of elements within each other',
      'p.xml',
      `<feed><entry><title>A</title></entry><entry>${'<a>'.repeat(100_000)}`,
      { papers: 1, skipped: 1 },
    ],
    [
      'an XML of 20,000 records whose second is broken',
      'p.xml',
      `<feed><entry><title>A</title></entry><entry>&b;${'</entry><entry>'.repeat(20_000)}`,
      { papers: 1, skipped: 20_001 },
    ],
    [
      'an XML with entities of its own',
      'p.xml',
      '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "&b;&b;"><!ENTITY b "c">]><feed><entry><title>&a;</title></entry></feed>',
      /declares entities of its own/,
    ],
    [
      'brackets within brackets in a line of authors',
      'p.xml',
      `<OAI-PMH><record><metadata><arXiv><title>A</title><authors>N ${deep('(', ')')}</authors></arXiv></metadata></record></OAI-PMH>`,
      { papers: 1 },
    ],
    [
      'a burst of Zstandard',
      'p.zst',
      Uint8Array.from(readFileSync('tests/fixtures/read/bomb.zst')),
      /^p\.zst: decompresses to more than 200 times its size/,
    ],
    [
      'a burst of gzip',
      'p.jsonl.gz',
      gzipSync(Buffer.alloc(90_000_000, 'a')),
      /^p\.jsonl\.gz: decompresses to more than 200 times its size/,
    ],
    [
      'a burst of gzip within gzip',
      'p.jsonl.gz',
      gzipSync(gzipSync(Buffer.alloc(70_000_000, 'a'), { strategy: constants.Z_HUFFMAN_ONLY })),
      /^p\.jsonl\.gz: decompresses to more than 200 times its size/,
    ],
  ])('%s', async (_, fileName, input, expected) => {
    const found = await outcome(fileName, input);
    if (expected instanceof RegExp) expect(found).toMatch(expected);
    else expect(found).toEqual({ merged: 0, skipped: 0, ...expected });
  });
});

describe('copies', () => {
  const many = (paper: (i: number) => object) => lines(...Array.from({ length: 5_000 }, (_, i) => paper(i)));

  it.each<[what: string, input: string, papers: number]>([
    ['of one paper', many(() => good('A study of caches')), 1],
    ['of an editorial with its id', many(() => ({ id: 'e', title: 'Editorial' })), 1],
    [
      'of a title with other abstracts',
      many((i) => ({ title: 'Introduction', abstract: `${i} `.repeat(9 + (i % 40)) })),
      5_000,
    ],
    ['of a title with other ids', many((i) => ({ id: `e${i}`, title: 'Editorial' })), 5_000],
    [
      'twice of a title with other abstracts',
      many((i) => ({ title: 'Introduction', abstract: `${i >> 1} `.repeat(3) })),
      2_500,
    ],
    [
      'of a title with other abstracts, the first of 1 MB',
      many((i) => ({
        title: 'Introduction',
        abstract: i ? `Of ${i}.` : Array.from({ length: 150_000 }, (_, w) => w).join(' '),
      })),
      5_000,
    ],
    [
      'of a title with other authors, the first with 20,000 of them',
      many((i) => ({
        title: 'A title of one paper alone',
        authors: Array.from({ length: i ? 1 : 20_000 }, (_, a) => `N ${i}x${a}`),
      })),
      5_000,
    ],
  ])('5,000 %s', async (_, input, papers) => {
    expect(await outcome('p.jsonl', input)).toEqual({ papers, merged: 5_000 - papers, skipped: 0 });
  });
});

describe('a string that makes patterns backtrack', () => {
  const LENGTH = LARGE ? 1_000_000 : 40_000;
  const fill = (unit: string) => unit.repeat(Math.ceil(LENGTH / unit.length));
  const HOSTILE: [what: string, text: string][] = [
    ...[
      '{',
      '}',
      '{\\it ',
      '\\textit{',
      '\\',
      '$',
      '$a ',
      '\\(',
      '\\href{',
      "\\'{",
      '(',
      '()',
      '"',
      '<',
      '<a ',
      '&',
      '@',
      '@a{',
      '#',
      '=',
      ',',
      ';',
      ' and ',
      '. A',
      '- ',
      '[',
      'a',
      'aA',
      '1',
      '10.1234/',
      'http://',
      '\ud800',
      '\u0301',
      '\ufdfa',
    ].map((unit): [string, string] => [JSON.stringify(unit), fill(unit)]),
    ...['', '{\\it', '\\textit', "\\'", '\\cite', '$', '(', '10.1234/x', '<a', '@a{', 'x…'].map(
      (before): [string, string] => [`${JSON.stringify(before)} and blanks`, `a${before}${fill(' ')}!`],
    ),
  ];
  const escaped = (text: string) =>
    text.replace(/[&<>"\ud800]/g, (mark) => (mark === '\ud800' ? '' : `&#${mark.charCodeAt(0)};`));

  it.each<[format: string, fileName: string, write: (text: string) => string]>([
    [
      'JSON',
      'p.json',
      (t) =>
        `[${JSON.stringify({ title: t, abstract: t, authors: t, date: t, url: t, doi: t, tags: t, id: t })}]`,
    ],
    [
      'CSV',
      'p.csv',
      (t) =>
        `title,abstract,authors\nA,b,c\n"${t.replaceAll('"', '""')}","${t.replaceAll('"', '""')}",${t}\n`,
    ],
    [
      'BibTeX',
      'p.bib',
      (t) =>
        `@article{k, title={A}}\n@article{${t}\n@article{l, title={${t}}, abstract={${t}}, author={${t}}, url={${t}}}\n`,
    ],
    [
      'RIS',
      'p.ris',
      (t) =>
        `TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nTI  - ${t}\nAB  - ${t}\nAU  - ${t}\nDO  - ${t}\nER  - \n`,
    ],
    [
      'XML',
      'p.xml',
      (t) =>
        `<OAI-PMH><record><metadata><arXiv><title>A</title><abstract>${escaped(t)}</abstract><authors>${escaped(t)}</authors><doi>${escaped(t)}</doi></arXiv></metadata></record></OAI-PMH>`,
    ],
    [
      'a page',
      'p.txt',
      (t) =>
        `A title of one\n\nWe study things. They are good.\n\n${t}\n\nAnother title here\n\nWe study others. They are good.\n`,
    ],
  ])('%s', async (_, fileName, write) => {
    for (const [what, text] of HOSTILE) {
      const begun = performance.now();
      const found = await outcome(fileName, write(text));
      expect(typeof found === 'string' ? found : found.papers, what).not.toBe(0);
      expect(performance.now() - begun, what).toBeLessThan(LARGE ? 60_000 : 20_000);
    }
  });

  it('names and exports', async () => {
    const papers = HOSTILE.map(
      ([, text], i): Paper => ({
        id: `p${i}`,
        title: `${text.slice(0, 200).trim()} t${i}`,
        abstract: text.trim(),
      }),
    );
    const { papers: read } = await readBytes(encode(lines(...papers)), 'p.jsonl', { keepDuplicates: true });
    expect(read).toHaveLength(papers.length);
    const map = await buildMap(read, SOURCE, { embedder: groupedEmbedder() });
    for (const format of ['bibtex', 'markdown', 'csv', 'graphml', 'svg'] as const)
      expect((await exportMap(map, format)).length).toBeGreaterThan(1000);
  });
});

const SOURCE = { name: 'hostile', file: 'hostile.jsonl', sha256: 'b'.repeat(64), warnings: 0 };

describe('a whole build', () => {
  it.each<[what: string, papers: Paper[]]>([
    ['one paper', [{ id: 'a', title: 'One', abstract: 'It is.' }]],
    ['two papers', [1, 2].map((n) => ({ id: `${n}`, title: `Number ${n}`, abstract: `It is ${n}.` }))],
    [
      'papers without abstracts',
      Array.from({ length: 30 }, (_, i) => ({ id: `${i}`, title: `Title ${i}`, abstract: '' })),
    ],
    ['the same paper under many ids', Array.from({ length: 60 }, (_, i) => ({ id: `${i}`, ...good('One') }))],
    [
      'abstracts of millions of letters without a space',
      ['論', 'a-', 'a', '.'].map((unit) => ({
        id: unit,
        title: `Paper ${unit}`,
        abstract: unit.repeat(MILLIONS / unit.length),
      })),
    ],
    [
      'an abstract of 10 MB',
      ['a', 'b', 'c', 'd'].map((id) => ({
        id,
        title: `Paper ${id}`,
        abstract: id === 'c' ? 'speculative decoding of caches '.repeat(325_000) : `About ${id}.`,
      })),
    ],
  ])('of %s', async (_, papers) => {
    const map = await buildMap(papers, SOURCE, { embedder: createLexicalEmbedder() });
    expect(map.papers).toHaveLength(papers.length);
    expect(map.arrays.layout.every(Number.isFinite)).toBe(true);
    expect([...map.arrays.theme].every((theme) => theme >= -1)).toBe(true);
  });

  it.each<[what: string, change: (vectors: Float32Array) => Float32Array, message: string]>([
    [
      'no number',
      (v) => v.fill(Number.NaN, 17, 18),
      'The embedder returned a vector that is not finite for the text "paper 2. We study',
    ],
    [
      'an infinite number',
      (v) => v.fill(Infinity, 95, 96),
      'The embedder returned a vector that is not finite for the text "paper 11. We study',
    ],
    ['too few numbers', (v) => v.subarray(1), 'The embedder returned 95 numbers for 12 texts of 8 each'],
  ])('with an embedder that gives %s ends in one sentence', async (_, change, message) => {
    const papers = Array.from({ length: 12 }, (_, i) => ({ id: `${i}`, ...good(`paper ${i}`) }));
    const embedder: Embedder = { ...groupedEmbedder(), embed: async () => change(groupedVectors(12, 1)) };
    await expect(buildChecked(papers, { embedder })).rejects.toThrow(message);
  });
});

describe('Parquet that claims more than it holds', () => {
  const table = (rows: number) =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          {
            name: 'title',
            type: 'STRING',
            data: Array.from({ length: rows }, (_, i) => (i % 2 ? null : `T${i}`)),
            nullable: true,
          },
        ],
        codec: 'UNCOMPRESSED',
        statistics: false,
      }),
    );
  /** Writes bytes over the first place of `before`. */
  const put = (bytes: Uint8Array, before: number[], after: number[]) => {
    const at = bytes.findIndex((_, i) => before.every((byte, j) => bytes[i + j] === byte));
    expect(at).toBeGreaterThan(0);
    const changed = bytes.slice();
    changed.set(after, at);
    return changed;
  };

  it.each<[what: string, bytes: Uint8Array, message: RegExp]>([
    // The first definition levels of 40: a run of the length that its varint says, now 2^27 − 1.
    [
      'a run of levels',
      put(table(40), [0x0b, 0x55, 0x55], [0xfe, 0xff, 0xff, 0x7f]),
      /a run is longer than its page/,
    ],
    [
      'rows of all columns',
      put(table(40), [0x16, 0x50, 0x19], [0x16, 0x52, 0x19]),
      /its row groups hold|claims/,
    ],
    ['the footer', table(40).fill(0xff, -8, -5), /its footer can't be read/],
  ])('in %s is refused', async (_, bytes, message) => {
    expect(await outcome('p.parquet', bytes)).toMatch(message);
  });

  it('in one text for all rows is refused', async () => {
    const text = 'a '.repeat(100_000);
    const bytes = parquetWriteBuffer({
      columnData: [{ name: 'title', type: 'STRING', data: Array.from({ length: 5_000 }, () => text) }],
    });
    expect(await outcome('p.parquet', new Uint8Array(bytes))).toMatch(/more than 200 times the file's size/);
  });
});

describe('a large input, in 300 MB of heap', () => {
  const run = promisify(execFile);
  const tooLong = { reason: 'longer than 16 MB', records: 1 };
  const broken = { reason: 'not valid JSON', records: 1 };
  const brokenXml = { reason: 'broken XML', records: 1 };

  /** By megabytes in `npm test`; those of 0 are for `npm run fuzz`, where each is a gigabyte. */
  const cases: [what: string, megabytes: number, expected: object][] = [
    ['JSON Lines, a line', 200, { titles: ['A', 'B'], read: 3, skipped: [tooLong] }],
    ['JSON, a record', 40, { titles: ['A', 'B'], read: 3, skipped: [broken] }],
    ['JSON, white space', 0, { titles: ['A', 'B'], read: 3, skipped: [broken] }],
    ['CSV, a cell', 40, { titles: ['A', 'B'], read: 3, skipped: [tooLong] }],
    ['BibTeX, a field', 0, { titles: ['A', 'B'], read: 3, skipped: [tooLong] }],
    ['RIS, a value', 0, { titles: ['A', 'B'], read: 3 }],
    ['XML, a text', 0, { titles: ['A'], read: 2, skipped: [brokenXml] }],
    ['XML, an attribute', 40, { titles: ['A'], read: 2, skipped: [brokenXml] }],
    ['XML, a comment', 0, { titles: ['A'], read: 1 }],
    [
      'XML, empty elements',
      0,
      {
        error: expect.stringMatching(
          /^UserError: p\.xml, line 1: broken XML \(a record of more than 16 MB\)/,
        ),
      },
    ],
    ['blank', 0, { error: expect.stringMatching(/^UserError: p\.txt: the file is empty/) }],
  ];
  it.each(cases.filter(([, megabytes]) => LARGE || megabytes > 0))(
    '%s',
    async (what, megabytes, expected) => {
      const size = LARGE ? 1_000 : megabytes;
      const { stdout } = await run(process.execPath, [
        '--max-old-space-size=300',
        'tests/fuzz/read-large.mjs',
        what,
        String(size),
      ]);
      const found = JSON.parse(stdout);
      expect(found).toMatchObject(expected);
      expect(found.megabytes).toBeLessThan(350);
    },
  );
});
