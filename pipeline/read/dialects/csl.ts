/** CSL-JSON, as Zotero exports it, and Crossref works, in which title and container-title are arrays. */
import { doiOf } from '../records/identifiers.ts';
import { paper } from '../records/raw-paper.ts';
import { field, first, isRecord, many, plain, text, webUrl } from '../records/values.ts';
import type { JsonDialect } from './dialect.ts';

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
