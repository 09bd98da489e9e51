/** Semantic Scholar: the Graph API (papers, citations, recommendations) and the bulk data sets, whose field names are lower case. */
import { arxivOf, doiOf } from '../records/identifiers.ts';
import { paper } from '../records/raw-paper.ts';
import { field, first, isRecord, many, plain, text, webUrl } from '../records/values.ts';
import type { JsonDialect, JsonRecord } from './dialect.ts';

export const SEMANTIC_SCHOLAR: JsonDialect = {
  name: 'Semantic Scholar papers',
  lists: [['data'], ['recommendedPapers'], []],
  matches(record) {
    const inner = unwrap(record);
    return 'paperId' in inner || 'corpusid' in inner;
  },
  toPaper(record, line) {
    const inner = unwrap(record);
    const ids = inner.externalIds ?? inner.externalids;
    return paper(line, {
      id: first(text(inner.paperId), text(inner.corpusid)),
      title: plain(inner.title),
      abstract: plain(inner.abstract),
      authors: many(inner.authors).map((author) => plain(field(author, 'name'))),
      date: first(text(inner.publicationDate), text(inner.publicationdate), text(inner.year)),
      url: first(webUrl(inner.url), webUrl(field(inner.openAccessPdf, 'url'))),
      venue: first(plain(inner.venue), plain(field(inner.journal, 'name'))),
      tags: many(inner.fieldsOfStudy ?? inner.s2FieldsOfStudy ?? inner.s2fieldsofstudy).map((subject) =>
        first(plain(subject), plain(field(subject, 'category'))),
      ),
      doi: doiOf(field(ids, 'DOI')),
      arxiv: arxivOf(field(ids, 'ArXiv')),
    });
  },
};

function unwrap(record: JsonRecord): JsonRecord {
  const inner = record.citedPaper ?? record.citingPaper;
  return isRecord(inner) ? inner : record;
}
