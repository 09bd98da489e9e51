/** Papers written in each format that can be counted, by nothing of the project's own. */
import { gzipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';

export interface DrawnPaper {
  id: string;
  title: string;
  abstract: string;
  authors: string[];
  date: string;
}

export interface Writer {
  fileName: string;
  write(papers: readonly DrawnPaper[]): Uint8Array;
}

const encode = (text: string) => new TextEncoder().encode(text);
/** Lone surrogates become U+FFFD, as an encoder makes them. */
export const wellFormed = (text: string) => text.replace(/[\ud800-\udfff]/gu, '\ufffd');
/** Formats without escapes hold no control characters. */
const printable = (text: string) => text.replace(/\p{Cc}/gu, ' ');
const line = (text: string) => printable(text).replace(/\s+/gu, ' ').trim();
/** What TeX would take for its own stays out: how it is read is another test's. */
const tex = (text: string) => line(text).replace(/[\\{}$%&#_^~"@`']/g, ' ');

/** XML has no form for two characters of Unicode's. */
const markup = (text: string) =>
  line(text.replace(/[\ufffe\uffff]/g, ' ')).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
const xml = (root: string, records: string[]) =>
  encode(`<?xml version="1.0" encoding="UTF-8"?>\n<${root}>\n${records.join('\n')}\n</${root}>\n`);

function table(papers: readonly DrawnPaper[], delimiter: string): Uint8Array {
  const cell = (text: string) => `"${text.replace(/[^\P{Cc}\t\n]/gu, ' ').replaceAll('"', '""')}"`;
  const rows = papers.map(({ id, title, abstract, authors, date }) => [
    id,
    title,
    abstract,
    authors.join('; '),
    date,
  ]);
  const lines = rows.map((cells) => cells.map(cell).join(delimiter));
  return encode([['id', 'title', 'abstract', 'authors', 'date'].join(delimiter), ...lines, ''].join('\r\n'));
}

const jsonLines = (papers: readonly DrawnPaper[]) =>
  encode(papers.map((paper) => JSON.stringify(paper)).join('\n'));

export const WRITERS: Record<string, Writer> = {
  JSONL: { fileName: 'papers.jsonl', write: jsonLines },
  JSON: { fileName: 'papers.json', write: (papers) => encode(JSON.stringify(papers, null, 1)) },
  'JSON in an object': {
    fileName: 'papers.json',
    write: (papers) => encode(JSON.stringify({ total: papers.length, results: papers })),
  },
  CSV: { fileName: 'papers.csv', write: (papers) => table(papers, ',') },
  TSV: { fileName: 'papers.tsv', write: (papers) => table(papers, '\t') },
  BibTeX: {
    fileName: 'papers.bib',
    write: (papers) =>
      encode(
        papers
          .map(
            ({ title, abstract, authors, date }, i) =>
              `@article{key${i},\n  title = {${tex(title)}},\n  abstract = {${tex(abstract)}},\n  author = {${authors.map(tex).join(' and ')}},\n  year = {${date.slice(0, 4)}}\n}\n`,
          )
          .join('\n'),
      ),
  },
  RIS: {
    fileName: 'papers.ris',
    write: (papers) =>
      encode(
        papers
          .map(
            ({ title, abstract, authors, date }) =>
              `TY  - JOUR\nTI  - ${line(title)}\n${authors.map((name) => `AU  - ${line(name)}\n`).join('')}PY  - ${date}\nAB  - ${line(abstract)}\nER  - \n`,
          )
          .join('\n'),
      ),
  },
  NBIB: {
    fileName: 'papers.nbib',
    write: (papers) =>
      encode(
        papers
          .map(({ title, abstract }, i) => `PMID- ${i + 1}\nTI  - ${line(title)}\nAB  - ${line(abstract)}\n`)
          .join('\n'),
      ),
  },
  Atom: {
    fileName: 'papers.atom',
    write: (papers) =>
      xml(
        'feed',
        papers.map(
          ({ title, abstract, authors, date }, i) =>
            `<entry><id>http://arxiv.org/abs/2401.0000${i}v1</id><title>${markup(tex(title))}</title>
<summary>${markup(tex(abstract))}</summary>${authors.map((name) => `<author><name>${markup(name)}</name></author>`).join('')}<published>${date}</published></entry>`,
        ),
      ),
  },
  'OAI-PMH': {
    fileName: 'papers.xml',
    write: (papers) =>
      xml('OAI-PMH', [
        '<ListRecords>',
        ...papers.map(
          ({ title, abstract, authors, date }, i) =>
            `<record><header><identifier>oai:arXiv.org:2401.0000${i}</identifier></header><metadata>
<oai:arXiv xmlns:oai="x"><oai:id>2401.0000${i}</oai:id><oai:created>${date}</oai:created><oai:title>${markup(tex(title))}</oai:title>
<oai:abstract>${markup(tex(abstract))}</oai:abstract><oai:authors>${authors.map((name) => `<oai:author><oai:keyname>${markup(name)}</oai:keyname></oai:author>`).join('')}</oai:authors></oai:arXiv></metadata></record>`,
        ),
        '</ListRecords>',
      ]),
  },
  PubMed: {
    fileName: 'papers.xml',
    write: (papers) =>
      xml(
        'PubmedArticleSet',
        papers.map(
          ({ title, abstract, authors }, i) =>
            `<PubmedArticle><MedlineCitation><PMID>${i + 1}</PMID><Article><ArticleTitle>${markup(title)}</ArticleTitle>
<Abstract><AbstractText>${markup(abstract)}</AbstractText></Abstract><AuthorList>${authors.map((name) => `<Author><LastName>${markup(name)}</LastName></Author>`).join('')}</AuthorList></Article></MedlineCitation></PubmedArticle>`,
        ),
      ),
  },
  Parquet: {
    fileName: 'papers.parquet',
    write: (papers) =>
      new Uint8Array(
        parquetWriteBuffer({
          columnData: (['id', 'title', 'abstract', 'date'] as const).map((name) => ({
            name,
            type: 'STRING',
            data: papers.map((paper) => wellFormed(paper[name])),
          })),
        }),
      ),
  },
  gzip: { fileName: 'papers.jsonl.gz', write: (papers) => gzipSync(jsonLines(papers), { mtime: 0 }) },
};
