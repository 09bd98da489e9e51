/** export: a finished map in the formats of other tools. */

export { csvCell } from './csv-cell.ts';
export { exportMap, exportPapers } from './export.ts';
export { exportHtml, type StandaloneAssets } from './formats/html.ts';
export { toMarkdown } from './formats/markdown.ts';
export { PICTURE, toSvg } from './formats/svg.ts';
export { escapeMarkdown } from './markdown-text.ts';
export { FORMATS_OF_PAPERS, PAPER_FORMATS, type PaperFormat } from './paper-formats.ts';
export type { Format } from './types.ts';
