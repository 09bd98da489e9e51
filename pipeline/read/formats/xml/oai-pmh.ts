/** Records of OAI-PMH with metadata in arXiv's own formats (arXiv, arXivRaw) or in Dublin Core (oai_dc). */
import { excerpt, type RawResult } from '../../raw.ts';
import { isoDate } from '../../records/dates.ts';
import { arxivOf, doiOf } from '../../records/identifiers.ts';
import { givenFirst } from '../../records/known-fields.ts';
import { paper } from '../../records/raw-paper.ts';
import { first, texText, webUrl } from '../../records/values.ts';
import { all, each, names, one, textOf, type XmlElement } from './element.ts';

/** Adds a record, or reports an error or a resumption token beside the records. */
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
      // Several DOIs are separated by spaces.
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
      // arXiv adds the authors' comments as another description.
      abstract: texText(
        each(from, 'description')
          .filter((text) => !/^Comment: /.test(text))
          .join('\n\n'),
      ),
      authors: each(from, 'creator').map((name) => givenFirst(texText(name))),
      // The dates are those of all versions; the first is when the paper appeared.
      date: dates.filter((date) => date !== '').sort()[0],
      url: arxiv ? '' : first(...identifiers.map(webUrl)),
      tags: each(from, 'subject'),
      doi: first(...identifiers.map(doiOf)),
      arxiv,
    }),
  );
}
