/** DBLP's search API. It has no abstracts, ends titles with a dot and numbers namesakes ("Wei Wang 0001"). */
import { doiOf } from '../records/identifiers.ts';
import { paper } from '../records/raw-paper.ts';
import { field, first, isRecord, many, plain, text, webUrl } from '../records/values.ts';
import type { JsonDialect } from './dialect.ts';

export const DBLP: JsonDialect = {
  name: 'DBLP search',
  lists: [['result', 'hits', 'hit']],
  matches: ({ info }) => isRecord(info) && 'title' in info && ('key' in info || 'type' in info),
  toPaper({ info }, line) {
    return paper(line, {
      id: text(field(info, 'key')),
      title: plain(field(info, 'title')).replace(/(?<!\.)\.$/, ''),
      abstract: '',
      authors: many(field(info, 'authors', 'author')).map((author) =>
        first(plain(field(author, 'text')), plain(author)).replace(/ \d{4}$/, ''),
      ),
      date: text(field(info, 'year')),
      url: first(...many(field(info, 'ee')).map(webUrl), webUrl(field(info, 'url'))),
      venue: many(field(info, 'venue')).map(plain).filter(Boolean).join(', '),
      doi: doiOf(field(info, 'doi')),
    });
  },
};
