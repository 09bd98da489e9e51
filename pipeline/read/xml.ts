/** XML of literature services, as a stream: what is held is one record. The records' fields are in xml-records.ts. */
import { SaxesParser } from 'saxes';
import { UserError } from '../errors.ts';
import { excerpt, RawResult } from './raw.ts';
import { LONGEST_RECORD, type TextInput } from './text-input.ts';
import { addAtomEntry, addOaiRecord, addPubmedRecord } from './xml-records.ts';

/** An element without its namespace's prefix. */
export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** 1-based line of its start tag. */
  line: number;
  children: (XmlElement | string)[];
}

/** What is read: records by the name of the root element. */
const FORMATS: Readonly<
  Record<string, { records: readonly string[]; add: (record: XmlElement, result: RawResult) => void }>
> = {
  feed: { records: ['entry'], add: addAtomEntry },
  'OAI-PMH': { records: ['record', 'resumptionToken', 'error'], add: addOaiRecord },
  PubmedArticleSet: { records: ['PubmedArticle', 'PubmedBookArticle'], add: addPubmedRecord },
};

const DEEPEST = 200;
/** What an element adds to the size of its record, in characters. */
const ELEMENT = 100;

/** Whether the text begins as XML does: with its declaration or with an element of a format that is read. */
export function isXml(head: string): boolean {
  return /^\s*<(?:\?xml\s|!DOCTYPE\s+PubmedArticleSet\b|(?:\w+:)?(?:feed|OAI-PMH|PubmedArticleSet)[\s>])/.test(
    head.slice(0, 2_000),
  );
}

/**
 * Reads arXiv's Atom feed, OAI-PMH (metadata arXiv, arXivRaw and oai_dc) or PubMed's XML.
 *
 * Where the XML breaks or ends early, the records before are kept and a warning names the line. Nothing outside of the
 * file is fetched, and only XML's own five entities are known.
 * @throws UserError where the XML is of another kind, declares entities, or is broken before its first record
 */
export async function readXml(input: TextInput): Promise<RawResult> {
  const { fileName } = input;
  const result = new RawResult();
  const parser = new SaxesParser({ xmlns: false });
  const open: XmlElement[] = [];
  let format: (typeof FORMATS)[string] | null = null as (typeof FORMATS)[string] | null;
  let depth = 0;
  let size = 0;
  /** Characters since the parser last said something: a tag or a comment that is never closed would be kept for ever. */
  let unheard = 0;
  let ended = false;
  let problem: string | null = null as string | null;
  let brokenAt = 0;
  const stop = (why: string) => {
    if (problem !== null) return;
    problem = why;
    brokenAt = parser.line;
  };

  parser.on('error', (error) => {
    stop(error.message.replace(/^(?:[^\s:]*:)?\d+:\d+:\s*/, '').replace(/\.$/, ''));
  });
  parser.on('doctype', (doctype) => {
    if (doctype.includes('['))
      throw new UserError(
        `${fileName}, line ${parser.line}: the XML declares entities of its own, which are not read; save it without its DOCTYPE.`,
      );
  });
  parser.on('opentag', ({ name: full, attributes }) => {
    unheard = 0;
    if (problem !== null) return;
    const name = full.slice(full.indexOf(':') + 1);
    if (depth++ === 0) {
      format = Object.hasOwn(FORMATS, name) ? FORMATS[name]! : null;
      if (!format)
        throw new UserError(
          `${fileName}, line ${parser.line}: XML of an unknown kind ("${excerpt(full)}"); arXiv's Atom feed, OAI-PMH and PubMed's XML are read.`,
        );
    }
    if (depth > DEEPEST) stop(`more than ${DEEPEST} elements within each other`);
    if (open.length === 0 && !format?.records.includes(name)) return;
    const element: XmlElement = { name, attributes, line: parser.line, children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
    size += ELEMENT;
    for (const value of Object.values(attributes)) size += value.length;
  });
  const text = (piece: string) => {
    unheard = 0;
    if (open.length === 0 || problem !== null) return;
    size += piece.length;
    open.at(-1)!.children.push(piece);
  };
  parser.on('text', text);
  parser.on('cdata', text);
  const pass = () => {
    unheard = 0;
  };
  parser.on('comment', pass);
  parser.on('processinginstruction', pass);
  parser.on('closetag', () => {
    unheard = 0;
    if (problem !== null) return;
    if (--depth === 0) ended = true;
    const closed = open.pop();
    if (!closed || open.length > 0) return;
    size = 0;
    format?.add(closed, result);
  });

  for await (const chunk of input.chunks()) {
    unheard += chunk.length;
    parser.write(chunk);
    if (size + unheard > LONGEST_RECORD) stop('a record of more than 16 MB');
    if (problem !== null) break;
  }
  if (!ended) stop('the file ends before its last element is closed');
  if (problem !== null) {
    const at = open[0]?.line ?? brokenAt;
    if (result.papers.length === 0)
      throw new UserError(`${fileName}, line ${brokenAt}: broken XML (${problem}); download the file again.`);
    result.warn(at, `left out what follows: broken XML in line ${brokenAt} (${problem})`);
  }
  if (result.papers.length === 0)
    throw new UserError(
      `${fileName}: no paper in this XML${result.warnings[0] ? `; line ${result.warnings[0].line} ${result.warnings[0].message}` : ''}.`,
    );
  return result;
}
