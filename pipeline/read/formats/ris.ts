/**
 * Formats of tagged lines: RIS, NBIB and the Web of Science's plain text.
 *
 * RIS is read as Research Information Systems specified it and as EndNote, Zotero, Citavi and publishers write it, which
 * differs; NBIB by the National Library of Medicine's "MEDLINE/PubMed Data Element (Field) Descriptions" and as ERIC
 * writes it.
 */
import { UserError } from '../../util/errors.ts';
import type { TextInput } from '../bytes/text-input.ts';
import { excerpt, RawResult } from '../raw.ts';
import { isoDate, pubmedDate } from '../records/dates.ts';
import { givenFirst, paperFromRecord } from '../records/known-fields.ts';

/** Tags of each field, the most specific first, as far as RIS and NBIB agree. */
const TAGS = {
  id: ['PMID', 'ID', 'AN', 'OID'],
  title: ['TI', 'T1', 'CT', 'BT', 'BTI', 'TT'],
  abstract: ['AB', 'N2', 'OAB'],
  url: ['UR', 'L2', 'LK', 'L1', 'LID', 'AID'],
  venue: ['JF', 'JT', 'T2', 'JO', 'BT', 'BTI', 'JA', 'J2', 'TA'],
  // Old exports have the DOI under M3. LID and AID may also be a page or the publisher's own number.
  doi: ['DO', 'M3', 'LID', 'AID'],
} as const;

interface Form {
  /** The first line of a record. */
  start: RegExp;
  /** Tag and value. Lines may contain U+2028, which "." matches only with the flag s. */
  line: RegExp;
  /** Whether a line without a tag is another value of the last tag rather than its continuation. */
  each(tag: string, text: string): boolean;
  /** RIS names of this format's tags; its other tags are ignored, because in RIS they mean something else. */
  names?: Readonly<Record<string, string>>;
}

const RIS: Form = {
  start: /^TY {1,3}- ?[A-Z]/,
  // Two letters, two spaces, a dash; some exports are less strict. A continued value has no mark, as in "GPT-4 is".
  line: /^([A-Z][A-Z0-9])(?: {2,3}- ?| -(?: |$))(.*)$/s,
  // EndNote puts each keyword on a line, but only the first has the tag.
  each: (tag, text) => tag === 'KW' && /^\S/.test(text),
};
const NBIB: Form = {
  start: /^(?:PMID ?- ?\d|OWN - )/,
  // Two to four letters, padded to four, and a dash; a continued value is indented.
  line: /^(?=.{4} ?-)([A-Z][A-Z0-9]{1,3}) {0,3}- ?(.*)$/s,
  each: () => false,
};
const WEB_OF_SCIENCE: Form = {
  start: /^(?:FN [^-]|PT [A-Z]\s*$)/,
  line: /^([A-Z][A-Z0-9])(?: (.*)|)$/s,
  each: (tag) => tag === 'AU' || tag === 'FAU',
  names: {
    ...{ PT: 'TY', ER: 'ER', TI: 'TI', AB: 'AB', AU: 'AU', AF: 'FAU' },
    ...{ SO: 'JF', PY: 'PY', DI: 'DO', UT: 'AN', DE: 'KW' },
    // First and last lines of the file.
    ...{ FN: '', VR: '', EF: '' },
  },
};
const FORMS = [RIS, NBIB, WEB_OF_SCIENCE];

/** Whether a record begins in the text. Services put lines of their own before the first. */
export function isTagged(text: string): boolean {
  return /^(?:TY {1,3}- ?[A-Z]|PMID ?- ?\d|OWN - [A-Z]{3,4}\s*$|FN .*\r?\nVR \d)/m.test(text.slice(0, 2_000));
}

