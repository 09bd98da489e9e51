/** Endings of paper files. They name and select files; the format of a file is recognised by its content (read.ts). */

/** Endings of the formats, without the dot. */
export const PAPER_ENDINGS = [
  'txt',
  'md',
  'jsonl',
  'ndjson',
  'json',
  'csv',
  'tsv',
  'parquet',
  'bib',
  'ris',
  'nbib',
  'xml',
  'atom',
] as const;

/** Endings of compressed files, usually after one of a format. */
export const PACKED_ENDINGS = ['gz', 'zst'] as const;

/** Read if it is named or dropped, but in a folder it is usually about the papers rather than a list of them. */
const NOTES = 'md';

const ANY = new RegExp(`(?:\\.(?:${[...PAPER_ENDINGS, ...PACKED_ENDINGS].join('|')}))+$`, 'i');
const OF_PAPERS = new RegExp(
  `\\.(?:${PAPER_ENDINGS.filter((ending) => ending !== NOTES).join('|')})(?:\\.(?:${PACKED_ENDINGS.join('|')}))?$`,
  'i',
);

/** The ending that names a format, in lower case: "jsonl" of "a.jsonl.gz"; "" if there is none. */
export function formatEnding(fileName: string): string {
  return /\.(\w+)(?:\.(?:gz|zst))?$/.exec(fileName.toLowerCase())?.[1] ?? '';
}

/** The file's name without any of these endings. */
export function withoutEndings(fileName: string): string {
  return fileName.replace(ANY, '');
}

/** Whether a file in a folder is read as papers, by its name. */
export function isPaperFile(fileName: string): boolean {
  return OF_PAPERS.test(fileName);
}
