/** What of a paper is embedded. Its sha256 is part of every cache key, so a change here makes every vector anew. */
import type { Paper } from './types.ts';

/** `title. abstract`; whichever there is where a paper lacks the other. */
export function embedText(paper: Pick<Paper, 'title' | 'abstract'>): string {
  if (paper.abstract === '') return paper.title;
  if (paper.title === '') return paper.abstract;
  return `${paper.title}. ${paper.abstract}`;
}
