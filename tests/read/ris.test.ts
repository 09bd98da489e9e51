import { expect, it } from 'vitest';
import { TextInput } from '../../pipeline/read/bytes/text-input.ts';
import { isTagged, readTagged } from '../../pipeline/read/formats/ris.ts';

async function read(...lines: string[]) {
  async function* chunks() {
    yield lines.join('\n');
  }
  expect(isTagged(lines.join('\n'))).toBe(true);
  return readTagged(await TextInput.open(chunks(), 'x'));
}

it('takes the DOI of PubMed from whichever of LID and AID holds one, and the page of PubMed as url', async () => {
  const { papers } = await read(
    'PMID- 7',
    'TI  - Cells that',
    '      divide.',
    'LID - S0092 [pii]',
    'AB  - They do.',
    'FAU - Curie, Marie',
    'AU  - Curie M',
    'DP  - 2020 Dec-2021 Jan',
    'TA  - Cell',
    'JT  - Cell Reports',
    'MH  - Mitosis',
    'AID - S0092 [pii]',
    'AID - 10.1016/J.CELL.7 [doi]',
  );
  expect(papers).toEqual([
    {
      line: 1,
      id: '7',
      title: 'Cells that divide.',
      abstract: 'They do.',
      authors: ['Marie Curie'],
      date: '2020-12',
      venue: 'Cell Reports',
      tags: ['Mitosis'],
      url: 'https://pubmed.ncbi.nlm.nih.gov/7/',
      doi: '10.1016/j.cell.7',
    },
  ]);
});

it('reads the other tags of RIS: CT, N2, A1, Y1, T2, L1 and a DOI given as an address', async () => {
  const { papers } = await read(
    'TY  - CONF',
    'CT  - A talk',
    'N2  - Words.',
    'A1  - King, M. L., Jr.',
    'Y1  - 2019/04//spring',
    'T2  - Proceedings',
    'L1  - https://example.org/a.pdf',
    'DO  - https://doi.org/10.1000/Talk',
    'ER  - ',
  );
  expect(papers).toEqual([
    {
      line: 1,
      id: '10.1000/Talk',
      title: 'A talk',
      abstract: 'Words.',
      authors: ['M. L. King Jr.'],
      date: '2019-04',
      venue: 'Proceedings',
      url: 'https://example.org/a.pdf',
      doi: '10.1000/talk',
    },
  ]);
});

it('reads RIS as services and programs write it', async () => {
  const { papers, notes, warnings } = await read(
    'Provider: A Publisher',
    'Content: text/plain; charset="UTF-8"',
    '',
    'TY  - JOUR',
    'TI  - A title\u2028in two parts',
    'A1  - First, Ann',
    'AU  - Second, Bo',
    'AB  - Beside others,',
    'GPT-4 and BERT-base',
    'DNA - based storage are compared.',
    'FN means false negatives, and',
    'PMID 1 is cited.',
    'PY  - 2012',
    'DA  - 2012/09/01',
    'JO  - J. Abbr.',
    'T2  - Journal of Titles',
    'KW  - one',
    'two',
    'THREE - FOUR',
    'KW  - five; six',
    'M3  - doi: 10.1000/M3',
    'UR  - <Go to ISI>',
    'UR  - https://example.org/a; https://example.org/b',
    'ER  -',
    '',
    '2.',
    'TY - BOOK',
    'BT  - A whole book',
    'PY  - 1948',
    'DA  - July',
    'L1  - internal-pdf://1/a.pdf',
    'ER  - ',
  );
  expect(papers).toEqual([
    {
      line: 4,
      id: '10.1000/M3',
      title: 'A title\u2028in two parts',
      abstract:
        'Beside others, GPT-4 and BERT-base DNA - based storage are compared. FN means false negatives, and PMID 1 is cited.',
      authors: ['Ann First', 'Bo Second'],
      date: '2012-09-01',
      url: 'https://example.org/a',
      venue: 'Journal of Titles',
      tags: ['one', 'two', 'THREE - FOUR', 'five', 'six'],
      doi: '10.1000/m3',
    },
    { line: 27, title: 'A whole book', abstract: '', date: '1948' },
  ]);
  expect(notes).toEqual(['3 lines outside records were ignored, from line 1 on']);
  expect(warnings).toEqual([
    { line: 27, message: 'no abstract for "A whole book"; the title alone is used' },
  ]);
});

it('reads NBIB with groups, headings, chapters and old dates, and as ERIC writes it', async () => {
  const { papers } = await read(
    'PMID- 1',
    'OWN - NLM',
    'DA  - 20121008',
    'DP  - 2012 Oct',
    'TI  - Chapter one.',
    'BTI - A book of cells',
    'AB  - RNA-seq is',
    '      done.',
    'CN  - The Cell Group',
    'MH  - *Genomics/history/*methods',
    'MH  - Humans',
    '',
    'OWN - ERIC',
    'TI  - Tests',
    'OT  - *Testing',
    'OID - EJ1',
    'LID - http://eric.ed.gov/?id=EJ1',
    'AB  - Of tests.',
    'ISSN - EISSN-2375-5636',
    '',
    'OWN - ERIC',
    'TI  - More tests',
    'OID - EJ2',
  );
  expect(papers).toEqual([
    {
      line: 1,
      id: '1',
      title: 'Chapter one.',
      abstract: 'RNA-seq is done.',
      authors: ['The Cell Group'],
      date: '2012-10',
      url: 'https://pubmed.ncbi.nlm.nih.gov/1/',
      venue: 'A book of cells',
      tags: ['Genomics', 'Humans'],
    },
    {
      line: 13,
      id: 'EJ1',
      title: 'Tests',
      abstract: 'Of tests.',
      url: 'http://eric.ed.gov/?id=EJ1',
      tags: ['Testing'],
    },
    { line: 21, id: 'EJ2', title: 'More tests', abstract: '' },
  ]);
});

it('reads the plain text of the Web of Science, whose tags mean other things', async () => {
  const { papers, notes, skipped } = await read(
    'FN Clarivate Analytics Web of Science',
    'VR 1.0',
    'PT J',
    'AU Curie, M',
    '   Noether, E',
    'AF Curie, Marie',
    '   Noether, Emmy',
    'TI Themes of a very',
    '   long title',
    'SO JOURNAL OF THEMES',
    'DE radium; symmetry of',
    '   rings',
    'ID WORDS OF A MACHINE',
    'AB We show it.',
    'CR A reference, 1999',
    '   Another, 2000',
    'PY 2004',
    'DI 10.1000/WOS',
    'UT WOS:1',
    'DA 2004-12-31',
    'ER',
    '',
    'EF',
  );
  expect(papers).toEqual([
    {
      line: 3,
      id: 'WOS:1',
      title: 'Themes of a very long title',
      abstract: 'We show it.',
      authors: ['Marie Curie', 'Emmy Noether'],
      date: '2004',
      url: 'https://doi.org/10.1000/WOS',
      venue: 'JOURNAL OF THEMES',
      tags: ['radium', 'symmetry of rings'],
      doi: '10.1000/wos',
    },
  ]);
  expect([notes, [...skipped]]).toEqual([[], []]);
});
