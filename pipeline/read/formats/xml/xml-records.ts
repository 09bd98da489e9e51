/**
 * Records of XML → papers: the elements of an entry in section 5.2 of arXiv's API manual, OAI-PMH records with arXiv's
 * own formats (arXiv, arXivRaw) or Dublin Core (oai_dc), and PubmedArticle of the National Library of Medicine.
 */
import { arxivOf, doiOf, first, paper, texText, webUrl } from '../../dialects/values.ts';
import { excerpt, type RawResult } from '../../raw.ts';
import { givenFirst } from '../../records/record.ts';
import { isoDate } from '../../records/values.ts';
import type { XmlElement } from './xml-element.ts';

/** Elements at a path of names below one. */
function all(from: XmlElement | undefined, ...path: string[]): XmlElement[] {
  let at = from ? [from] : [];
  for (const name of path)
    at = at.flatMap(({ children }) =>
      children.filter((child): child is XmlElement => typeof child !== 'string' && child.name === name),
    );
  return at;
}

/** Text of an element and of all within it, its white space as one space. */
function textOf(element: XmlElement | undefined): string {
  const inner = (from: XmlElement): string =>
    from.children.map((child) => (typeof child === 'string' ? child : inner(child))).join('');
  return element ? inner(element).replace(/\s+/g, ' ').trim() : '';
}

function one(from: XmlElement | undefined, ...path: string[]): string {
  return textOf(all(from, ...path)[0]);
}

function each(from: XmlElement | undefined, ...path: string[]): string[] {
  return all(from, ...path)
    .map(textOf)
    .filter((text) => text !== '');
}

