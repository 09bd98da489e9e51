/**
 * The export formats: one entry each, which the library, the command line and the page read. A new format is a file
 * with its writer, and an entry here. Writers are loaded when they are first used.
 */
import type { ThemeMap } from '../map/schema.ts';
import { UsageError } from '../util/errors.ts';
import { nearestWord } from '../util/nearest-word.ts';
import { shown } from '../util/shown.ts';

/** What a writer may be asked for besides the whole map. */
export interface WriteOptions {
  /** For formats of papers: indices of those to write, in this order. Default: all. */
  papers?: readonly number[];
  /** For formats in pixels: the width of the picture. */
  width?: number;
}

/** A file's content: text, which is written as UTF-8, or bytes. */
export type Content = string | Uint8Array<ArrayBuffer>;

/** A format that a map can be written in. */
export interface Format<C extends Content = Content> {
  /** Its name for people. */
  label: string;
  /** One line for help: what it is for. */
  about: string;
  /** Endings of its files without the dot, the usual one first. */
  extensions: readonly [string, ...string[]];
  mime: string;
  /** "papers" if some of a map's papers can be written, "map" if always all of it is. */
  of: 'papers' | 'map';
  /** Other words that people use when they mean this format. */
  aliases?: readonly string[];
  /** True if the content is bytes that a terminal cannot show. */
  binary?: true;
  /** Writes the whole file; the same map and options give the same content. */
  write(map: ThemeMap, options?: WriteOptions): Promise<C>;
}

export const FORMATS = {
  csv: {
    label: 'CSV',
    about: 'for spreadsheets',
    extensions: ['csv'],
    mime: 'text/csv',
    of: 'papers',
    aliases: ['xlsx', 'excel', 'tsv'],
    write: async (map, { papers } = {}) => (await import('./formats/csv.ts')).toCsv(map, papers),
  },
  jsonl: {
    label: 'JSONL',
    about: 'a paper a line',
    extensions: ['jsonl', 'ndjson'],
    mime: 'application/jsonl',
    of: 'papers',
    aliases: ['json'],
    write: async (map, { papers } = {}) => (await import('./formats/jsonl.ts')).toJsonl(map, papers),
  },
  bibtex: {
    label: 'BibTeX',
    about: 'themes as keywords and groups, for Zotero and JabRef',
    extensions: ['bib'],
    mime: 'application/x-bibtex',
    of: 'papers',
    aliases: ['biblatex'],
    write: async (map, { papers } = {}) => (await import('./formats/bibtex.ts')).toBibtex(map, papers),
  },
  parquet: {
    label: 'Parquet',
    about: 'with vectors, for pandas, DuckDB and Embedding Atlas',
    extensions: ['parquet'],
    mime: 'application/vnd.apache.parquet',
    of: 'papers',
    aliases: ['atlas'],
    binary: true,
    write: async (map, { papers } = {}) => (await import('./formats/parquet.ts')).toParquet(map, papers),
  },
  gexf: {
    label: 'GEXF',
    about: 'neighbour graph for Gephi',
    extensions: ['gexf'],
    mime: 'application/xml',
    of: 'papers',
    aliases: ['gephi'],
    write: async (map, { papers } = {}) => (await import('./formats/gexf.ts')).toGexf(map, papers),
  },
  graphml: {
    label: 'GraphML',
    about: 'neighbour graph for networkx, igraph and Cytoscape',
    extensions: ['graphml'],
    mime: 'application/xml',
    of: 'papers',
    write: async (map, { papers } = {}) => (await import('./formats/graphml.ts')).toGraphml(map, papers),
  },
  vosviewer: {
    label: 'VOSviewer',
    about: 'map and network for VOSviewer',
    // Not plain ".json", which could be anything.
    extensions: ['vosviewer.json'],
    mime: 'application/json',
    of: 'papers',
    aliases: ['vos'],
    write: async (map, { papers } = {}) => (await import('./formats/vosviewer.ts')).toVosviewer(map, papers),
  },
  themes: {
    label: 'Themes',
    about: 'a theme a line as JSON, with what its papers say',
    // Not plain ".jsonl", which holds papers.
    extensions: ['themes.jsonl'],
    mime: 'application/jsonl',
    of: 'map',
    write: async (map) => (await import('./formats/themes.ts')).toThemes(map),
  },
  markdown: {
    label: 'Markdown',
    about: 'a report with the picture',
    extensions: ['md', 'markdown'],
    mime: 'text/markdown',
    of: 'map',
    write: async (map) => (await import('./formats/markdown.ts')).toMarkdown(map),
  },
  svg: {
    label: 'SVG',
    about: 'the picture',
    extensions: ['svg'],
    mime: 'image/svg+xml',
    of: 'map',
    aliases: ['pdf'],
    write: async (map) => (await import('./formats/svg.ts')).toSvg(map),
  },
} as const satisfies Record<string, Format>;

type Formats = Readonly<Record<string, Format>>;

/** The names of some formats. */
export function namesOf<F extends Formats>(formats: F): (keyof F & string)[] {
  return Object.keys(formats);
}

/**
 * The name of a format, checked.
 * @throws UsageError if there is no such format; the message suggests the likeliest and lists all
 */
export function formatNamed<F extends Formats>(formats: F, name: string): keyof F & string {
  if (Object.hasOwn(formats, name)) return name;
  const likely = likelyFormat(formats, String(name));
  const advice = likely ? `did you mean "${likely}"? Use` : 'use';
  throw new UsageError(`${shown(name)} is not a format; ${advice} one of ${namesOf(formats).join(', ')}.`, {
    code: 'invalid-argument',
  });
}

/** The format whose files end like this one, by the longest ending, or undefined. */
export function formatOfFile<F extends Formats>(formats: F, file: string): (keyof F & string) | undefined {
  const name = file.toLowerCase();
  let longest = 0;
  let found: (keyof F & string) | undefined;
  for (const format of namesOf(formats))
    for (const ending of formats[format]!.extensions)
      if (ending.length > longest && name.endsWith(`.${ending}`)) [longest, found] = [ending.length, format];
  return found;
}

/** The format that a word without a format of its own probably means, or undefined. */
export function likelyFormat<F extends Formats>(formats: F, word: string): (keyof F & string) | undefined {
  const owners = new Map(
    namesOf(formats).flatMap((name) => {
      const { aliases = [], extensions } = formats[name] as Format;
      return [name, ...aliases, ...extensions].map((each) => [each, name] as const);
    }),
  );
  const nearest = nearestWord(word.toLowerCase().replace(/^\./, ''), owners.keys());
  return nearest === null ? undefined : owners.get(nearest);
}
