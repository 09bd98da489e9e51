import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../pipeline/read/bytes/source.ts';
import { readBytes, readCorpus } from '../../pipeline/read/read.ts';
import type { CorpusContent } from '../../pipeline/types.ts';
import { createRandom } from '../../pipeline/util/random.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/read/${name}`, import.meta.url));
const encode = (text: string) => new TextEncoder().encode(text);
const read = (text: string | Uint8Array, name = 'in.put') =>
  readBytes(typeof text === 'string' ? encode(text) : text, name);
const titles = (result: CorpusContent) => result.papers.map((paper) => paper.title);
const left = ({ counts }: CorpusContent) => counts.skipped.reduce((sum, { records }) => sum + records, 0);

/** Long results are compared by their hash: a difference of megabytes can't be shown. */
const digest = (result: CorpusContent) => createHash('sha256').update(JSON.stringify(result)).digest('hex');

/** The same bytes in pieces of random lengths, none over `most`. */
function pieces(bytes: Uint8Array, seed: number, most: number): ByteSource {
  return {
    async *stream() {
      const random = createRandom(seed);
      for (let at = 0; at < bytes.length; ) {
        const next = at + 1 + Math.floor(random() * most);
        yield bytes.subarray(at, next);
        at = next;
      }
    },
  };
}

describe('an input that is read in pieces', () => {
  const record = (n: number) =>
    JSON.stringify({
      id: `k${n}`,
      title: `Title "${n}" – é\\`,
      abstract: `An ab[str}act\nof ${'x'.repeat(n * 40)} 😀`,
    });
  const many = Array.from({ length: 240 }, (_, n) => record(n % 60).replace('"k', `"k${n}-`));
  const crlf = (text: string) => encode(text.replaceAll('\n', '\r\n'));
  it.each([
    ['JSONL', encode(many.join('\n'))],
    ['JSONL with CRLF', crlf(many.join('\n'))],
    ['an array', encode(`[${many.join(',\n')}]`)],
    [
      'an object with an array',
      encode(`{"meta": {"a": [1, {"b": 2}]}, "result": {"hits": 3}, "results": [${many.join(',')}]}`),
    ],
    ['objects in a row', encode(many.map((text) => JSON.stringify(JSON.parse(text), null, 2)).join('\n'))],
    [
      'CSV',
      crlf(
        `id,title,abstract\n${many.map((_, n) => `${n},"T ""${n}"", é",${'"a\n\n"",b"'.repeat(1)}${n}`).join('\n')}`,
      ),
    ],
    ['BibTeX', fixture('biblatex.bib')],
    ['RIS', fixture('one.ris')],
    ['gzip', gzipSync(many.join('\n'))],
    ['Zstandard', fixture('frames.jsonl.zst')],
    ['Windows-1252', Buffer.from(many.join('\n').replaceAll('😀', '').replaceAll('–', '-'), 'latin1')],
  ])('%s gives what it gives as a whole', async (_, bytes) => {
    const whole = await readBytes(bytes, 'in.put', { keepDuplicates: true });
    expect(whole.counts.read).toBe(whole.papers.length + left(whole));
    for (const most of [bytes.length > 20_000 ? 997 : 3, 70_000])
      expect(digest(await readBytes(pieces(bytes, most, most), 'in.put', { keepDuplicates: true }))).toBe(
        digest(whole),
      );
  });
});

