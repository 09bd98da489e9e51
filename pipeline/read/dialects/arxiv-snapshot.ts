/** arXiv's metadata snapshot, one record a line. The date is that of the first version. */
import { mailDate } from '../records/dates.ts';
import { arxivOf, doiOf } from '../records/identifiers.ts';
import { paper } from '../records/raw-paper.ts';
import { field, first, many, texText, text } from '../records/values.ts';
import type { JsonDialect } from './dialect.ts';

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
