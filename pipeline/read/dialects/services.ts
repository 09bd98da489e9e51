/** What services of the web answer: Hugging Face, OpenAlex, Semantic Scholar, DBLP, OpenReview. */

import { isRecord } from '../records/values.ts';
import type { JsonDialect } from './dialect.ts';
import {
  arxivOf,
  dateOfMilliseconds,
  doiOf,
  field,
  first,
  fromInvertedIndex,
  many,
  paper,
  plain,
  text,
  webUrl,
  wellFormed,
} from './values.ts';

/** huggingface.co/api/daily_papers: the paper lies in "paper". Ids are arXiv's. */
export const HUGGING_FACE: JsonDialect = {
  name: 'Hugging Face daily papers',
  lists: [[]],
  matches: ({ paper: inner }) =>
    isRecord(inner) && 'id' in inner && ('summary' in inner || 'upvotes' in inner),
  toPaper(record, line) {
    const inner = record.paper;
    const id = text(field(inner, 'id'));
    return paper(line, {
      id,
      title: first(plain(field(inner, 'title')), plain(record.title)),
      abstract: first(plain(field(inner, 'summary')), plain(record.summary)).replace(/\s+/g, ' '),
      authors: many(field(inner, 'authors')).map((author) => plain(field(author, 'name'))),
      date: first(text(field(inner, 'publishedAt')), text(record.publishedAt)),
      url: id && `https://huggingface.co/papers/${encodeURI(wellFormed(id))}`,
      tags: many(field(inner, 'ai_keywords')).map(plain),
      arxiv: arxivOf(id),
    });
  },
};

/** OpenAlex works, of the API and of the snapshot. Ids without the address before them: "W2741809807". */
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

/** Semantic Scholar: the Graph API (papers, citations, recommendations) and the bulk data sets, whose names are in lower case. */
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

function unwrap(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const inner = record.citedPaper ?? record.citingPaper;
  return isRecord(inner) ? inner : record;
}

/** The search API of DBLP. It has no abstracts, ends titles with a dot and numbers people of one name ("Wei Wang 0001"). */
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

/** Notes of OpenReview: fields of "content" are values in version 1 of the API and `{"value": …}` in version 2. */
export const OPENREVIEW: JsonDialect = {
  name: 'OpenReview notes',
  lists: [['notes'], []],
  matches: (record) =>
    isRecord(record.content) && ('forum' in record || 'invitation' in record || 'invitations' in record),
  toPaper(record, line) {
    const content = (name: string): unknown => {
      const value = field(record.content, name);
      return isRecord(value) ? value.value : value;
    };
    if (text(record.replyto) !== '') return { skipped: 'a review or comment, not a submission' };
    if (typeof record.ddate === 'number') return { skipped: 'deleted' };
    const forum = first(text(record.forum), text(record.id));
    const keywords = content('keywords');
    return paper(line, {
      id: first(text(record.id), forum),
      title: plain(content('title')),
      abstract: plain(content('abstract')),
      authors: many(content('authors'))
        .map(plain)
        .filter((name) => !/^anonymous/i.test(name)),
      date: [record.pdate, record.odate, record.cdate, record.tcdate].map(dateOfMilliseconds).find(Boolean),
      url: forum && `https://openreview.net/forum?id=${encodeURIComponent(wellFormed(forum))}`,
      venue: plain(content('venue')),
      tags: (typeof keywords === 'string' ? keywords.split(/[;,]/) : many(keywords)).map(plain),
    });
  },
};