describe('a compressed input', () => {
  const line = (title: string) => gzipSync(`{"title":"${title}","abstract":"x"}\n`);
  const first = line('A');
  /** A header with an extra field and a name, as `bgzip` and `gzip` write them, and a member without content. */
  const second = line('B');
  const header = Buffer.from([0x1f, 0x8b, 8, 4 | 8, 0, 0, 0, 0, 0, 3, 2, 0, 1, 2, 0x61, 0]);
  const members = Buffer.concat([first, header, second.subarray(10), gzipSync(''), line('C')]);

  it('is recognised by its first bytes, also in several members or frames', async () => {
    expect(titles(await read(fixture('two.jsonl.zst')))).toEqual(['Caches', 'Graphs']);
    expect(titles(await read(fixture('frames.jsonl.zst')))).toEqual(['Caches', 'Graphs', 'Nets']);
    for (const most of [1, 7, 100_000]) {
      const { papers } = await readBytes(pieces(members, most, most), 'x');
      expect(papers.map((paper) => paper.title)).toEqual(['A', 'B', 'C']);
    }
    expect(titles(await read(gzipSync(fixture('two.jsonl.zst'))))).toEqual(['Caches', 'Graphs']);
  });

  it('is refused if a member of gzip is damaged or cut off', async () => {
    const refused = 'm.gz: the gzip data is broken or cut off';
    for (let end = members.length - first.length + 1; end < members.length; end++)
      await expect(read(members.subarray(0, end), 'm.gz'), `${end} bytes`).rejects.toThrow(refused);
    for (const at of [first.length - 8, first.length - 1, members.length - 8, members.length - 1]) {
      const damaged = Uint8Array.from(members, (byte, index) => (index === at ? byte ^ 1 : byte));
      await expect(read(damaged, 'm.gz'), `byte ${at}`).rejects.toThrow(refused);
    }
    await expect(read(Buffer.concat([members, Buffer.from('more')]), 'm.gz')).rejects.toThrow(refused);
  });

  it('is refused if it is cut off or decompresses to far too much', async () => {
    const whole = fixture('two.jsonl.zst');
    await expect(read(whole.subarray(0, 40), 'a.zst')).rejects.toThrow(
      'a.zst: the Zstandard data is broken or cut off',
    );
    await expect(read(fixture('bomb.zst'), 'b')).rejects.toThrow(
      'b: decompresses to more than 200 times its size',
    );
    await expect(read(gzipSync(Buffer.alloc(90_000_000, 'a')), 'c')).rejects.toThrow(
      'c: decompresses to more than 200 times its size',
    );
    // A frame whose window is 2 GB.
    await expect(read(Buffer.from('KLUv/QSoOQAAeyJhIjoxfUiL/DI=', 'base64'), 'd')).rejects.toThrow(
      'd: compressed with a window of more than 128 MB',
    );
  });
});

describe('a broken record', () => {
  const good = (n: number) => `{"title":"T${n}","abstract":"a${n}","tags":["x"]}`;

  it.each([
    ['a quote that is not closed', '{"title":"T1,"abstract":"a"}'],
    ['a value that is missing', '{"title":"T1","abstract":}'],
    ['a bracket of the wrong kind', '{"title":"T1","tags":["x"}}'],
    ['a number', '12'],
    ['a string', '"{"'],
    ['a list', '[{"title":"T1"}]'],
  ])('%s costs no other', async (_, broken) => {
    for (const text of [
      `[\n${good(0)},\n${broken},\n${good(2)},\n${good(3)}\n]`,
      `{"meta": {"count": 4},\n "results": [\n  ${good(0)},\n  ${broken},\n  ${good(2)},\n  ${good(3)}\n ]}`,
    ]) {
      const result = await read(text);
      expect(titles(result)).toEqual(['T0', 'T2', 'T3']);
      expect(result.counts).toMatchObject({ read: 4, merged: 0 });
      expect(result.warnings.map(({ line }) => line)).toEqual([text.startsWith('[') ? 3 : 4]);
    }
  });

  it('is named in a table, as a line that is too long, and in a file that is cut off', async () => {
    const csv = await read('title,abstract\n"A","b"\n"C,d\n"E","f"\nG,h\n');
    expect(titles(csv)).toEqual(['A', 'E', 'G']);
    expect(csv.warnings).toMatchObject([{ line: 3, message: 'left out: a quote is never closed: ""C,d"' }]);
    const long = await read(`${good(0)}\n{"title":"${'x'.repeat(17_000_000)}"}\n${good(2)}\n`);
    expect(titles(long)).toEqual(['T0', 'T2']);
    expect(long.counts.skipped).toEqual([{ reason: 'longer than 16 MB', records: 1 }]);
    const open = await read(`[\n{"title":"T1","tags":["x",\n${good(2)},\n${good(3)}\n]`);
    expect(titles(open)).toEqual(['T2', 'T3']);
    expect(open.counts.read).toBe(3);
    const cut = await read(`[${good(0)},\n{"title":"T1","abs`);
    expect(cut.counts).toMatchObject({ read: 2, skipped: [{ reason: 'not valid JSON', records: 1 }] });
  });
});

