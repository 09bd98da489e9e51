/** export: a finished map in the formats of other tools. */
export { toBibtex } from './bibtex.ts';
export { csvCell } from './csv.ts';
export { exportMap, exportPapers, PAPER_FORMATS, type PaperFormat } from './export.ts';
export { exportHtml, type StandaloneAssets } from './html.ts';
export { toMarkdown } from './markdown.ts';
export { escapeMarkdown } from './markdown-text.ts';
export { FORMATS, type Format, formatNamed, formatOfFile, namesOf, type WriteOptions } from './registry.ts';
export { PICTURE, toSvg } from './svg.ts';
