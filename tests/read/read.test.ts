import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readBytes } from '../../pipeline/read/read.ts';
import type { CorpusContent } from '../../pipeline/types.ts';
import { UserError } from '../../pipeline/util/errors.ts';
import { createRandom } from '../../pipeline/util/random.ts';

const PAGE = readFileSync(new URL('../../data/daily-papers-aug-19.txt', import.meta.url), 'utf8');

const read = (text: string | Uint8Array, name = 'page.txt'): Promise<CorpusContent> =>
  readBytes(typeof text === 'string' ? new TextEncoder().encode(text) : text, name);

describe('JSON Lines and JSON', () => {
  const record = (n: number) => ({ id: `p${n}`, title: `Title ${n}`, abstract: `Abstract ${n}.` });

  it('may have every field, under the names that exports use', async () => {
    const result = await read(
      [
        {
          ...record(1),
          authors: ['Ada L', 'B C'],
          venue: 'X',
          year: 2024,
          url: 'https://x.org/1',
          keywords: ['a', 'b'],
        },
        { ...record(2), authors: 'Ada L; B C', date: '2024-3-7T10:00:00Z', tags: 'a, b', venue: null },
        {
          title: 'T',
          summary: 'S',
          authors: [{ name: 'N' }, { given: 'G', family: 'F' }],
          publishedAt: '2023-10-07',
        },
        { paper: { id: '2401.1', title: 'W', summary: 'V' }, numComments: 3 },
        { title: 'O', abstract_inverted_index: { have: [1], We: [0], words: [2] }, year: '1999' },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n'),
      'x.jsonl',
    );
    expect(result.warnings).toEqual([]);
    expect(result.papers).toEqual([
      {
        ...record(1),
        authors: ['Ada L', 'B C'],
        venue: 'X',
        date: '2024',
        url: 'https://x.org/1',
        tags: ['a', 'b'],
      },
      { ...record(2), authors: ['Ada L', 'B C'], date: '2024-03-07', tags: ['a', 'b'] },
      { id: '2', title: 'T', abstract: 'S', authors: ['N', 'G F'], date: '2023-10-07' },
      { id: '2401.1', title: 'W', abstract: 'V', url: 'https://huggingface.co/papers/2401.1' },
      { id: '4', title: 'O', abstract: 'We have words', date: '1999' },
    ]);
  });

  it.each(['date', 'published_date', 'publishedDate', 'Publication Date', 'publication-year', 'issued'])(
    'take their date from %s',
    async (field) => {
      const { papers } = await read(JSON.stringify({ ...record(1), [field]: '2023' }), 'x.jsonl');
      expect(papers[0]!.date).toBe('2023');
    },
  );

  it('are recognised by their content, whatever the file is called', async () => {
    const lines = [1, 2, 3].map((n) => JSON.stringify(record(n))).join('\r\n');
    for (const [text, name] of [
      [lines, 'x.txt'],
      [lines, 'x.json'],
      [JSON.stringify([record(1), record(2), record(3)]), 'x.txt'],
      [JSON.stringify({ total: 3, papers: [record(1), record(2), record(3)] }, null, 2), 'x'],
    ] as const)
      expect((await read(text, name)).papers.map((p) => p.id)).toEqual(['p1', 'p2', 'p3']);
    expect((await read(gzipSync(lines), 'x.jsonl.gz')).papers).toHaveLength(3);
  });

  it('keep the records that can be read, and give a warning with the line of the others', async () => {
    const text = [
      JSON.stringify(record(1)),
      '{"title": "cut off',
      '[1, 2]',
      JSON.stringify({ id: 'empty' }),
      JSON.stringify({ abstract: 'Only an abstract.' }),
      JSON.stringify({ title: 'Only a title', abstract: null }),
      JSON.stringify({ title: 'T', abstract: { a: 1 } }),
      JSON.stringify({ id: 'p1', title: 'Another', abstract: 'Of another matter.' }),
    ].join('\n');
    const { papers, warnings } = await read(text, 'x.jsonl');
    expect(papers.map((p) => [p.id, p.title, p.abstract])).toEqual([
      ['p1', 'Title 1', 'Abstract 1.'],
      ['1', 'Only an abstract.', 'Only an abstract.'],
      ['2', 'Only a title', ''],
      ['3', 'T', ''],
      ['p1-2', 'Another', 'Of another matter.'],
    ]);
    expect(warnings.map(({ line, message }) => ({ line, message }))).toEqual([
      { line: 2, message: 'left out: not valid JSON: "{"title": "cut off"' },
      { line: 3, message: 'left out: not a JSON object: "[1, 2]"' },
      { line: 4, message: 'left out: neither title nor abstract' },
      { line: 5, message: 'no title; the abstract\'s beginning serves as one: "Only an abstract."' },
      { line: 6, message: 'no abstract for "Only a title"; the title alone is used' },
      { line: 7, message: 'not text, so it is not used: "abstract"' },
      { line: 7, message: 'no abstract for "T"; the title alone is used' },
      { line: 8, message: 'another paper has the id "p1"; this one is "p1-2"' },
    ]);
  });

  it('never give a paper the id of another, be it from the input or a position', async () => {
    const text =
      '{"title":"a","abstract":"b"}\n{"id":"0","title":"c","abstract":"d"}\n{"id":0,"title":"e","abstract":"f"}';
    const ids = (await read(text)).papers.map((p) => p.id);
    expect(new Set(ids).size).toBe(3);
    expect(ids[1]).toBe('0');
  });

  it('have broken text made safe', async () => {
    const { papers } = await read(
      '{"id":"a\\u0000b","title":"lone \\ud800 and \\u0000","abstract":"x\\u2028y \\ud83d\\ude00"}',
    );
    expect(papers).toEqual([{ id: 'a b', title: 'lone \ufffd and', abstract: 'x y 😀' }]);
  });
});

describe('an input that is not a corpus is refused', () => {
  it.each([
    ['empty', '', 'the file is empty'],
    ['blank', ' \n\n\t', 'the file is empty'],
    ['PDF', '%PDF-1.7\n%âãÏÓ', 'this is a PDF'],
    ['HTML', '\n<!DOCTYPE html><html><body>x</body></html>', 'this is an HTML page'],
    ['ZIP', 'PK\u0003\u0004rest', 'ZIP archive'],
    ['JSON number list', '[1, 2, 3]', 'line 1 left out: not a JSON object'],
    [
      'JSON of another kind',
      '{"name": {"a": 1},\n "version": "1"}',
      'line 1 left out: neither title nor abstract',
    ],
    [
      'a JSON line of another kind',
      '{"name": 1}',
      'no paper could be read; line 1 left out: neither title nor abstract',
    ],
    ['broken JSON', '[{"title": "a", "abstract": }', 'not valid JSON'],
    ['an empty list', '[]', 'list of papers is empty'],
    ['header alone', PAGE.split('\n').slice(0, 11).join('\n'), 'no papers found'],
  ])('%s: one sentence that names the file', async (_, text, message) => {
    const error: unknown = await read(text, 'in.put').catch((e) => e);
    expect(error).toMatchObject({ name: 'UserError' });
    const said = (error as Error).message;
    expect(said).toContain(message);
    expect(said).toMatch(/^in\.put: [^\n]+\.$/);
  });

  it('if it is binary, or gzip that is cut off', async () => {
    const bytes = Uint8Array.from({ length: 4000 }, (_, i) => (i * 7) % 256);
    await expect(read(bytes, 'b')).rejects.toThrow('b: this is a binary file');
    await expect(read(gzipSync(PAGE).subarray(0, 5000), 'c.gz')).rejects.toThrow(
      'c.gz: the gzip data is broken',
    );
  });

  it('in one sentence, or gives papers, whatever its bytes are', async () => {
    const forms = [
      PAGE,
      JSON.stringify([{ title: 'a "b"', abstract: 'c\nd' }, { title: 'e' }]),
      '{"title":"a","abstract":"b"}\n{"title":"c","abstract":"d"}\n',
      'id,title,abstract\n1,"a ""b""","c\nd"\n2,e,f\n',
      '@article{k, title = {A {B} "c"}, author = "D and E" # x, year = 2024}\n@misc{l, title={M}}\n',
      'TY  - JOUR\nTI  - a\nAB  - b\nER  - \n\nPMID- 1\nTI  - c\n',
    ].map((text) => new TextEncoder().encode(text.slice(0, 8000)));
    const marks = '{}[]",@=\n\\:;-#';
    for (let seed = 0; seed < 600; seed++) {
      const random = createRandom(seed);
      const below = (n: number) => Math.floor(random() * n);
      const bytes = Uint8Array.from(forms[seed % forms.length]!);
      for (let n = below(12); n > 0; n--)
        bytes[below(bytes.length)] = random() < 0.7 ? marks.charCodeAt(below(marks.length)) : below(256);
      const from = random() < 0.3 ? below(bytes.length) : 0;
      const damaged = bytes.subarray(from, from + 1 + below(bytes.length - from));
      const result = await read(damaged, 'in.put').catch((error: Error) => error);
      if (result instanceof Error) {
        expect(result, `seed ${seed}`).toMatchObject({ name: 'UserError' });
        expect(result.message).toMatch(/^in\.put: [^\n]+\.$/);
      } else {
        expect(new Set(result.papers.map((paper) => paper.id)).size).toBe(result.papers.length);
        for (const { title } of result.papers) expect(title, `seed ${seed}`).not.toBe('');
      }
    }
  });
});

describe('an error of an input', () => {
  it.each([
    ['a.jsonl', '{"title": 1\n{"title": 2', 1],
    ['a.xml', '<?xml version="1.0"?>\n<kml/>', 2],
    ['a.jsonl', '', undefined],
  ])('names the file and, if it has one, the line: %s', async (name, text, line) => {
    const error = await read(text, name).catch((caught) => caught);
    expect(error).toBeInstanceOf(UserError);
    expect([error.code, error.file, error.line]).toEqual(['unreadable-input', name, line]);
  });
});
