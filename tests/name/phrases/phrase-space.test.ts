/** Where phrases lie among papers: on three axes, four papers each. */
import { describe, expect, it } from 'vitest';
import { cosine, PhraseSpace } from '../../../pipeline/name/phrases/phrase-space.ts';
import { grouped, type Line, phrasesOf, pointing, range } from '../hand-phrases.ts';

const GROUPS = range(0, 12).map((paper) => Math.floor(paper / 4));

function spaceOf(...lines: Omit<Line, 'text'>[]) {
  const named = lines.map((line, p) => ({ text: `word${'abcdefgh'[p]}`, ...line }));
  return new PhraseSpace(grouped(GROUPS), phrasesOf(named, GROUPS.length).phrases);
}

describe('the direction of a phrase', () => {
  it('is that of the papers with it, as seen from the mean of all', () => {
    const space = spaceOf({ papers: [0, 1, 2, 3] }, { papers: [4, 5] });
    const [first, second] = [space.of(0).direction, space.of(1).direction];
    expect(cosine(first, space.centroid([0, 1, 2, 3]))).toBeCloseTo(1, 6);
    expect(cosine(second, space.centroid([4, 5, 6, 7]))).toBeCloseTo(1, 6);
    // Three axes seen from their middle are 120° apart.
    expect(cosine(first, second)).toBeCloseTo(-0.5, 6);
  });

  it('is nearer to papers that are about it than to those that mention it', () => {
    const space = spaceOf({ papers: [0, 4], weights: [1, 0.6] });
    const { direction } = space.of(0);
    expect(cosine(direction, space.centroid([0]))).toBeGreaterThan(cosine(direction, space.centroid([4])));
  });

  it('leaves out what all papers have in common', () => {
    const rows = GROUPS.map((group) => [5, group === 0 ? 1 : 0, group === 0 ? 0 : 1]);
    const space = new PhraseSpace(pointing(rows), phrasesOf([], 12).phrases);
    expect(cosine(space.centroid([0, 1, 2, 3]), space.centroid([4, 5, 6, 7]))).toBeLessThan(-0.9);
  });

  it('is none where its papers lie evenly about the mean, and is a number still', () => {
    const { direction } = spaceOf({ papers: range(0, 12) }).of(0);
    expect(Math.hypot(...direction)).toBeLessThan(1e-6);
  });
});

describe('the topicality of a phrase', () => {
  const topicality = (papers: number[], weights?: number[]) =>
    spaceOf(weights ? { papers, weights } : { papers }).of(0).topicality;

  it('is high where the papers with it lie together, and none where they lie apart', () => {
    expect(topicality([0, 4, 8])).toBeCloseTo(0, 6);
    expect(topicality([0, 1, 2, 3])).toBeGreaterThan(0.7);
    expect(topicality([0, 1, 2, 4])).toBeGreaterThan(topicality([0, 1, 4, 8]));
    expect(topicality([0, 1, 2, 3])).toBeLessThanOrEqual(1);
  });

  it('needs papers: two that lie together prove less than four, and one proves nothing', () => {
    expect(topicality([0])).toBe(0);
    expect(topicality([0, 1])).toBeGreaterThan(0);
    expect(topicality([0, 1])).toBeLessThan(topicality([0, 1, 2, 3]));
  });

  it('depends more on papers that are about it', () => {
    expect(topicality([0, 1, 4], [1, 1, 0.6])).toBeGreaterThan(topicality([0, 1, 4], [0.6, 1, 1]));
  });
});
