/** export: a finished map in the formats of other tools. */
export { toBibtex } from './bibtex.ts';
export { csvCell } from './csv.ts';
export { exportMap, exportPapers, type PaperFormat } from './export.ts';
export { FORMAT_NAMES, FORMATS, type FormatName, formatOfFile, likelyFormat } from './formats.ts';
export { exportHtml, type StandaloneAssets } from './html.ts';
export { toMarkdown } from './markdown.ts';
export { escapeMarkdown } from './markdown-text.ts';
export { PICTURE, toSvg } from './svg.ts';
export { escapeXml } from './xml.ts';
