/** XML of literature services, as a stream: only one record is in memory at a time. */
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { UserError } from '../../../util/errors.ts';
import { LONGEST_RECORD, type TextInput } from '../../bytes/text-input.ts';
import { excerpt, RawResult } from '../../raw.ts';
import { addAtomEntry } from './atom.ts';
import type { XmlElement } from './element.ts';
import { addOaiRecord } from './oai-pmh.ts';
import { addPubmedRecord } from './pubmed.ts';
import { Tail } from './tail.ts';

interface XmlFormat {
  /** Names of the elements that are records. */
  records: readonly string[];
  /** Names of other elements that `add` takes. */
  besides: readonly string[];
  add: (element: XmlElement, result: RawResult) => void;
}

/** The XML formats, by the name of their root element. */
const FORMATS: Readonly<Record<string, XmlFormat>> = {
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
 * If the XML is broken or ends early, the records before are kept, those that begin in the rest are counted as left out,
 * and a warning names the line. Nothing outside the file is fetched, and only XML's own five entities are known.
 * @throws UserError if the XML is of another kind, declares entities, or is broken before its first record
 */
export async function readXml(input: TextInput): Promise<RawResult> {
  const reader = new XmlReader(input.fileName);
  for await (const chunk of input.chunks()) reader.write(chunk);
  return reader.end();
}

class XmlReader {
  readonly #parser = new SaxesParser({ xmlns: false });
  readonly #result = new RawResult();
  readonly #fileName: string;
  #format: XmlFormat | null = null;
  /** Open elements of the record, from the outermost. */
  readonly #open: XmlElement[] = [];
  #depth = 0;
  /** Size of the record so far, in characters. */
  #size = 0;
  /** Characters since the parser's last event: it keeps a tag or comment that is never closed. */
  #pending = 0;
  /** Records that were read to their end. */
  #records = 0;
  readonly #tail = new Tail();
  #ended = false;
  /** Where and why the XML is broken. */
  #problem: { reason: string; line: number } | null = null;
  /** The last element that was closed. The parser reports that a closing tag has the wrong name after closing it. */
  #closed: { element: XmlElement; position: number } | null = null;

  constructor(fileName: string) {
    this.#fileName = fileName;
    const parser = this.#parser;
    parser.on('error', (error) => {
      this.#break(error.message.replace(/^(?:[^\s:]*:)?\d+:\d+:\s*/, '').replace(/\.$/, ''));
    });
    parser.on('doctype', (doctype) => {
      if (doctype.includes('['))
        throw this.#error(
          'the XML declares entities of its own, which are not supported; save it without its DOCTYPE',
        );
    });
    parser.on('opentag', (tag) => this.#openTag(tag));
    parser.on('closetag', () => this.#closeTag());
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    const other = () => {
      this.#pending = 0;
    };
    parser.on('comment', other);
    parser.on('processinginstruction', other);
  }

  write(chunk: string): void {
    this.#tail.add(chunk);
    if (this.#problem) return;
    this.#pending += chunk.length;
    this.#parser.write(chunk);
    if (this.#size + this.#pending > LONGEST_RECORD) this.#break('a record of more than 16 MB');
    if (this.#problem) this.#countTheRest();
  }

  end(): RawResult {
    this.#take();
    if (!this.#ended && !this.#problem) {
      this.#break('the file ends before its last element is closed');
      this.#countTheRest();
    }
    if (this.#problem) this.#reportProblem(this.#problem);
    const { papers, warnings } = this.#result;
    if (papers.length === 0)
      throw new UserError(
        `${this.#fileName}: no paper in this XML${warnings[0] ? `; line ${warnings[0].line} ${warnings[0].message}` : ''}.`,
      );
    return this.#result;
  }

  #openTag({ name: full, attributes }: SaxesTagPlain): void {
    this.#pending = 0;
    if (this.#problem) return;
    this.#tail.from = this.#parser.position;
    const name = full.slice(full.indexOf(':') + 1);
    if (this.#depth++ === 0) {
      this.#format = Object.hasOwn(FORMATS, name) ? FORMATS[name]! : null;
      if (!this.#format)
        throw this.#error(
          `XML of an unknown kind ("${excerpt(full)}"); give arXiv's Atom feed, OAI-PMH or PubMed's XML`,
        );
    }
    if (this.#depth > DEEPEST) this.#break(`more than ${DEEPEST} elements within each other`);
    const { records, besides } = this.#format!;
    if (this.#open.length === 0 && !records.includes(name) && !besides.includes(name)) return;
    const element: XmlElement = { name, attributes, line: this.#parser.line, children: [] };
    this.#open.at(-1)?.children.push(element);
    this.#open.push(element);
    this.#size += ELEMENT;
    for (const value of Object.values(attributes)) this.#size += value.length;
  }

  #text(piece: string): void {
    this.#pending = 0;
    if (this.#open.length === 0 || this.#problem) return;
    this.#size += piece.length;
    this.#open.at(-1)!.children.push(piece);
  }

  #closeTag(): void {
    this.#pending = 0;
    if (this.#problem) return;
    this.#tail.from = this.#parser.position;
    if (--this.#depth === 0) this.#ended = true;
    const element = this.#open.pop();
    if (!element || this.#open.length > 0) return;
    this.#size = 0;
    this.#take();
    this.#closed = { element, position: this.#parser.position };
  }

  /** Adds the record that was closed last, now that no error was reported for its closing tag. */
  #take(): void {
    if (!this.#closed || !this.#format) return;
    if (this.#format.records.includes(this.#closed.element.name)) this.#records++;
    this.#format.add(this.#closed.element, this.#result);
    this.#closed = null;
  }

  #break(reason: string): void {
    if (this.#problem) return;
    this.#problem = { reason, line: this.#parser.line };
    if (this.#closed?.position !== this.#parser.position) return;
    this.#open.push(this.#closed.element);
    this.#closed = null;
  }

  #countTheRest(): void {
    if (this.#format) this.#tail.countIn(this.#format.records);
  }

  #reportProblem({ reason, line }: { reason: string; line: number }): void {
    const [broken] = this.#open;
    const at = broken?.line ?? line;
    const lost = this.#tail.count + (broken && this.#format?.records.includes(broken.name) ? 1 : 0);
    if (this.#result.papers.length === 0)
      throw this.#error(`broken XML (${reason}); download the file again`, line);
    const where = `in line ${line} (${reason})`;
    const before = `${this.#records} ${this.#records === 1 ? 'record before it was' : 'records before it were'} read`;
    const after = `${lost} from there on ${lost === 1 ? 'was' : 'were'} not`;
    if (lost > 0) this.#result.skip(at, 'broken XML', ` ${where}: ${before}, ${after}`, lost);
    else this.#result.warn(at, `broken XML ${where}: ${before}, and none begins after it`);
  }

  #error(what: string, line = this.#parser.line): UserError {
    return new UserError(`${this.#fileName}, line ${line}: ${what}.`, { line });
  }
}
