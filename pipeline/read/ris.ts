/** Tagged lines: RIS ("TY  - JOUR" … "ER  - ") and PubMed's NBIB ("PMID- 1"), with a blank line or ER between papers. */
import { UserError } from '../errors.ts';
import { excerpt, RawResult } from './raw.ts';
import { givenFirst, paperFromRecord } from './record.ts';
import type { TextInput } from './text-input.ts';
import { pubmedDate } from './xml-records.ts';

/** Tags of each field in both formats, most telling first. */
const TAGS = {
  id: ['PMID', 'ID', 'AN'],
  title: ['TI', 'T1', 'CT'],
  abstract: ['AB', 'N2'],
  authors: ['AU', 'A1', 'FAU'],
  date: ['PY', 'Y1', 'DA', 'DP'],
  url: ['UR', 'L2', 'LK', 'L1'],
  venue: ['JO', 'JF', 'T2', 'BT', 'JT', 'JA', 'TA'],
  keywords: ['KW', 'OT', 'MH'],
} as const;

const TAGGED = /^([A-Z][A-Z0-9]{1,3}) {0,3}- ?(.*)$/;

/** Whether the text begins with the first tag of either format. */
export function isTagged(text: string): boolean {
  return /^\s*(?:TY {1,3}- ?|PMID ?- )/.test(text.slice(0, 2_000));
}

/** @throws UserError where no record holds a paper */
export async function readTagged(input: TextInput): Promise<RawResult> {
  const result = new RawResult();
  let line = 0;
  let fields = new Map<string, string[]>();
  let last: string[] | null = null as string[] | null;
  const close = () => {
    if (fields.size > 0) addFields(fields, line, result);
    fields = new Map();
    last = null;
  };
  for await (const { number, text, tooLong } of input.lines()) {
    const match = TAGGED.exec(text);
    if (tooLong) {
      result.warn(number, `left out "${excerpt(text)}": a line of more than 16 MB`);
      continue;
    }
    if (!match) {
      if (text.trim() === '') continue;
      if (last) last.push(`${last.pop()} ${text.trim()}`);
      else result.warn(number, `left out "${excerpt(text)}": no tag before it`);
      continue;
    }
    const [, tag, value] = match as unknown as [string, string, string];
    if (tag === 'ER' || tag === 'TY' || tag === 'PMID') close();
    if (tag === 'ER') continue;
    if (fields.size === 0) line = number;
    last = fields.get(tag) ?? [];
    last.push(value.trim());
    fields.set(tag, last);
  }
  close();
  if (result.papers.length === 0)
    throw new UserError(
      `${input.fileName}: no record with a title or an abstract; each needs a TI or AB line.`,
    );
  return result;
}

function addFields(fields: ReadonlyMap<string, string[]>, line: number, result: RawResult): void {
  const all = (field: keyof typeof TAGS): string[] => {
    for (const tag of TAGS[field]) {
      const values = fields.get(tag)?.filter((value) => value !== '');
      if (values && values.length > 0) return values;
    }
    return [];
  };
  // Of PubMed's LID and AID some are no DOI but a page or the publisher's own number.
  const doi = ['DO', 'LID', 'AID']
    .flatMap((tag) => fields.get(tag) ?? [])
    .map(
      (value) => /^(?:doi:\s*|https?:\/\/(?:dx\.)?doi\.org\/)?(10\.\S+?)(?:\s+\[doi\])?$/i.exec(value)?.[1],
    )
    .find((value) => value !== undefined);
  const pmid = fields.get('PMID')?.[0];
  result.add(
    paperFromRecord(
      {
        id: all('id')[0],
        title: all('title')[0],
        abstract: all('abstract').join('\n\n'),
        // PubMed gives both short and full names; the full ones stand under a tag of their own.
        authors: (fields.get('FAU') ?? all('authors')).map(nameOf),
        date: pubmedDate(all('date')[0] ?? ''),
        url:
          all('url')[0] ??
          (pmid ? `https://pubmed.ncbi.nlm.nih.gov/${pmid}/` : undefined) ??
          (doi ? `https://doi.org/${doi}` : undefined),
        venue: all('venue')[0],
        keywords: all('keywords'),
        ...(doi !== undefined && { doi }),
      },
      line,
    ).paper,
  );
}

/** "King, Martin, Jr." → "Martin King Jr.": RIS puts the suffix last, where BibTeX has it in the middle. */
function nameOf(name: string): string {
  const [family, given, suffix] = name.split(/\s*,\s*/);
  return family && given && suffix ? `${given} ${family} ${suffix}` : givenFirst(name);
}
