/** A report in Markdown: the themes as an outline with sizes and keywords, what their papers say, then every paper by theme. */
import type { MapTheme, ThemeMap } from '../../map/schema.ts';
import { nameSentence, runnersUpSentence } from '../../map/themes/name-sentence.ts';
import { papersByTheme } from '../../map/themes/theme-path.ts';
import { themeTree } from '../../map/themes/theme-tree.ts';
import {
  isUncertain,
  stabilityOf,
  stabilityWords,
  themeSentence,
  themesSentence,
} from '../../stability/sentence.ts';
import { summariseTheme, type ThemeSummary } from '../../summarise/theme-summary.ts';
import { escapeMarkdown } from '../markdown-text.ts';

/** Years that fit on a page as columns. */
const YEARS = 12;

export interface MarkdownOptions {
  /** Address of the picture, relative to the report. Default: no picture. */
  picture?: string;
}

export async function toMarkdown(map: ThemeMap, { picture }: MarkdownOptions = {}): Promise<string> {
  const { manifest, papers } = map;
  const members = papersByTheme(map);
  const { shown, roots, children } = themeTree(manifest.themes);
  const bySize = (ids: readonly number[]): MapTheme[] =>
    ids.map((id) => manifest.themes[id]!).sort((a, b) => b.size - a.size || a.id - b.id);
  const { quality, settings } = manifest;
  const lines = [
    `# ${escapeMarkdown(manifest.name)}`,
    '',
    `${count(papers.length, 'paper')} from ${escapeMarkdown(manifest.source.file)} in ${manifest.levels
      .map((level) => count(level.themes, 'theme'))
      .join(', then ')}. ${escapeMarkdown(manifest.chosen)}`,
    '',
    `Model ${escapeMarkdown(settings.model.id)}, seed ${settings.seed}; trustworthiness ${quality.trustworthiness.toFixed(3)}, continuity ${quality.continuity.toFixed(3)}, 15 nearest kept ${percent(quality.keep15)}.`,
    '',
    ...(picture ? [`![Map of ${escapeMarkdown(manifest.name)}](<${encodeURI(picture)}>)`, ''] : []),
    escapeMarkdown(
      themesSentence(manifest.themes.map((theme) => ({ ...theme, stability: stabilityOf(theme) }))),
    ),
    '',
    ...(manifest.source.warnings > 0
      ? [
          `${count(manifest.source.warnings, 'remark')} while reading; the build reported each with its line.`,
          '',
        ]
      : []),
    ...trends(map, members),
    '## Themes',
    '',
  ];
  const outline = (theme: MapTheme, depth: number): void => {
    const stability = stabilityOf(theme);
    const size = papers.length > 0 ? `${theme.size}, ${percent(theme.size / papers.length)}` : theme.size;
    const facts = stability === null ? size : `${size}; stability ${stabilityWords(stability)}`;
    const words = theme.keywords.length > 0 ? `: ${theme.keywords.map(escapeMarkdown).join(', ')}` : '';
    lines.push(`${'  '.repeat(depth)}- **${escapeMarkdown(theme.name)}** (${facts})${words}`);
    for (const child of bySize(children[theme.id]!)) outline(child, depth + 1);
  };
  for (const theme of bySize(roots)) outline(theme, 0);
  const summaries = new Map<number, ThemeSummary>();
  for (const id of new Set(shown)) summaries.set(id, await summariseTheme(map, id));
  const say = (theme: MapTheme, depth: number): void => {
    const indent = '  '.repeat(depth);
    lines.push(`${indent}- **${escapeMarkdown(theme.name)}**`);
    const { sentences, apart } = summaries.get(theme.id)!;
    for (const { index, text } of sentences)
      lines.push(`${indent}  - “${escapeMarkdown(text)}” ${entry(map, index)}`);
    if (apart && apart.terms.length > 0) lines.push(`${indent}  - ${apartFrom(apart)}`);
    for (const child of bySize(children[theme.id]!)) say(child, depth + 1);
  };
  if ([...summaries.values()].some(({ sentences }) => sentences.length > 0)) {
    lines.push('', '## What the papers say', '');
    for (const theme of bySize(roots)) say(theme, 0);
  }
  const section = (theme: MapTheme, depth: number): void => {
    const finer = bySize(children[theme.id]!);
    lines.push('', `${'#'.repeat(Math.min(6, depth + 2))} ${escapeMarkdown(theme.name)}`, '');
    const stability = stabilityOf(theme);
    if (isUncertain(stability)) lines.push(themeSentence(stability), '');
    const why = [nameSentence(theme), runnersUpSentence(theme)].filter((sentence) => sentence !== null);
    if (why.length > 0) lines.push(escapeMarkdown(why.join(' ')), '');
    const inner = new Set(finer.flatMap((child) => members[child.id]!));
    const own = members[theme.id]!.filter((paper) => !inner.has(paper));
    const central = theme.exemplars.filter((paper) => own.includes(paper));
    for (const paper of central) lines.push(`- **${entry(map, paper)}**`);
    for (const paper of own) if (!central.includes(paper)) lines.push(`- ${entry(map, paper)}`);
    for (const child of finer) section(child, depth + 1);
  };
  for (const theme of bySize(roots)) section(theme, 0);
  if (manifest.unthemed.length > 0) {
    lines.push('', '## Unthemed', '');
    for (const { paper, reason } of manifest.unthemed)
      lines.push(`- ${entry(map, paper)}: ${escapeMarkdown(reason)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Papers a year of each area; empty if fewer than two years are known. */
function trends({ manifest, papers }: ThemeMap, members: readonly number[][]): string[] {
  const yearOf = (paper: number) => /^\d{4}/.exec(papers[paper]!.date ?? '')?.[0];
  const years = [...new Set(papers.map((_, paper) => yearOf(paper)))]
    .filter((year) => year !== undefined)
    .sort();
  if (years.length < 2) return [];
  const shown = years.slice(-YEARS);
  const rows = manifest.themes
    .filter((theme) => theme.level === 0)
    .sort((a, b) => b.size - a.size || a.id - b.id)
    .map((theme) => {
      const counts = shown.map((year) => members[theme.id]!.filter((paper) => yearOf(paper) === year).length);
      return `| ${escapeMarkdown(theme.name)} | ${counts.join(' | ')} |`;
    });
  return [
    `## Papers a year${shown.length < years.length ? ` (the last ${YEARS} of ${years.length} years)` : ''}`,
    '',
    `| Theme | ${shown.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(shown.length)}`,
    ...rows,
    '',
  ];
}

function apartFrom({ theme, terms }: NonNullable<ThemeSummary['apart']>): string {
  const list = terms.map(
    ({ term, share, there }) => `${escapeMarkdown(term)} (${percent(share)}, there ${percent(there)})`,
  );
  return `Apart from ${escapeMarkdown(theme.name)}, by the share of papers: ${list.join(', ')}`;
}

function entry(map: ThemeMap, paper: number): string {
  const { title, url } = map.papers[paper]!;
  const text = escapeMarkdown(title);
  return url && /^https?:\/\/[^\s<>]+$/.test(url) ? `[${text}](<${url}>)` : text;
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
