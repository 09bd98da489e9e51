/** The result of a comparison in words. */
import type { Comparison } from './report.ts';

/** A few sentences for a reader who has not seen the figures. */
export function comparisonSentence(report: Omit<Comparison, 'summary'>): string {
  const { a, b, shared, themes, moved, ari, matchedBy } = report;
  const parts: string[] = [];
  if (shared === 0)
    parts.push(
      `The two maps share no papers, so their themes are matched by ${
        matchedBy === 'names' ? 'names and keywords alone' : 'mean vectors and names'
      }, not by papers`,
    );
  else if (shared === a.papers && shared === b.papers)
    parts.push(`Both maps hold the same ${count(shared, 'paper')}`);
  else
    parts.push(
      `${count(shared, 'paper')} of ${a.papers} and ${b.papers} ${shared === 1 ? 'is' : 'are'} in both maps`,
    );
  const changes = [
    [themes.born.length, 'new'],
    [themes.gone.length, 'gone'],
    [themes.split.length, 'split'],
    [themes.merged.length, 'merged'],
    [themes.grown.length, 'larger'],
    [themes.shrunk.length, 'smaller'],
  ].filter(([number]) => number !== 0);
  parts.push(
    `${themes.matched.length} of ${count(a.themes, 'theme')} ${themes.matched.length === 1 ? 'has its' : 'have their'} counterpart among ${b.themes}${
      changes.length > 0 ? ` (${changes.map(([number, word]) => `${number} ${word}`).join(', ')})` : ''
    }`,
  );
  if (shared > 1) {
    const alone = moved.filter(({ how }) => how === 'moved').length;
    parts.push(
      moved.length === 0
        ? 'No shared paper changed its theme'
        : `${moved.length} of ${count(shared, 'shared paper')} changed their theme${
            alone < moved.length
              ? `, ${moved.length - alone} of them because their theme split or merged`
              : ''
          }`,
    );
    if (ari !== null)
      parts.push(`The agreement of the themes is ${ari.toFixed(2)} (ARI: 1 is the same, 0 is chance)`);
  }
  return `${parts.join('. ')}.`;
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
