/** What reference managers and registries keep: arXiv's metadata snapshot, CSL-JSON, Crossref, Zotero. */

import { isoDate, isRecord } from '../records/values.ts';
import type { JsonDialect, JsonRecord } from './dialect.ts';
import { arxivOf, doiOf, field, first, many, paper, plain, texText, text, webUrl } from './values.ts';

/** The metadata snapshot of arXiv, one record a line. The date is that of the first version. */
export const ARXIV_SNAPSHOT: JsonDialect = {
  name: 'arXiv metadata snapshot',
  lists: [[]],
  matches: (record) => 'authors_parsed' in record || ('update_date' in record && 'categories' in record),
  toPaper(record, line) {
    const parsed = many(record.authors_parsed).map((name) => {
      const [family, given, suffix] = many(name).map(texText);
      return [given, family, suffix].filter(Boolean).join(' ');
    });
    return paper(line, {
      id: first(arxivOf(record.id), text(record.id)),
      title: texText(record.title),
      abstract: texText(record.abstract),
      authors: parsed.some(Boolean) ? parsed : texText(record.authors).split(/,\s*(?:and\s+)?|\s+and\s+/),
      date: first(mailDate(text(field(many(record.versions)[0], 'created'))), text(record.update_date)),
      venue: texText(record['journal-ref']),
      tags: text(record.categories).split(/\s+/),
      doi: doiOf(text(record.doi).split(/\s+/)[0]),
      arxiv: arxivOf(record.id),
    });
  },
};

/** "Mon, 2 Apr 2007 19:18:42 GMT" → "2007-04-02". */
export function mailDate(value: string): string {
  const match = /(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})/.exec(value);
  const month = 'JanFebMarAprMayJunJulAugSepOctNovDec'.indexOf(match?.[2] ?? '?') / 3;
  if (!match || !Number.isInteger(month)) return '';
  return `${match[3]}-${String(month + 1).padStart(2, '0')}-${match[1]!.padStart(2, '0')}`;
}

/** CSL-JSON, as Zotero exports it, and works of Crossref, which hold title and container-title as arrays. */
export const CSL: JsonDialect = {
  name: 'CSL-JSON',
  lists: [[], ['items'], ['message', 'items']],
  matches: (record) =>
    'title' in record &&
    ('container-title' in record ||
      isRecord(record.issued) ||
      many(record.author).some((name) => isRecord(name) && ('family' in name || 'literal' in name))),
  toPaper(record, line) {
    const doi = doiOf(record.DOI);
    const keywords = first(text(record.keyword), text(record.keywords));
    return paper(line, {
      id: first(text(record.id), text(record['citation-key']), doi),
      title: plain(many(record.title)[0]),
      abstract: plain(record.abstract),
      authors: many(record.author).map(cslName),
      date: cslDate(record.issued),
      url: webUrl(record.URL),
      venue: first(plain(many(record['container-title'])[0]), plain(many(record['event-title'])[0])),
      tags: keywords ? keywords.split(/[;,]/).map(plain) : many(record.subject ?? record.keyword).map(plain),
      doi,
    });
  },
};

function cslName(name: unknown): string {
  const parts = ['given', 'dropping-particle', 'non-dropping-particle', 'family', 'suffix'];
  const whole = parts.map((part) => plain(field(name, part))).filter((part) => part !== '');
  return whole.length > 0
    ? whole.join(' ')
    : first(plain(field(name, 'literal')), plain(field(name, 'name')));
}

/** `{"date-parts": [[2024, "10"]]}`, `{"raw": "2024-10"}` or a text; parts may be text or null. */
function cslDate(issued: unknown): string {
  const parts: string[] = [];
  for (const part of many(many(field(issued, 'date-parts'))[0])) {
    if (!/^\d{1,4}$/.test(text(part))) break;
    parts.push(text(part).padStart(2, '0'));
  }
  return first(parts.join('-'), text(field(issued, 'raw')), text(field(issued, 'literal')), text(issued));
}

/** Items of Zotero: Better BibTeX's JSON, and Zotero's API, which holds the item in "data". */
export const ZOTERO: JsonDialect = {
  name: 'Zotero items',
  lists: [['items'], []],
  matches: (record) => 'itemType' in item(record),
  toPaper(record, line) {
    const data = item(record);
    const type = text(data.itemType);
    if (type === 'attachment' || type === 'note' || type === 'annotation')
      return { skipped: `Zotero ${type}, not a work` };
    const creators = many(data.creators);
    const authors = creators.filter((creator) => field(creator, 'creatorType') === 'author');
    return paper(line, {
      id: first(text(data.citationKey), text(data.itemKey), text(data.key), text(record.key)),
      title: plain(data.title),
      abstract: plain(data.abstractNote),
      authors: (authors.length > 0 ? authors : creators).map((creator) =>
        first(
          plain(field(creator, 'name')),
          [field(creator, 'firstName'), field(creator, 'lastName')].map(plain).filter(Boolean).join(' '),
        ),
      ),
      date: first(isoDate(data.date) ?? '', /\b[12]\d{3}\b/.exec(text(data.date))?.[0] ?? ''),
      url: webUrl(data.url),
      venue: first(plain(data.publicationTitle), plain(data.proceedingsTitle), plain(data.conferenceName)),
      tags: many(data.tags).map((tag) => first(plain(field(tag, 'tag')), plain(tag))),
      doi: doiOf(data.DOI),
    });
  },
};

function item(record: JsonRecord): JsonRecord {
  return isRecord(record.data) ? record.data : record;
}

/** Zotero's table: names parted by ";", family first. */
export const ZOTERO_TABLE: JsonDialect = {
  name: 'Zotero table',
  lists: [],
  matches: (record) => 'Item Type' in record && 'Abstract Note' in record,
  toPaper(record, line) {
    const type = text(record['Item Type']);
    if (type === 'attachment' || type === 'note') return { skipped: `Zotero ${type}, not a work` };
    const doi = doiOf(record.DOI);
    return paper(line, {
      id: text(record.Key),
      title: plain(record.Title),
      abstract: plain(record['Abstract Note']),
      authors: text(record.Author)
        .split(';')
        .map((name) => {
          const comma = name.indexOf(',');
          const turned = comma > 0 && comma + 1 < name.length;
          return plain(turned ? `${name.slice(comma + 1)} ${name.slice(0, comma)}` : name);
        }),
      date: first(isoDate(record.Date) ?? '', text(record['Publication Year'])),
      url: webUrl(record.Url),
      venue: first(plain(record['Publication Title']), plain(record['Conference Name'])),
      tags: `${text(record['Manual Tags'])};${text(record['Automatic Tags'])}`.split(';').map(plain),
      doi,
    });
  },
};
