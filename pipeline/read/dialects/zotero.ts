/** Zotero: items as JSON (Better BibTeX, or the API, which wraps the item in "data") and the CSV export. */
import { isoDate } from '../records/dates.ts';
import { doiOf } from '../records/identifiers.ts';
import { paper } from '../records/raw-paper.ts';
import { field, first, isRecord, many, plain, text, webUrl } from '../records/values.ts';
import type { JsonDialect, JsonRecord } from './dialect.ts';

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

/** Rows of the CSV export: names are separated by ";", family name first. */
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
