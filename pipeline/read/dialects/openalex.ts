/** OpenAlex works, from the API or the snapshot. Ids are kept without the address: "W2741809807". */
import { doiOf } from '../records/identifiers.ts';
import { paper } from '../records/raw-paper.ts';
import { field, first, fromInvertedIndex, many, plain, text, webUrl } from '../records/values.ts';
import type { JsonDialect } from './dialect.ts';

export const OPENALEX: JsonDialect = {
  name: 'OpenAlex works',
  lists: [['results'], []],
  matches: (record) =>
    'abstract_inverted_index' in record ||
    /^https:\/\/openalex\.org\/W\d+$/i.test(text(record.id)) ||
    ('authorships' in record && 'display_name' in record),
  toPaper(record, line) {
    if (record.is_paratext === true) return { skipped: 'paratext, such as a cover or an index' };
    const subjects = [record.keywords, record.topics, record.concepts].find((list) => many(list).length > 0);
    return paper(line, {
      id: text(record.id).replace(/^https?:\/\/openalex\.org\//i, ''),
      title: first(plain(record.display_name), plain(record.title)),
      abstract: plain(fromInvertedIndex(record.abstract_inverted_index)),
      authors: many(record.authorships).map((authorship) =>
        first(
          plain(field(authorship, 'author', 'display_name')),
          plain(field(authorship, 'raw_author_name')),
        ),
      ),
      date: first(text(record.publication_date), text(record.publication_year)),
      url: first(
        webUrl(record.doi),
        webUrl(field(record.primary_location, 'landing_page_url')),
        webUrl(record.id),
      ),
      venue: plain(field(record.primary_location, 'source', 'display_name')),
      tags: many(subjects).map((s) => first(plain(field(s, 'display_name')), plain(field(s, 'keyword')))),
      doi: doiOf(record.doi),
    });
  },
};
