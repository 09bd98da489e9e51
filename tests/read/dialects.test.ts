import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isSkipped } from '../../pipeline/read/dialects/dialect.ts';
import {
  dialectOf,
  JSON_DIALECTS,
  listPaths,
  TABLE_DIALECTS,
} from '../../pipeline/read/dialects/registry.ts';
import { arxivOf } from '../../pipeline/read/records/identifiers.ts';
import { isRecord, plain } from '../../pipeline/read/records/values.ts';

type Json = Record<string, unknown>;

const FILES = [
  'huggingface.json',
  'openalex.json',
  'semantic-scholar.json',
  'dblp.json',
  'openreview.json',
  'arxiv-snapshot.jsonl',
  'csl.json',
  'zotero.json',
];

function records(file: string): Json[] {
  const text = readFileSync(new URL(`../fixtures/formats/${file}`, import.meta.url), 'utf8');
  if (file.endsWith('l'))
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Json);
  const root: unknown = JSON.parse(text);
  for (const path of listPaths()) {
    const found = path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), root);
    if (Array.isArray(found)) return found as Json[];
  }
  throw new Error(`${file}: no list`);
}

const mapped = (file: string) =>
  records(file).map((record, i) => {
    const dialect = dialectOf(record)!;
    return { name: dialect.name, ...dialect.toPaper(record, i + 1) };
  });

describe('a record becomes a paper', () => {
  it('Hugging Face daily papers', () => {
    expect(mapped('huggingface.json')).toEqual([
      {
        name: 'Hugging Face daily papers',
        line: 1,
        id: '2408.00001',
        title: 'Maps of Themes',
        abstract: 'We draw maps.',
        authors: ['Ada Lovelace', 'Alan Turing'],
        date: '2024-08-01',
        url: 'https://huggingface.co/papers/2408.00001',
        tags: ['maps', 'themes'],
        arxiv: '2408.00001',
      },
      {
        name: 'Hugging Face daily papers',
        line: 2,
        id: '2408.00002',
        title: 'Outer title',
        abstract: 'Outer & plain.',
        url: 'https://huggingface.co/papers/2408.00002',
        arxiv: '2408.00002',
      },
    ]);
  });

  it('OpenAlex works', () => {
    const name = 'OpenAlex works';
    expect(mapped('openalex.json')).toEqual([
      {
        name,
        line: 1,
        id: 'W11',
        title: 'On E. coli & maps',
        abstract: 'We the map, the __proto__',
        authors: ['Ada Lovelace', 'A. Turing'],
        date: '2023-05-06',
        url: 'https://doi.org/10.1000/ABC.1',
        venue: 'Journal of Maps',
        tags: ['Cartography'],
        doi: '10.1000/abc.1',
      },
      {
        name,
        line: 2,
        id: 'W12',
        title: 'No abstract',
        abstract: '',
        date: '2020',
        url: 'https://openalex.org/W12',
        tags: ['Maps'],
      },
      { name, skipped: 'paratext, such as a cover or an index' },
    ]);
  });

  it('Semantic Scholar papers, cited ones too', () => {
    const name = 'Semantic Scholar papers';
    expect(mapped('semantic-scholar.json')).toEqual([
      {
        name,
        line: 1,
        id: 'abc',
        title: 'Themes',
        abstract: 'About themes.',
        authors: ['Grace Hopper'],
        date: '2024',
        url: 'https://www.semanticscholar.org/paper/abc',
        venue: 'ACL',
        tags: ['Computer Science'],
        doi: '10.1000/xyz',
        arxiv: '2401.00003',
      },
      { name, line: 2, id: 'def', title: 'Cited', abstract: '', tags: ['Physics'] },
    ]);
  });

  it('DBLP, one author or many', () => {
    const name = 'DBLP search';
    expect(mapped('dblp.json')).toEqual([
      {
        name,
        line: 1,
        id: 'conf/kdd/W17',
        title: 'Maps & Themes',
        abstract: '',
        authors: ['Wei Wang', 'Ada Lovelace'],
        date: '2017',
        url: 'https://doi.org/10.1145/3097983',
        venue: 'KDD, CoRR',
        doi: '10.1145/3097983',
      },
      {
        name,
        line: 2,
        id: 'j/x',
        title: 'And so on...',
        abstract: '',
        authors: ['Solo Author'],
        date: '2018',
        url: 'https://dblp.org/rec/j/x',
      },
    ]);
  });

  it('OpenReview notes of both versions, without reviews and deleted ones', () => {
    const name = 'OpenReview notes';
    expect(mapped('openreview.json')).toEqual([
      {
        name,
        line: 1,
        id: 'n1',
        title: 'Second version',
        abstract: 'An abstract.',
        authors: ['Ada Lovelace', 'Alan Turing'],
        date: '2023-09-27',
        url: 'https://openreview.net/forum?id=n1',
        venue: 'ICLR 2024 poster',
        tags: ['maps', 'themes'],
      },
      {
        name,
        line: 2,
        id: 'n2',
        title: 'First version',
        abstract: 'Other.',
        date: '2018-09-26',
        url: 'https://openreview.net/forum?id=n2',
        tags: ['a', 'b'],
      },
      { name, skipped: 'a review or comment, not a submission' },
      { name, skipped: 'deleted' },
    ]);
  });

  it('arXiv metadata snapshot', () => {
    const name = 'arXiv metadata snapshot';
    expect(mapped('arxiv-snapshot.jsonl')).toEqual([
      {
        name,
        line: 1,
        id: '0704.0001',
        title: 'Diphoton production',
        abstract: 'About ~50 events at Hölder.',
        authors: ['C. Balázs', 'E. L. Berger Jr.'],
        date: '2007-04-02',
        url: 'https://arxiv.org/abs/0704.0001',
        venue: 'Phys.Rev.D76',
        tags: ['hep-ph', 'math.CO'],
        doi: '10.1103/physrevd.76.013009',
        arxiv: '0704.0001',
      },
      {
        name,
        line: 2,
        id: 'hep-th/9901001',
        title: 'Old',
        abstract: 'Text.',
        authors: ['A. One', 'B. Two', 'C. Three'],
        date: '2009-10-31',
        url: 'https://arxiv.org/abs/hep-th/9901001',
        tags: ['hep-th'],
        arxiv: 'hep-th/9901001',
      },
    ]);
  });

  it('CSL-JSON and Crossref', () => {
    const name = 'CSL-JSON';
    expect(mapped('csl.json')).toEqual([
      {
        name,
        line: 1,
        id: 'k1',
        title: 'Title',
        abstract: 'a < b.\nNext.',
        authors: ['Ludwig van Beethoven', 'A Team'],
        date: '2024-03',
        url: 'https://doi.org/10.1000/j.1',
        venue: 'Journal',
        tags: ['maps', 'themes'],
        doi: '10.1000/j.1',
      },
      {
        name,
        line: 2,
        id: '10.1000/c',
        title: 'Crossref title',
        abstract: '',
        authors: ['Consortium'],
        url: 'https://doi.org/10.1000/c',
        venue: 'Annals',
        tags: ['Maps'],
        doi: '10.1000/c',
      },
    ]);
  });

  it('Zotero items', () => {
    const name = 'Zotero items';
    expect(mapped('zotero.json')).toEqual([
      {
        name,
        line: 1,
        id: 'love1843',
        title: 'Notes',
        abstract: 'On engines.',
        authors: ['Ada Lovelace'],
        date: '1843',
        url: 'https://doi.org/10.1000/n',
        venue: 'Memoirs',
        tags: ['engines'],
        doi: '10.1000/n',
      },
      { name, skipped: 'Zotero attachment, not a work' },
    ]);
  });

  it('rows of a Zotero table', () => {
    const row = {
      Key: 'K',
      'Item Type': 'journalArticle',
      'Publication Year': '2020',
      Author: 'Lovelace, Ada; Turing, Alan',
      Title: 'T',
      'Abstract Note': 'A',
      Date: '2020-05',
      DOI: '',
      Url: 'https://example.org/',
      'Manual Tags': 'x; y',
      'Automatic Tags': 'y',
    };
    expect(dialectOf(row, TABLE_DIALECTS)!.toPaper(row, 2)).toEqual({
      line: 2,
      id: 'K',
      title: 'T',
      abstract: 'A',
      authors: ['Ada Lovelace', 'Alan Turing'],
      date: '2020-05',
      url: 'https://example.org/',
      tags: ['x', 'y'],
    });
  });
});

