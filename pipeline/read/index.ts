/** read: input files to papers. */
export type { ByteSource } from './bytes/source.ts';
export { isPaperFile, PACKED_ENDINGS, PAPER_ENDINGS } from './file-endings.ts';
export { readSummary } from './finish.ts';
export { openParquet } from './formats/parquet/open.ts';
export { type PaperKeywords, readKeywords } from './keywords.ts';
export { readLabels } from './labels.ts';
export { type ReadInput, type ReadOptions, readBytes, readCorpus } from './read.ts';
export { FIELDS, type Field } from './records/known-fields.ts';
export type { FieldNames } from './records/record-mapper.ts';
