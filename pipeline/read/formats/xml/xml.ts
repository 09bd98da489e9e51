/** XML of literature services, as a stream: what is held is one record. The records' fields are in xml-records.ts. */
import { SaxesParser } from 'saxes';
import { UserError } from '../../../util/errors.ts';
import { LONGEST_RECORD, type TextInput } from '../../bytes/text-input.ts';
import { excerpt, RawResult } from '../../raw.ts';
import { addAtomEntry } from './atom.ts';
import type { XmlElement } from './element.ts';
import { addOaiRecord } from './oai-pmh.ts';
import { addPubmedRecord } from './pubmed.ts';
import { Tail } from './tail.ts';

interface Format {
  records: readonly string[];
  /** What else is listened to. */
  besides: readonly string[];
  add: (element: XmlElement, result: RawResult) => void;
}

/** What is read, by the name of the root element. */
const FORMATS: Readonly<Record<string, Format>> = {
  feed: { records: ['entry'], besides: [], add: addAtomEntry },
  'OAI-PMH': { records: ['record'], besides: ['resumptionToken', 'error'], add: addOaiRecord },
  PubmedArticleSet: { records: ['PubmedArticle', 'PubmedBookArticle'], besides: [], add: addPubmedRecord },
};

const DEEPEST = 200;
/** What an element adds to the size of its record, in characters. */
const ELEMENT = 100;

/**
 * Reads arXiv's Atom feed, OAI-PMH (metadata arXiv, arXivRaw and oai_dc) or PubMed's XML.
 *
 * Where the XML breaks or ends early, the records before are kept, those that begin in the rest are counted as left out,
 * and a warning names the line. Nothing outside of the file is fetched, and only XML's own five entities are known.
 * @throws UserError where the XML is of another kind, declares entities, or is broken before its first record
 */
export async function readXml(input: TextInput): Promise<RawResult> {
  const { fileName } = input;
  const result = new RawResult();
  const parser = new SaxesParser({ xmlns: false });
  const open: XmlElement[] = [];
  let format = null as Format | null;
  let depth = 0;
  let size = 0;
  /** Characters since the parser last said something: a tag or a comment that is never closed would be kept for ever. */
  let unheard = 0;
  /** Records that were read to their end. */
  let records = 0;
  const tail = new Tail();
  let ended = false;
  let problem: string | null = null as string | null;
  let brokenAt = 0;
  /** The last element that was closed. The parser first closes it and then finds that the tag has another name. */
  let closed = null as { element: XmlElement; position: number } | null;
  const stop = (why: string) => {
    if (problem !== null) return;
    problem = why;
    brokenAt = parser.line;
    if (closed?.position !== parser.position) return;
    open.push(closed.element);
    closed = null;
  };
  const take = () => {
    if (!closed || !format) return;
    if (format.records.includes(closed.element.name)) records++;
    format.add(closed.element, result);
    closed = null;
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
    tail.from = parser.position;
    const name = full.slice(full.indexOf(':') + 1);
    if (depth++ === 0) {
      format = Object.hasOwn(FORMATS, name) ? FORMATS[name]! : null;
      if (!format)
        throw new UserError(
          `${fileName}, line ${parser.line}: XML of an unknown kind ("${excerpt(full)}"); arXiv's Atom feed, OAI-PMH and PubMed's XML are read.`,
        );
    }
    if (depth > DEEPEST) stop(`more than ${DEEPEST} elements within each other`);
    if (open.length === 0 && !format?.records.includes(name) && !format?.besides.includes(name)) return;
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
    tail.from = parser.position;
    if (--depth === 0) ended = true;
    const element = open.pop();
    if (!element || open.length > 0) return;
    size = 0;
    take();
    closed = { element, position: parser.position };
  });

  for await (const chunk of input.chunks()) {
    tail.add(chunk);
    if (problem !== null) continue;
    unheard += chunk.length;
    parser.write(chunk);
    if (size + unheard > LONGEST_RECORD) stop('a record of more than 16 MB');
    if (problem !== null && format) tail.countIn(format.records);
  }
  take();
  if (!ended && problem === null) {
    stop('the file ends before its last element is closed');
    if (format) tail.countIn(format.records);
  }
  if (problem !== null) {
    const at = open[0]?.line ?? brokenAt;
    const lost = tail.count + (open[0] && format?.records.includes(open[0].name) ? 1 : 0);
    if (result.papers.length === 0)
      throw new UserError(`${fileName}, line ${brokenAt}: broken XML (${problem}); download the file again.`);
    const where = `in line ${brokenAt} (${problem})`;
    const before = `${records} ${records === 1 ? 'record before it was' : 'records before it were'} read`;
    const after = `${lost} from there on ${lost === 1 ? 'was' : 'were'} not`;
    if (lost > 0) result.skip(at, 'broken XML', ` ${where}: ${before}, ${after}`, lost);
    else result.warn(at, `broken XML ${where}: ${before}, and none begins after it`);
  }
  if (result.papers.length === 0)
    throw new UserError(
      `${fileName}: no paper in this XML${result.warnings[0] ? `; line ${result.warnings[0].line} ${result.warnings[0].message}` : ''}.`,
    );
  return result;
}
