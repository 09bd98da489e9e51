import { describe, expect, it } from 'vitest';
import { exportMap } from '../../pipeline/export/export.ts';
import { readBytes } from '../../pipeline/read/read.ts';
import { latexToText } from '../../pipeline/read/text/latex.ts';
import { tinyMap } from '../support/tiny-map.ts';

const read = (text: string, name = 'in.txt') => readBytes(new TextEncoder().encode(text), name);

describe('CSV and TSV', () => {
  const PAPERS = [
    {
      id: 'p1',
      title: 'One, two',
      abstract: 'Says "hello".\nTwice.',
      authors: ['Ada L', 'B C'],
      date: '2024',
      tags: ['x', 'y'],
    },
    { id: 'p2', title: 'Second', abstract: 'Plain.' },
  ];

  it('may have quoted cells with line breaks, and columns with the usual names', async () => {
    const text =
      'Id,Title,Abstract,Authors,Year,Keywords\r\np1,"One, two","Says ""hello"".\nTwice.",Ada L; B C,2024,"x; y"\r\np2,Second,Plain.,,,\r\n';
    expect(await read(text)).toMatchObject({ papers: PAPERS, warnings: [] });
    expect(await read(`\ufeff${text}`, 'in.csv')).toMatchObject({ papers: PAPERS });
  });

  it.each(['\t', ';', '|'])('are recognised with the delimiter %j by the header', async (delimiter) => {
    const { papers } = await read(
      `title${delimiter}paper_id${delimiter}summary\nA b${delimiter}7${delimiter}C, d; e`.replace(
        'C, d; e',
        delimiter === ';' ? '"C, d; e"' : 'C, d; e',
      ),
    );
    expect(papers).toEqual([{ id: '7', title: 'A b', abstract: 'C, d; e' }]);
  });

  it('give a warning with the line of a row that is odd', async () => {
    const { papers, warnings } = await read('title,abstract\n"a\nb",c\nd\n\ne,f,g\n,\nh,');
    expect(papers.map((p) => p.title)).toEqual(['a b', 'd', 'e', 'h']);
    expect(warnings.map((w) => [w.line, w.message.slice(0, 30)])).toEqual([
      [4, '1 cells where the header has 2'],
      [4, 'no abstract for "d"; the title'],
      [6, '3 cells where the header has 2'],
      [7, 'left out: neither title nor ab'],
      [8, 'no abstract for "h"; the title'],
    ]);
  });

  it('are refused if they hold no papers', async () => {
    await expect(read('title,abstract\n"a,b\n', 'x.csv')).rejects.toThrow(
      'x.csv: a table without papers; line 2 left out: a quote is never closed',
    );
    await expect(read('a,b\n1,2\n', 'x.csv')).rejects.toThrow('x.csv: no column is called "title"');
    await expect(read('title,abstract\n', 'x.csv')).rejects.toThrow('x.csv: a table without papers');
  });

  it.each([
    ['Ada L; B C', ['Ada L', 'B C']],
    ['Simon and Sons; Plato', ['Simon and Sons', 'Plato']],
    ['Ada L, B C, and D E', ['Ada L', 'B C', 'D E']],
    ['Ada L & B C', ['Ada L', 'B C']],
    ['Lovelace, Ada and Babbage, Charles', ['Ada Lovelace', 'Charles Babbage']],
  ])('part the authors of %j', async (cell, authors) => {
    expect((await read(`title,authors,abstract\na,"${cell}",b`)).papers[0]!.authors).toEqual(authors);
  });

  it('are read back from our own export', async () => {
    const map = tinyMap();
    map.papers[0]!.authors!.push('Plato');
    const { papers } = await read(await exportMap(map, 'csv'), 'tiny.csv');
    expect(papers.map((p) => p.id)).toEqual(map.papers.map((p) => p.id));
    expect(papers[0]).toMatchObject({
      title: map.papers[0]!.title,
      abstract: map.papers[0]!.abstract.replace('$O(n^2)$', 'O(n²)'),
      authors: map.papers[0]!.authors,
      date: '2024-03',
    });
  });

  it('are not confused with a page whose first title has commas', async () => {
    const { papers } = await read(
      'Title, Abstract and Keywords: A Study of Metadata\n\nWe study what titles say. They say much.',
    );
    expect(papers.map((p) => p.title)).toEqual(['Title, Abstract and Keywords: A Study of Metadata']);
  });
});