describe('the encoding of a text', () => {
  it('is Windows-1252 if it is not UTF-8, and stray bytes in UTF-8 are counted', async () => {
    const old = await read(Buffer.from('{"title":"Caf\xe9","abstract":"\x93Q\x94"}', 'latin1'));
    expect(old.papers[0]).toMatchObject({ title: 'Café', abstract: '“Q”' });
    const stray = await read(
      Buffer.concat([encode('{"title":"Café é","abstract":"b'), Buffer.of(0xff), encode('c"}')]),
    );
    expect(stray.papers[0]).toMatchObject({ title: 'Café é', abstract: 'b\ufffdc' });
    expect(stray.warnings[0]!.message).toBe('1 character is not UTF-8, shown as "\ufffd"');
  });
});

describe('Parquet', () => {
  const table = (codec?: 'SNAPPY' | 'UNCOMPRESSED') =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'title', data: ['A', 'B', 'C'], type: 'STRING' },
          { name: 'abstract', data: ['x', null, 'z'], type: 'STRING', nullable: true },
          { name: 'year', data: [2024, 2023, 2022], type: 'INT32' },
        ],
        rowGroupSize: 2,
        ...(codec && { codec }),
      }),
    );

  it('is read by row groups, from bytes, from a blob and from a compressed file', async () => {
    for (const bytes of [table(), table('UNCOMPRESSED'), new Blob([table()]), gzipSync(table())]) {
      const { papers, counts } = await readBytes(bytes, 'p.parquet');
      expect(papers).toEqual([
        { id: '0', title: 'A', abstract: 'x', date: '2024' },
        { id: '1', title: 'B', abstract: '', date: '2023' },
        { id: '2', title: 'C', abstract: 'z', date: '2022' },
      ]);
      expect(counts).toMatchObject({ read: 3, withoutAbstract: 1 });
    }
  });

  it('that is damaged is refused in one sentence', async () => {
    for (const cut of [4, 11, 60, table().length - 3])
      await expect(read(table().subarray(0, cut), 'p')).rejects.toThrow(
        /^p: its footer can't be read \([^\n]+\.$/,
      );
    const damaged = table();
    damaged.fill(0xff, 4, 40);
    const result = await read(damaged, 'p').catch((error: Error) => error);
    if (result instanceof Error) expect(result).toMatchObject({ name: 'UserError' });
    else expect(result.counts.read).toBe(3);
  });
});

describe('the fields of a record', () => {
  it('are guessed and reported for a table without the usual names', async () => {
    const { papers, notes } = await read(fixture('scopus.csv'), 'scopus.csv');
    expect(notes).toEqual([
      'guessed "Document Title" as title and "Abstract (English)" as abstract; to use others, name them with --title-field and --abstract-field',
    ]);
    expect(papers[0]).toMatchObject({
      title: 'On engines',
      abstract: 'We say "hello"; twice.\nAnd once more, to be long enough for an abstract.',
      authors: ['Lovelace A.', 'Babbage C.'],
      date: '2024',
      url: 'https://example.org/1',
    });
  });

  it('may be named by the user, also within objects', async () => {
    const text = '{"t":{"en":"A"},"title":"no","x":"An abstract.","who":["P Q"],"n":7}';
    const { papers } = await readBytes(encode(text), 'in', {
      fields: { title: 't.en', abstract: 'x', authors: 'who', id: 'n' },
    });
    expect(papers).toEqual([{ id: '7', title: 'A', abstract: 'An abstract.', authors: ['P Q'] }]);
    const unnamed = { fields: { title: 't.en', abstract: undefined as never } };
    expect((await readBytes(encode(text), 'in', unnamed)).papers[0]!.title).toBe('A');
    await expect(readBytes(encode(text), 'in', { fields: { title: 'tt' } })).rejects.toThrow(
      'in: no field "tt" for --title-field; there are t, title, x, who, n.',
    );
  });
});