function names(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

/** An entry of arXiv's API; of another Atom feed the fields that Atom has. */
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

/** A record of OAI-PMH, or what a response says beside its records. */
export function addOaiRecord(record: XmlElement, result: RawResult): void {
  const { line } = record;
  if (record.name === 'error') {
    result.skip(
      line,
      'an error that the repository reports',
      `: "${excerpt(first(textOf(record), record.attributes.code ?? ''))}"`,
    );
    return;
  }
  if (record.name === 'resumptionToken') {
    if (textOf(record) !== '') {
      const size = record.attributes.completeListSize;
      result.notes.push(
        `the harvest is not complete: line ${line} has a resumption token${size ? `, and there are ${size} records in all` : ''}`,
      );
    }
    return;
  }
  const header = all(record, 'header')[0];
  if (header?.attributes.status === 'deleted') {
    result.skip(line, 'deleted in the repository', ` ("${excerpt(one(header, 'identifier'))}")`);
    return;
  }
  const metadata = all(record, 'metadata')[0];
  const of = (name: string) => all(metadata, name)[0];
  const arxiv = of('arXiv') ?? of('arXivRaw');
  const core = of('dc');
  if (arxiv) addArxiv(arxiv, line, result);
  else if (core) addDublinCore(core, one(header, 'identifier'), line, result);
  else result.skip(line, 'metadata of a format other than arXiv, arXivRaw and oai_dc');
}

function addArxiv(from: XmlElement, line: number, result: RawResult): void {
  const id = one(from, 'id');
  const parted = all(from, 'authors', 'author').map((author) =>
    names(one(author, 'forenames'), one(author, 'keyname'), one(author, 'suffix')),
  );
  const sent = Date.parse(one(from, 'version', 'date'));
  result.add(
    paper(line, {
      id,
      title: texText(one(from, 'title')),
      abstract: texText(one(from, 'abstract')),
      authors: (parted.length > 0 ? parted : authorLine(one(from, 'authors'))).map(texText),
      date: first(one(from, 'created'), Number.isNaN(sent) ? '' : new Date(sent).toISOString().slice(0, 10)),
      venue: texText(one(from, 'journal-ref')),
      tags: one(from, 'categories').split(' '),
      // Several DOIs are parted by spaces.
      doi: doiOf(one(from, 'doi').split(' ')[0]),
      arxiv: arxivOf(id),
    }),
  );
}

/** "A. Lovelace (Analytical Engine, London), B. Noether and C. Curie" → names. */
function authorLine(line: string): string[] {
  const plain: string[] = [];
  const open: number[] = [];
  for (const part of line.split(/([()])/)) {
    if (part === '(') open.push(plain.length);
    const begun = part === ')' ? open.pop() : undefined;
    if (begun === undefined) plain.push(part);
    else {
      plain.length = begun;
      if (begun > 0) plain[begun - 1] = plain[begun - 1]!.trimEnd();
    }
  }
  return plain.join('').split(/,\s*(?:and\s+)?|\s+and\s+/);
}

function addDublinCore(from: XmlElement, identifier: string, line: number, result: RawResult): void {
  const identifiers = each(from, 'identifier');
  const arxiv = first(...identifiers.map(arxivOf), arxivOf(identifier));
  const dates = each(from, 'date').map((date) => isoDate(date) ?? '');
  result.add(
    paper(line, {
      id: first(arxiv, identifier),
      title: texText(one(from, 'title')),
      // arXiv appends its comments as a description of their own.
      abstract: texText(
        each(from, 'description')
          .filter((text) => !/^Comment: /.test(text))
          .join('\n\n'),
      ),
      authors: each(from, 'creator').map((name) => givenFirst(texText(name))),
      // The dates of all versions; the first is when the paper came out.
      date: dates.filter((date) => date !== '').sort()[0],
      url: arxiv ? '' : first(...identifiers.map(webUrl)),
      tags: each(from, 'subject'),
      doi: first(...identifiers.map(doiOf)),
      arxiv,
    }),
  );
}

/** An article of PubMed's XML. */
export function addPubmedRecord(record: XmlElement, result: RawResult): void {
  const citation = all(record, 'MedlineCitation')[0];
  const article = all(citation, 'Article')[0];
  if (!article) {
    result.skip(record.line, 'a book of PubMed, not an article');
    return;
  }
  const pmid = one(citation, 'PMID');
  const issue = all(article, 'Journal', 'JournalIssue', 'PubDate')[0];
  const keywords = each(citation, 'KeywordList', 'Keyword');
  const withDoi = [
    ...all(article, 'ELocationID').filter(({ attributes }) => attributes.EIdType === 'doi'),
    ...all(record, 'PubmedData', 'ArticleIdList', 'ArticleId').filter(
      ({ attributes }) => attributes.IdType === 'doi',
    ),
  ];
  result.add(
    paper(record.line, {
      id: pmid,
      title: first(one(article, 'ArticleTitle'), one(article, 'VernacularTitle')),
      abstract: all(article, 'Abstract', 'AbstractText')
        .map((part) => {
          const label = part.attributes.Label;
          return label ? `${label}: ${textOf(part)}` : textOf(part);
        })
        .join('\n\n'),
      authors: all(article, 'AuthorList', 'Author').map((author) =>
        first(
          names(
            first(one(author, 'ForeName'), one(author, 'Initials')),
            one(author, 'LastName'),
            one(author, 'Suffix'),
          ),
          one(author, 'CollectiveName'),
        ),
      ),
      date: pubmedDate(
        first(
          [one(issue, 'Year'), one(issue, 'Month'), one(issue, 'Day')].join(' ').trim(),
          one(issue, 'MedlineDate'),
        ),
      ),
      url: pmid ? `https://pubmed.ncbi.nlm.nih.gov/${pmid}/` : '',
      venue: one(article, 'Journal', 'Title'),
      tags:
        keywords.length > 0 ? keywords : each(citation, 'MeshHeadingList', 'MeshHeading', 'DescriptorName'),
      doi: first(...withDoi.map((id) => doiOf(textOf(id)))),
    }),
  );
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** "2021 May 3", "2021 05" → ISO; any other form as it is; "2020 Dec-2021 Jan" and "2021 Spring" as precise as their beginning. */
export function pubmedDate(date: string): string {
  const match = /^(\d{4})\s+([a-z]{3}|\d{1,2}(?!\d))[a-z]*(?:\s+(\d{1,2})(?!\d))?/i.exec(date);
  if (!match) return date;
  const [, year = '', named = '', day = ''] = match;
  const month = /^\d/.test(named) ? Number(named) : MONTHS.indexOf(named.toLowerCase()) + 1;
  if (month < 1) return year;
  return [year, String(month), day].filter((part) => part !== '').join('-');
}
