/**
 * The formats in which some of a map's papers can be written. Those of whole maps are in registry.ts: the page, which offers only these,
 * does without them.
 */
import type { Format } from './types.ts';

export const FORMATS_OF_PAPERS = {
  csv: {
    label: 'CSV',
    about: 'for spreadsheets',
    extensions: ['csv'],
    mime: 'text/csv',
    aliases: ['xlsx', 'excel', 'tsv'],
    write: async (map, { papers } = {}) => (await import('./formats/csv.ts')).toCsv(map, papers),
  },
  jsonl: {
    label: 'JSONL',
    about: 'a paper a line',
    extensions: ['jsonl', 'ndjson'],
    mime: 'application/jsonl',
    aliases: ['json'],
    write: async (map, { papers } = {}) => (await import('./formats/jsonl.ts')).toJsonl(map, papers),
  },
  bibtex: {
    label: 'BibTeX',
    about: 'themes as keywords and groups, for Zotero and JabRef',
    extensions: ['bib'],
    mime: 'application/x-bibtex',
    aliases: ['biblatex'],
    write: async (map, { papers } = {}) => (await import('./formats/bibtex.ts')).toBibtex(map, papers),
  },
  parquet: {
    label: 'Parquet',
    about: 'with vectors, for pandas, DuckDB and Embedding Atlas',
    extensions: ['parquet'],
    mime: 'application/vnd.apache.parquet',
    aliases: ['atlas'],
    binary: true,
    write: async (map, { papers } = {}) => (await import('./formats/parquet.ts')).toParquet(map, papers),
  },
  gexf: {
    label: 'GEXF',
    about: 'neighbour graph for Gephi',
    extensions: ['gexf'],
    mime: 'application/xml',
    aliases: ['gephi'],
    write: async (map, { papers } = {}) => (await import('./formats/gexf.ts')).toGexf(map, papers),
  },
  graphml: {
    label: 'GraphML',
    about: 'neighbour graph for networkx, igraph and Cytoscape',
    extensions: ['graphml'],
    mime: 'application/xml',
    write: async (map, { papers } = {}) => (await import('./formats/graphml.ts')).toGraphml(map, papers),
  },
  vosviewer: {
    label: 'VOSviewer',
    about: 'map and network for VOSviewer',
    // Not plain ".json", which could be anything.
    extensions: ['vosviewer.json'],
    mime: 'application/json',
    aliases: ['vos'],
    write: async (map, { papers } = {}) => (await import('./formats/vosviewer.ts')).toVosviewer(map, papers),
  },
} as const satisfies Record<string, Format>;

/** A format in which some of a map's papers can be written. */
export type PaperFormat = keyof typeof FORMATS_OF_PAPERS;

/** Their names. */
export const PAPER_FORMATS = Object.keys(FORMATS_OF_PAPERS) as readonly PaperFormat[];