describe('two records of the same paper', () => {
  const corpus = (...inputs: object[][]) =>
    readCorpus(
      inputs.map((records, i) => ({
        fileName: `${i}.jsonl`,
        bytes: encode(records.map((record) => JSON.stringify(record)).join('\n')),
      })),
    );
  const A = {
    title: 'Attention and its many uses',
    abstract: 'We look at attention in networks and count its uses.',
  };
  const OTHER = 'Rivers of the north carry little sand in spring.';

  it.each([
    [
      'by DOI',
      { title: 'X', abstract: 'a', doi: '10.1000/AB' },
      { title: 'Y', abstract: 'b', url: 'https://doi.org/10.1000/ab' },
    ],
    [
      'by arXiv id, whichever version',
      { id: '2401.00001v1', title: 'X', abstract: 'a' },
      { title: 'Y', abstract: 'b', url: 'https://arxiv.org/abs/2401.00001v3' },
    ],
    ['by title, whatever its case and marks', A, { ...A, title: 'ATTENTION and its many-uses.' }],
    ['by title, where the abstract was reworded or cut off', A, { ...A, abstract: A.abstract.slice(0, 30) }],
    ['by title, where one has no abstract', A, { title: A.title }],
  ])('is one %s', async (_, first, second) => {
    const result = await corpus([first], [second]);
    expect(result.papers).toHaveLength(1);
    expect(result.papers[0]).toMatchObject({ title: first.title, abstract: first.abstract });
    expect(result.counts).toMatchObject({ read: 2, merged: 1, skipped: [] });
    expect((await corpus([first, second])).counts.merged).toBe(1);
  });

  it.each([
    ['abstracts differ', A, { ...A, abstract: OTHER }],
    ['a short title is all there is', { title: 'Editorial' }, { title: 'Editorial' }],
    [
      'DOIs differ and an abstract is missing',
      { ...A, doi: '10.1000/a' },
      { title: A.title, doi: '10.1000/b' },
    ],
    [
      'no author is shared and an abstract is missing',
      { ...A, authors: ['P Q'] },
      { title: A.title, authors: ['R S'] },
    ],
  ])('is two where %s', async (_, first, second) => {
    const { papers, counts } = await corpus([first], [second]);
    expect(papers).toHaveLength(2);
    expect(new Set(papers.map((paper) => paper.id)).size).toBe(2);
    expect(counts).toMatchObject({ read: 2, merged: 0 });
  });

  it('become one, which takes what it lacks from the others and keeps its id', async () => {
    const { papers } = await corpus(
      [{ id: 'k', title: A.title, year: 2024 }],
      [{ ...A, id: 'l', date: '2024-05-06', authors: ['P Q'], venue: 'V', doi: '10.1000/a' }],
    );
    expect(papers).toEqual([
      { id: 'k', ...A, date: '2024-05-06', authors: ['P Q'], venue: 'V', url: 'https://doi.org/10.1000/a' },
    ]);
  });

  it('stay two papers if the user wants it', async () => {
    const bytes = encode(`${JSON.stringify(A)}\n${JSON.stringify(A)}`);
    expect((await readBytes(bytes, 'in', { keepDuplicates: true })).papers).toHaveLength(2);
  });
});

it('reads BibLaTeX with strings, crossref, subtitles, ranges of dates and mathematics', async () => {
  const { papers, warnings, counts } = await read(fixture('biblatex.bib'));
  expect(papers).toEqual([
    {
      id: 'lovelace2024',
      title: 'Bernoulli Numbers in O(n²): A Gödel Machine',
      abstract: 'We compute α₁ ≤ β on the engine, 50% faster.',
      authors: ['Ada Lovelace', 'Émile Zola', 'John von Neumann'],
      date: '2024-12-10',
      venue: 'Advances in Neural Information Processing',
      url: 'https://arxiv.org/abs/2401.00001',
      tags: ['engines', 'numbers'],
    },
    {
      id: 'curie1903',
      title: 'Radium and More',
      abstract: 'Short.',
      authors: ['Marie Curie'],
      date: '1903-11',
      venue: 'Advances in Neural Information Processing, vol. 1',
      url: 'https://doi.org/10.1000/radium',
    },
    { id: 'orphan', title: 'No Parent', abstract: 'A.', date: '2020-03' },
  ]);
  expect(warnings.map(({ message }) => message)).toEqual([
    'its crossref "missing" is not in the file',
    'left out: a volume, not a paper: "Advances in Neural Information Processing"',
  ]);
  expect(counts.read).toBe(4);
});
