/** Hugging Face's daily papers (huggingface.co/api/daily_papers). The paper is in "paper"; its id is arXiv's. */
import { arxivOf } from '../records/identifiers.ts';
import { paper } from '../records/raw-paper.ts';
import { field, first, isRecord, many, plain, text, wellFormed } from '../records/values.ts';
import type { JsonDialect } from './dialect.ts';

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
