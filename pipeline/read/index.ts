/** read: input files to papers. */
export type { ByteSource } from './bytes/source.ts';
export { isPaperFile, PACKED_ENDINGS, PAPER_ENDINGS } from './file-endings.ts';
export { readSummary } from './finish.ts';
export { ParquetFile } from './formats/parquet/parquet-file.ts';
export { readLabels } from './labels.ts';
export { type ReadInput, type ReadOptions, readCorpus, readPapers } from './read.ts';
export { FIELDS, type Field } from './records/record.ts';
export type { FieldNames } from './records/record-mapper.ts';
