/** Atom entries: arXiv's API (section 5.2 of its manual) and other feeds. */
import { excerpt, type RawResult } from '../../raw.ts';
import { arxivOf, doiOf } from '../../records/identifiers.ts';
import { paper } from '../../records/raw-paper.ts';
import { first, texText, webUrl } from '../../records/values.ts';
import { all, each, one, type XmlElement } from './element.ts';

/** Adds an entry of arXiv's API, or of another Atom feed. */
export function addAtomEntry(entry: XmlElement, result: RawResult): void {
  const id = one(entry, 'id');
  const title = one(entry, 'title');
  const abstract = first(one(entry, 'summary'), one(entry, 'content'));
  if (/arxiv\.org\/api\/errors/.test(id)) {
    result.skip(entry.line, 'an error that arXiv reports instead of a paper', `: "${excerpt(abstract)}"`);
    return;
  }
  const arxiv = arxivOf(id);
  const page = all(entry, 'link').find(({ attributes: { rel } }) => rel === undefined || rel === 'alternate');
  result.add(
    paper(entry.line, {
      id: first(arxiv, id),
      title: texText(title),
      abstract: texText(abstract),
      authors: each(entry, 'author', 'name').map(texText),
      date: first(one(entry, 'published'), one(entry, 'updated')),
      url: arxiv ? `https://arxiv.org/abs/${arxiv}` : first(webUrl(page?.attributes.href), webUrl(id)),
      venue: texText(one(entry, 'journal_ref')),
      tags: all(entry, 'category').map(({ attributes }) => attributes.term ?? ''),
      doi: doiOf(one(entry, 'doi')),
      arxiv,
    }),
  );
}
