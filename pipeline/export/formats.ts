import { nearestWord } from '../util/nearest-word.ts';

/** The formats: what each is called and for, and how its files end. */
export interface FormatFacts {
  label: string;
  /** Without the dot; the first is the usual one. */
  extensions: readonly [string, ...string[]];
  mime: string;
  /** Bytes that are no text: not for a terminal. */
  binary?: true;
  /** One line for help. */
  about: string;
}

export const FORMATS = {
  jsonl: {
    label: 'JSONL',
    extensions: ['jsonl', 'ndjson'],
    mime: 'application/jsonl',
    about: 'a paper a line',
  },
  csv: { label: 'CSV', extensions: ['csv'], mime: 'text/csv', about: 'for spreadsheets' },
  parquet: {
    label: 'Parquet',
    extensions: ['parquet'],
    mime: 'application/vnd.apache.parquet',
    binary: true,
    about: 'with vectors, for pandas, DuckDB and Embedding Atlas',
  },
  bibtex: {
    label: 'BibTeX',
    extensions: ['bib'],
    mime: 'application/x-bibtex',
    about: 'themes as keywords and groups, for Zotero and JabRef',
  },
  gexf: { label: 'GEXF', extensions: ['gexf'], mime: 'application/xml', about: 'neighbour graph for Gephi' },
  graphml: {
    label: 'GraphML',
    extensions: ['graphml'],
    mime: 'application/xml',
    about: 'neighbour graph for networkx, igraph and Cytoscape',
  },
  vosviewer: {
    label: 'VOSviewer',
    // Plain .json could be anything.
    extensions: ['vosviewer.json'],
    mime: 'application/json',
    about: 'map and network for VOSviewer',
  },
  markdown: {
    label: 'Markdown',
    extensions: ['md', 'markdown'],
    mime: 'text/markdown',
    about: 'a report with the picture',
  },
  svg: { label: 'SVG', extensions: ['svg'], mime: 'image/svg+xml', about: 'the picture' },
  png: { label: 'PNG', extensions: ['png'], mime: 'image/png', binary: true, about: 'the picture in pixels' },
  html: {
    label: 'HTML',
    extensions: ['html', 'htm'],
    mime: 'text/html',
    about: 'the dashboard with its map in one file',
  },
} as const satisfies Record<string, FormatFacts>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];

/** What a format is called elsewhere. */
const OTHER_NAMES: ReadonlyMap<string, FormatName> = new Map([
  ['json', 'jsonl'],
  ['xlsx', 'csv'],
  ['excel', 'csv'],
  ['tsv', 'csv'],
  ['biblatex', 'bibtex'],
  ['gephi', 'gexf'],
  ['vos', 'vosviewer'],
  ['atlas', 'parquet'],
  ['pdf', 'svg'],
  ['jpg', 'png'],
  ['jpeg', 'png'],
]);

/** The format whose files end like this one, or undefined. */
export function formatOfFile(file: string): FormatName | undefined {
  const name = file.toLowerCase();
  return FORMAT_NAMES.find((format) => endings(format).some((ending) => name.endsWith(`.${ending}`)));
}

/** The format that was probably meant by a word that names none, or undefined. */
export function likelyFormat(word: string): FormatName | undefined {
  const wanted = word.toLowerCase().replace(/^\./, '');
  const byEnding = FORMAT_NAMES.find((name) => endings(name).includes(wanted));
  return OTHER_NAMES.get(wanted) ?? byEnding ?? nearestWord(wanted, FORMAT_NAMES) ?? undefined;
}

function endings(name: FormatName): readonly string[] {
  return FORMATS[name].extensions;
}
