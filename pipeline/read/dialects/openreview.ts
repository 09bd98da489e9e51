/** OpenReview notes: fields of "content" are values in version 1 of the API and `{"value": …}` in version 2. */
import { dateOfMilliseconds } from '../records/dates.ts';
import { paper } from '../records/raw-paper.ts';
import { field, first, isRecord, many, plain, text, wellFormed } from '../records/values.ts';
import type { JsonDialect } from './dialect.ts';

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
