/** Writes the reading list as BibTeX, CSV, JSONL, JSON or Markdown. */
import { csvCell, escapeMarkdown, FORMATS_OF_PAPERS, type Format } from '../../pipeline/export/index.ts';
import type { Manifest } from '../../pipeline/map/index.ts';
import { type ReadingItem, serialiseList } from './list.ts';

export const READING_FORMATS = ['bibtex', 'csv', 'jsonl', 'json', 'markdown'] as const;
export type ReadingFormat = (typeof READING_FORMATS)[number];

/** File name extension, media type and label of each format. */
export const READING_FILES: Record<ReadingFormat, Pick<Format, 'label' | 'extensions' | 'mime'>> = {
  ...FORMATS_OF_PAPERS,
  json: { label: 'JSON', extensions: ['json'], mime: 'application/json' },
  markdown: { label: 'Markdown', extensions: ['md'], mime: 'text/markdown' },
};

export async function exportList(items: readonly ReadingItem[], format: ReadingFormat): Promise<string> {
  switch (format) {
    case 'bibtex':
      return bibtex(items);
    case 'csv':
      return [COLUMNS, ...items.map((item) => COLUMNS.map((column) => item[column]))]
        .map((cells) => `${cells.map(csvCell).join(',')}\r\n`)
        .join('');
    case 'jsonl':
      return items.map((item) => `${JSON.stringify(item)}\n`).join('');
    case 'json':
      return serialiseList(items);
    case 'markdown':
      return markdown(items);
  }
}

const COLUMNS = [
  'id',
  'title',
  'authors',
  'date',
  'venue',
  'url',
  'note',
  'added',
  'map',
  'abstract',
] as const;

/** Written as a map of these papers without themes; notes are not part of a citation. */
function bibtex(items: readonly ReadingItem[]): Promise<string> {
  const none = new Float32Array(0);
  const unthemed = new Int32Array(items.length).fill(-1);
  return FORMATS_OF_PAPERS.bibtex.write({
    // The part of the manifest that the export reads.
    manifest: { themes: [], arrays: { neighbours: { shape: [items.length, 0] } } } as unknown as Manifest,
    papers: items.map((item) => ({ ...item, abstract: item.abstract ?? '' })),
    arrays: {
      layout: new Float32Array(2 * items.length),
      strength: new Float32Array(items.length),
      theme: unthemed,
      second: unthemed,
      neighbours: new Int32Array(0),
      similarities: none,
      vectors: none,
      mean: none,
    },
  });
}

function markdown(items: readonly ReadingItem[]): string {
  const entries = items.map((item) => {
    const title = escapeMarkdown(item.title);
    const linked = /^https?:\/\/[^\s<>]+$/.test(item.url ?? '') ? `[${title}](<${item.url}>)` : title;
    const facts = [(item.authors ?? []).join(', '), item.venue ?? '', item.date ?? '']
      .filter(Boolean)
      .map(escapeMarkdown)
      .join('. ');
    const note = item.note.trim()
      ? `\n${item.note
          .trim()
          .split(/\r?\n/)
          .map((line) => `  > ${escapeMarkdown(line)}`)
          .join('\n')}`
      : '';
    return `- **${linked}**${facts ? `  \n  ${facts}` : ''}${note}\n`;
  });
  return `# Reading list\n\n${entries.join('')}`;
}
