/** A comparison as a table of themes and papers: CSV for programs, Markdown for readers. */

import { csvCell } from '../export/csv-cell.ts';
import { escapeMarkdown as text } from '../export/markdown-text.ts';
import type { Comparison, ThemeRef } from './report.ts';

/** One row of the table: what became of a theme or a paper. */
export interface ChangeRow {
  what: 'theme' | 'paper';
  change: 'matched' | 'grown' | 'shrunk' | 'born' | 'gone' | 'split' | 'merged' | 'moved';
  /** Name of the theme in A, or of a paper's theme there. */
  a: string | null;
  /** The same in B. */
  b: string | null;
  sizeA: number | null;
  sizeB: number | null;
  /** Number of papers in both themes. */
  papers: number | null;
  overlap: number | null;
  nameSimilarity: number | null;
  vectorSimilarity: number | null;
  /** Id of a paper. */
  id: string | null;
  title: string | null;
}

const EMPTY: Omit<ChangeRow, 'what' | 'change'> = {
  a: null,
  b: null,
  sizeA: null,
  sizeB: null,
  papers: null,
  overlap: null,
  nameSimilarity: null,
  vectorSimilarity: null,
  id: null,
  title: null,
};

/** Every change, themes first; a part of a split or merged theme is a row of its own. */
export function changeRows({ themes, moved }: Comparison): ChangeRow[] {
  const theme = (change: ChangeRow['change'], a: ThemeRef | null, b: ThemeRef | null): ChangeRow => ({
    ...EMPTY,
    what: 'theme',
    change,
    a: a?.name ?? null,
    b: b?.name ?? null,
    sizeA: a?.size ?? null,
    sizeB: b?.size ?? null,
  });
  return [
    ...themes.matched.map(({ a, b, change, papers, overlap, nameSimilarity, vectorSimilarity }) => ({
      ...theme(change === 'same' ? 'matched' : change, a, b),
      papers,
      overlap,
      nameSimilarity,
      vectorSimilarity,
    })),
    ...themes.split.flatMap(({ a, b }) =>
      b.map((part) => ({ ...theme('split', a, part), papers: part.papers })),
    ),
    ...themes.merged.flatMap(({ a, b }) =>
      a.map((part) => ({ ...theme('merged', part, b), papers: part.papers })),
    ),
    ...themes.gone.map((a) => theme('gone', a, null)),
    ...themes.born.map((b) => theme('born', null, b)),
    ...moved.map(
      ({ id, title, theme: from, to, how }): ChangeRow => ({
        ...EMPTY,
        what: 'paper',
        change: how,
        a: from?.name ?? null,
        b: to.theme?.name ?? null,
        id,
        title,
      }),
    ),
  ];
}

/** CSV (RFC 4180), one line a change. */
export function comparisonCsv(report: Comparison): string {
  const columns = ['what', 'change', ...Object.keys(EMPTY)] as (keyof ChangeRow)[];
  const lines = changeRows(report).map((row) => columns.map((column) => csvCell(row[column])).join(','));
  return [columns.join(','), ...lines, ''].join('\r\n');
}

/** A report in Markdown. */
export function comparisonMarkdown(report: Comparison): string {
  const { a, b, themes, moved } = report;
  const lines = [`# ${text(a.name)} against ${text(b.name)}`, '', text(report.summary)];
  const section = (title: string, items: readonly string[]) => {
    if (items.length > 0)
      lines.push('', `## ${title} (${items.length})`, '', ...items.map((item) => `- ${item}`));
  };
  const sized = ({ name, size }: ThemeRef) => `${text(name)} (${size})`;
  if (themes.matched.length > 0) {
    lines.push('', `## In both (${themes.matched.length})`, '');
    lines.push(`| ${text(a.name)} | ${text(b.name)} | papers | overlap | names | vectors |`);
    lines.push('| --- | --- | --- | --- | --- | --- |');
    for (const match of themes.matched)
      lines.push(
        `| ${sized(match.a)} | ${sized(match.b)}${match.change === 'same' ? '' : `, ${match.change}`} | ${match.papers} | ${figure(
          match.overlap,
        )} | ${figure(match.nameSimilarity)} | ${figure(match.vectorSimilarity)} |`,
      );
  }
  const parts = (list: readonly (ThemeRef & { papers: number })[]) =>
    list.map((part) => `${text(part.name)} (${part.papers})`).join(', ');
  section(
    'Split',
    themes.split.map((one) => `${sized(one.a)} → ${parts(one.b)}`),
  );
  section(
    'Merged',
    themes.merged.map((one) => `${parts(one.a)} → ${sized(one.b)}`),
  );
  section('Gone', themes.gone.map(sized));
  section('New', themes.born.map(sized));
  section(
    'Papers that changed their theme',
    moved.map(
      ({ title, theme: from, to }) =>
        `${text(title)}: ${text(from?.name ?? 'no theme')} → ${text(to.theme?.name ?? 'no theme')}`,
    ),
  );
  return `${lines.join('\n')}\n`;
}

function figure(value: number | null): string {
  return value === null ? '' : value.toFixed(2);
}