/** @throws UserError if no record holds a paper */
export async function readTagged(input: TextInput): Promise<RawResult> {
  const result = new RawResult();
  let form = RIS;
  let line = 0;
  let fields = new Map<string, string[]>();
  let last: { tag: string; values: string[] } | null = null as { tag: string; values: string[] } | null;
  let outside = 0;
  let firstOutside = 0;
  const close = () => {
    if (fields.size > 0) addFields(fields, line, result);
    fields = new Map();
    last = null;
  };
  for await (const { number, text, tooLong } of input.lines()) {
    if (tooLong) {
      result.warn(number, `left out "${excerpt(text)}": a line of more than 16 MB`);
      continue;
    }
    // In a RIS record any line may be text.
    if (!last || form !== RIS) form = FORMS.find(({ start }) => start.test(text)) ?? form;
    const match = form.line.exec(text);
    if (!match) {
      if (text.trim() === '') continue;
      if (!last) {
        if (outside++ === 0) firstOutside = number;
      } else if (form.each(last.tag, text)) last.values.push(text.trim());
      else last.values.push(`${last.values.pop()} ${text.trim()}`);
      continue;
    }
    const [, own = '', value = ''] = match;
    const tag = form.names ? (form.names[own] ?? `other ${own}`) : own;
    if (tag === 'ER' || tag === 'TY' || tag === 'PMID' || (tag === 'OWN' && fields.has(tag))) close();
    if (tag === 'ER' || tag === '') continue;
    if (fields.size === 0) line = number;
    last = { tag, values: fields.get(tag) ?? [] };
    last.values.push(value.trim());
    fields.set(tag, last.values);
  }
  close();
  if (outside > 0)
    result.notes.push(`${outside} lines outside records were ignored, from line ${firstOutside} on`);
  if (result.papers.length === 0)
    throw new UserError(
      `${input.fileName}: no record with a title or an abstract; each needs a TI or AB line.`,
    );
  return result;
}

function addFields(fields: ReadonlyMap<string, string[]>, line: number, result: RawResult): void {
  const values = (...tags: readonly string[]): string[] =>
    tags.flatMap((tag) => fields.get(tag) ?? []).filter((value) => value !== '');
  const all = (field: keyof typeof TAGS): string[] => {
    const tag = TAGS[field].find((candidate) => values(candidate).length > 0);
    return tag === undefined ? [] : values(tag);
  };
  const nbib = fields.has('PMID') || fields.has('OWN');
  const pmid = values('PMID')[0];
  const title = all('title')[0];
  const full = values('FAU');
  const doi = values(...TAGS.doi)
    .map(
      (value) => /^(?:doi:\s*|https?:\/\/(?:dx\.)?doi\.org\/)?(10\.\S+?)(?:\s+\[doi\])?$/i.exec(value)?.[1],
    )
    .find((value) => value !== undefined);
  const url = values(...TAGS.url)
    .flatMap((value) => value.split(/;\s*(?=https?:)/i))
    .find((value) => /^https?:/i.test(value));
  result.add(
    paperFromRecord(
      {
        id: all('id')[0],
        title,
        abstract: all('abstract').join('\n\n'),
        authors: [
          ...(full.length > 0 ? full : values('A1', 'AU')).map(nameOf),
          // A group of authors; in RIS this tag is a call number.
          ...(nbib ? values('CN') : []),
        ],
        date: nbib ? pubmedDate(values('DP')[0] ?? '') : risDate(values),
        url: url ?? (pmid && `https://pubmed.ncbi.nlm.nih.gov/${pmid}/`) ?? (doi && `https://doi.org/${doi}`),
        venue: values(...TAGS.venue).find((value) => value !== title),
        keywords: keywordsOf(values),
        ...(doi !== undefined && { doi }),
      },
      line,
    ).paper,
  );
}

/** RIS has the year under PY and often the whole date under DA ("2012/09/01"), which may also be words ("July"). */
function risDate(values: (tag: string) => string[]): string {
  const [year = ''] = values('PY');
  const [whole = ''] = values('DA');
  if (isoDate(whole) !== null && whole.startsWith(year.slice(0, 4))) return whole;
  return year || (values('Y1')[0] ?? '');
}

/** The authors' keywords, else the subject headings without qualifiers. A star marks the main topics. */
function keywordsOf(values: (...tags: string[]) => string[]): string[] {
  const own = values('KW', 'OT').flatMap((value) => value.split(/;\s*/));
  const words = own.length > 0 ? own : values('MH').map((heading) => heading.split('/', 1)[0]!);
  return words.map((word) => word.replace(/^\*/, ''));
}

/** "King, Martin, Jr." → "Martin King Jr.": RIS has the suffix last, BibTeX in the middle. */
function nameOf(name: string): string {
  const [family, given, suffix] = name.split(',').map((part) => part.trim());
  return family && given && suffix ? `${given} ${family} ${suffix}` : givenFirst(name);
}