describe('BibTeX', () => {
  it('reads entries with macros, LaTeX, nested braces and both ways of quoting', async () => {
    const text = `% exported
@string{icml = "International Conference on Machine Learning"}
@preamble{"\\newcommand{\\x}{y}"}
@comment{ignored @article{not, title={this}} }
@inproceedings{garcia2024,
  title = {{Sch\\"odinger} Bridges for {LLM}s: 50\\% of $O(n^2)$ --- {\\'E}tude},
  author = {Garc{\\'\\i}a M{\\'a}rquez, Jos{\\'e} and \\v{C}apek, Karel and {The {AND} and Co. Group} and others},
  booktitle = icml # " 41",
  year = 2024, month = jul,
  url = {https://example.org/a\\_b},
  abstract = "We say ""no"" -- {"}quoted{"}.",
  keywords = {bridges, optimal transport}
}
@Article(key2, Title = "Second", Abstract = {Text with \\textbf{bold} words.}, DOI = {https://doi.org/10.1000/x}, date = {2023-05-06})
@misc{arx, title={Third}, abstract={A.}, eprint={2401.00001}, archivePrefix={arXiv}}`.replace(
      'We say ""no"" -- ',
      'We say -- ',
    );
    const { papers, warnings } = await read(text);
    expect(warnings).toEqual([]);
    expect(papers).toEqual([
      {
        id: 'garcia2024',
        title: 'Schödinger Bridges for LLMs: 50% of O(n²) — Étude',
        authors: ['José García Márquez', 'Karel Čapek', 'The AND and Co. Group'],
        venue: 'International Conference on Machine Learning 41',
        date: '2024-07',
        url: 'https://example.org/a_b',
        abstract: 'We say – "quoted".',
        tags: ['bridges', 'optimal transport'],
      },
      {
        id: 'key2',
        title: 'Second',
        abstract: 'Text with bold words.',
        url: 'https://doi.org/10.1000/x',
        date: '2023-05-06',
      },
      { id: 'arx', title: 'Third', abstract: 'A.', url: 'https://arxiv.org/abs/2401.00001' },
    ]);
  });

  it('gives a warning for a broken entry and goes on at the next', async () => {
    const text =
      '@article{a, title={A}, abstract={B}}\n\n@article{b, title={never closed, abstract={x}\n\n@article{c, title={C}, abstract={D}}\n@article{d title}\n@article{e,\n title={E}, abstract={F}}\n@book{f, year=1999}\n';
    const { papers, warnings } = await read(text);
    expect(papers.map((p) => p.id)).toEqual(['a', 'c', 'e']);
    expect(warnings.map((w) => [w.line, w.message.split(':').slice(0, 2).join(':')])).toEqual([
      [3, 'left out: a broken entry (a brace is never closed)'],
      [6, 'left out: a broken entry (no key and comma at its beginning)'],
      [9, 'left out: neither title nor abstract'],
    ]);
    await expect(read('@article{a, title={', 'x.bib')).rejects.toThrow(
      'x.bib: no BibTeX entry could be read; line 1:',
    );
  });

  it('is read back from our own export', async () => {
    const map = tinyMap();
    const { papers, warnings } = await read(await exportMap(map, 'bibtex'));
    expect(papers.map((p) => p.title)).toEqual(map.papers.map((p) => p.title));
    expect(papers[0]).toMatchObject({
      authors: ['Ada Lovelace', 'Simon and Sons'],
      date: '2024-03',
      venue: 'Conference on Caches',
    });
    expect(papers[0]!.tags).toContain('KV Cache');
    expect(papers[4]!.abstract).toBe(map.papers[4]!.abstract);
    // One paper has no abstract.
    expect(warnings).toHaveLength(1);
  });
});

describe('latexToText', () => {
  it.each([
    ["\\'{e} {\\'e} \\'e \\`{a} \\^o \\~{n}", 'é é é à ô ñ'],
    ['\\"{u} {\\"U} \\c{c} \\c c \\v s \\H{o} \\k{a} \\r{a}', 'ü Ü ç ç š ő ą å'],
    ["\\ss{} {\\o} \\L{}\\'od\\'z \\aa ngstrom", 'ß ø Łódź ångstrom'],
    ["pp.~5--7, ``quoted'' \\& \\{set\\}", 'pp. 5–7, "quoted" & {set}'],
    ['$\\alpha_{i}$ and \\emph{this}', 'αᵢ and this'],
    ['costs \\$5 and \\$6', 'costs $5 and $6'],
    ['plain text, ünicode', 'plain text, ünicode'],
  ])('%s', (source, text) => expect(latexToText(source)).toBe(text));
});

describe('RIS and NBIB', () => {
  it('reads RIS records', async () => {
    const text =
      'TY  - JOUR\r\nID  - r1\r\nTI  - A title\r\nAU  - Lovelace, Ada\r\nAU  - Plato\r\nPY  - 2024/03/07/\r\nJO  - Journal\r\nAB  - First line\r\nsecond line.\r\nKW  - one\r\nKW  - two\r\nDO  - 10.1000/x\r\nER  - \r\n\r\nTY  - CONF\r\nT1  - Only a title\r\nER  - \r\n';
    expect(await read(text)).toMatchObject({
      papers: [
        {
          id: 'r1',
          title: 'A title',
          authors: ['Ada Lovelace', 'Plato'],
          date: '2024-03-07',
          venue: 'Journal',
          abstract: 'First line second line.',
          tags: ['one', 'two'],
          url: 'https://doi.org/10.1000/x',
        },
        { id: '1', title: 'Only a title', abstract: '' },
      ],
      warnings: [{ line: 15, message: 'no abstract for "Only a title"; the title alone is used' }],
    });
  });

  it('reads PubMed’s form, its continued lines and full names', async () => {
    const text =
      '\nPMID- 123\nTI  - A long title that goes\n      on here.\nAB  - BACKGROUND: Words.\nFAU - Curie, Marie\nAU  - Curie M\nDP  - 2021 May 3\nJT  - Nature\nLID - 10.1038/y [doi]\nOT  - radium\n\nPMID- 124\nTI  - Next.\nAB  - More.\n';
    expect((await read(text)).papers).toEqual([
      {
        id: '123',
        title: 'A long title that goes on here.',
        abstract: 'BACKGROUND: Words.',
        authors: ['Marie Curie'],
        date: '2021-05-03',
        venue: 'Nature',
        url: 'https://pubmed.ncbi.nlm.nih.gov/123/',
        tags: ['radium'],
      },
      { id: '124', title: 'Next.', abstract: 'More.', url: 'https://pubmed.ncbi.nlm.nih.gov/124/' },
    ]);
  });

  it('refuses records without papers', async () => {
    await expect(read('TY  - JOUR\nER  - \n', 'x.ris')).rejects.toThrow(
      'x.ris: no record with a title or an abstract',
    );
  });
});
