import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TextInput } from '../../pipeline/read/bytes/text-input.ts';
import { isXml } from '../../pipeline/read/formats/registry.ts';
import { readXml } from '../../pipeline/read/formats/xml/xml.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/formats/${name}`, import.meta.url), 'utf8');

/** In pieces of 7 characters past the head. */
async function read(text: string) {
  async function* chunks() {
    for (let at = 0; at < text.length; at += 7) yield text.slice(at, at + 7);
  }
  expect(isXml(text)).toBe(true);
  return readXml(await TextInput.open(chunks(), 'x.xml'));
}

describe('XML of literature services', () => {
  it("reads arXiv's Atom feed", async () => {
    const { papers, warnings, skipped } = await read(fixture('arxiv-api.atom'));
    expect(papers).toEqual([
      {
        line: 5,
        id: '2401.00001',
        title: 'Maps of Themes & Their Authors',
        abstract: "We draw maps of Gödel's <themes>.",
        authors: ['Ada Lovelace', 'Alan Turing'],
        date: '2024-01-02',
        url: 'https://arxiv.org/abs/2401.00001',
        venue: 'Journal of Maps 1 (2024)',
        tags: ['cs.CL', 'cs.DL'],
        doi: '10.1000/abc',
        arxiv: '2401.00001',
      },
      {
        line: 23,
        id: 'hep-th/9901001',
        title: 'Old Strings',
        abstract: 'Branes & more.',
        authors: ['Emmy Noether'],
        date: '1999-01-01',
        url: 'https://arxiv.org/abs/hep-th/9901001',
        tags: ['hep-th'],
        arxiv: 'hep-th/9901001',
      },
    ]);
    expect([...skipped]).toEqual([['an error that arXiv reports instead of a paper', 1]]);
    expect(warnings[0]).toEqual({
      line: 31,
      message: 'left out: an error that arXiv reports instead of a paper: "incorrect id format for 1"',
    });
  });

  it('reads OAI-PMH in three formats', async () => {
    const { papers, notes, skipped } = await read(fixture('oai-pmh.xml'));
    expect(papers).toEqual([
      {
        line: 5,
        id: '2401.00002',
        title: 'Symmetry Again',
        abstract: 'Rings and ideals.',
        authors: ['Emmy Noether', 'M. L. King Jr.'],
        date: '2024-01-03',
        url: 'https://arxiv.org/abs/2401.00002',
        venue: 'Annals 2',
        tags: ['math.RA', 'cs.AI'],
        doi: '10.1000/sym',
        arxiv: '2401.00002',
      },
      {
        line: 18,
        id: '0704.0001',
        title: 'Photons',
        abstract: 'Pairs.',
        authors: ['C. Balázs', 'E. Berger', 'C.-P. Yuan'],
        date: '2007-04-02',
        url: 'https://arxiv.org/abs/0704.0001',
        tags: ['hep-ph'],
        arxiv: '0704.0001',
      },
      {
        line: 24,
        id: 'oai:example.org:7',
        title: 'A Thesis',
        abstract: 'It glows.',
        authors: ['Marie Curie'],
        date: '1903-06',
        url: 'https://example.org/7',
        tags: ['Radium', 'Physics'],
      },
    ]);
    expect([...skipped]).toEqual([
      ['deleted in the repository', 1],
      ['metadata of a format other than arXiv, arXivRaw and oai_dc', 1],
    ]);
    expect(notes).toEqual([
      'the harvest is not complete: line 35 has a resumption token, and there are 1200 records in all',
    ]);
  });

  it("reads PubMed's XML", async () => {
    const { papers, skipped } = await read(fixture('pubmed.xml'));
    expect(papers).toEqual([
      {
        line: 4,
        id: '123',
        title: 'Genes of E. coli in H2O.',
        abstract: 'BACKGROUND: Why.\n\nRESULTS: What < 5.',
        authors: ['Marie Curie', 'The Group'],
        date: '2021-05-03',
        url: 'https://pubmed.ncbi.nlm.nih.gov/123/',
        venue: 'Nature',
        tags: ['Genomics'],
        doi: '10.1038/y',
      },
      {
        line: 12,
        id: '124',
        title: 'Next.',
        abstract: 'More.',
        date: '2020-12',
        url: 'https://pubmed.ncbi.nlm.nih.gov/124/',
        tags: ['one'],
        doi: '10.1000/n',
      },
    ]);
    expect([...skipped]).toEqual([['a book of PubMed, not an article', 1]]);
  });

  it('keeps the records before a break and names its line', async () => {
    const text = fixture('arxiv-api.atom');
    const cut = await read(text.slice(0, text.indexOf('Branes')));
    expect(cut.papers.map(({ id }) => id)).toEqual(['2401.00001']);
    expect(cut.warnings).toEqual([
      {
        line: 23,
        message:
          'left out: broken XML in line 27 (the file ends before its last element is closed): 1 record before it was read, 1 from there on was not',
      },
    ]);
    const broken = await read(text.replace('<title>Old Strings</title>', '<title>Old &bad; Strings</title>'));
    expect(broken.papers.map(({ id }) => id)).toEqual(['2401.00001']);
    expect(broken.warnings).toEqual([
      {
        line: 23,
        message:
          'left out: broken XML in line 26 (undefined entity): 1 record before it was read, 2 from there on were not',
      },
    ]);
    expect([...broken.skipped]).toEqual([['broken XML', 2]]);
    const end = await read(text.replace('</feed>', '</feet>'));
    expect(end.papers.length).toBe(2);
    expect(end.warnings.at(-1)).toEqual({
      line: 36,
      message:
        'broken XML in line 36 (unexpected close tag): 3 records before it were read, and none begins after it',
    });
  });

  it('refuses entities, other XML and answers without papers', async () => {
    await expect(
      read('<?xml version="1.0"?>\n<!DOCTYPE feed [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>\n<feed>&b;</feed>'),
    ).rejects.toThrow('x.xml, line 2: the XML declares entities of its own');
    await expect(read('<?xml version="1.0"?>\n<kml/>')).rejects.toThrow(
      'x.xml, line 2: XML of an unknown kind ("kml")',
    );
    await expect(
      read('<OAI-PMH><error code="noRecordsMatch">Nothing matches.</error></OAI-PMH>'),
    ).rejects.toThrow(
      'x.xml: no paper in this XML; line 1 left out: an error that the repository reports: "Nothing matches."',
    );
    await expect(read('<feed><entry>')).rejects.toThrow('x.xml, line 1: broken XML');
  });
});
