/** How files of papers are called. What they hold is told by content (read.ts); this names, offers and picks files. */

/** Endings of formats that are read, without the dot. */
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

/** Endings of compressed files, mostly behind one of a format. */
export const PACKED_ENDINGS = ['gz', 'zst'] as const;

/** Read where it is named or dropped; in a folder it is a note on the papers rather than papers. */
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

/** The file's name without these endings, however many stand behind each other. */
export function withoutEndings(fileName: string): string {
  return fileName.replace(ANY, '');
}

/** Whether a file of a folder is taken as papers: by its name alone. */
export function isPaperFile(fileName: string): boolean {
  return OF_PAPERS.test(fileName);
}