it('takes markup off, and leaves comparisons alone', () => {
  expect(plain('p < 0.05 and q > 1 &nbsp;&alpha;')).toBe('p < 0.05 and q > 1 α');
  expect(plain('H<sub>2</sub>O')).toBe('H2O');
});

it('finds arXiv ids without their versions', () => {
  expect(
    [
      'http://arxiv.org/abs/2401.00001v2',
      'oai:arXiv.org:hep-th/9901001',
      '10.48550/arXiv.2401.00001',
      '2401.1',
    ].map(arxivOf),
  ).toEqual(['2401.00001', 'hep-th/9901001', '2401.00001', '']);
});

it('takes plain records for no dialect', () => {
  expect(dialectOf({ id: '1', title: 'T', abstract: 'A', authors: ['X'], year: 2020 })).toBe(null);
});

const ODD: unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  '\ud800',
  '<<&#x110000;',
  [],
  [[]],
  {},
  [null, 3, 'a'],
  { value: [{}] },
  JSON.parse('{"__proto__":{"x":1}}'),
];

/** Every copy of a value with one of its parts, at any depth, put as something odd or left out. */
function* mutations(value: unknown): Generator<unknown> {
  yield* ODD;
  if (Array.isArray(value))
    for (let i = 0; i < value.length; i++) for (const part of mutations(value[i])) yield value.with(i, part);
  else if (isRecord(value))
    for (const key of Object.keys(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
      for (const part of mutations(value[key])) yield { ...value, [key]: part };
    }
}

it('never throws and gives text for text, whatever stands in a record', () => {
  for (const file of FILES)
    for (const record of records(file))
      for (const mutant of mutations(record)) {
        if (!isRecord(mutant)) continue;
        for (const dialect of [...JSON_DIALECTS, ...TABLE_DIALECTS]) {
          dialect.matches(mutant);
          const result = dialect.toPaper(mutant, 1);
          if (isSkipped(result)) continue;
          const { line, authors, tags, ...texts } = result;
          const all = [...Object.values(texts), ...(authors ?? []), ...(tags ?? [])];
          if (line !== 1 || !all.every((value) => typeof value === 'string'))
            throw new Error(`${dialect.name}: ${JSON.stringify(result)} of ${JSON.stringify(mutant)}`);
          if (result.url !== undefined && !/^https?:/i.test(result.url)) throw new Error(result.url);
        }
      }
}, 20_000);
