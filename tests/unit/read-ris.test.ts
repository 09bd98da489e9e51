import { expect, it } from 'vitest';
import { readTagged } from '../../pipeline/read/ris.ts';
import { TextInput } from '../../pipeline/read/text-input.ts';

async function read(...lines: string[]) {
  async function* chunks() {
    yield lines.join('\n');
  }
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
