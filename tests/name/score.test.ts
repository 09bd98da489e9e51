/** Scores of phrases for themes, by the formula on a few papers. */
import { describe, expect, it } from 'vitest';
import type { Phrases } from '../../pipeline/name/phrases.ts';
import { type LevelInput, scorePhrases } from '../../pipeline/name/score.ts';

/** Phrases by the papers that hold them: `[readability, { paper: weight }]`. */
function phrasesOf(...list: [number, Record<number, number>][]): Phrases {
  const papers: number[] = [];
  const weights: number[] = [];
  const starts = [0];
  for (const [, held] of list) {
    for (const [paper, weight] of Object.entries(held)) {
      papers.push(Number(paper));
      weights.push(weight);
    }
    starts.push(papers.length);
  }
  return {
    terms: list.map((_, p) => [p]),
    readability: Float64Array.from(list, ([readability]) => readability),
    starts: Int32Array.from(starts),
    papers: Int32Array.from(papers),
    weights: Float32Array.from(weights),
  };
}

function level(of: number[], changes: Partial<LevelInput> = {}): LevelInput {
  const count = Math.max(...of) + 1;
  return {
    count,
    assignment: Int32Array.from(of),
    parents: new Int32Array(count).fill(-1),
    weights: new Float64Array(of.length).fill(1),
    parts: null,
    ...changes,
  };
}

const bits = (share: number, other: number) => Math.max(0, Math.min(4.5, Math.log2(share / other)));
const all = (weight: number, ...papers: number[]) =>
  Object.fromEntries(papers.map((paper) => [paper, weight]));

describe('scorePhrases', () => {
  it('multiplies readability, coverage^.85 and the mean lift, in bits, over corpus and siblings', () => {
    // Themes 0 and 1 of four papers are of one parent, theme 2 of another; one paper is in none.
    const input = level([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, -1], {
      parents: Int32Array.of(0, 0, 1),
      weights: Float64Array.from([1, 0.75, 0.5, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
    });
    const [first] = scorePhrases(phrasesOf([0.5, { 0: 1, 1: 0.625, 2: 0.5, 5: 1, 8: 1, 12: 1 }]), input);
    const coverage = (1 + 0.75 * 0.625 + 0.5 * 0.5) / 2.75;
    const share = 3.25 / 4.5;
    const lift = (bits(share, 3.5 / 10) + bits(share, 1.5 / 5)) / 2;
    expect(first).toHaveLength(1);
    expect(first![0]).toMatchObject({ phrase: 0, papers: 3 });
    expect(first![0]!.coverage).toBeCloseTo(coverage, 6);
    expect(first![0]!.score).toBeCloseTo(0.5 * coverage ** 0.85 * lift, 6);
  });

  it('uses the lift over the corpus for an only child, at most 4.5 bits', () => {
    const lonely = level([0, 0, 1, 1], { parents: Int32Array.of(0, 1) });
    const [first] = scorePhrases(phrasesOf([1, all(1, 0, 1)]), lonely);
    expect(first![0]!.score).toBeCloseTo(bits(2.25 / 2.5, 0.5 / 3), 9);
    const many = level([...new Array(40).fill(0), ...new Array(400).fill(1)]);
    const [best] = scorePhrases(phrasesOf([1, all(1, ...Array.from({ length: 40 }, (_, i) => i))]), many);
    expect(best![0]!.score).toBe(4.5);
  });

  it('omits phrases without lift or readability, and those in fewer than two papers or a tenth', () => {
    const input = level([0, 0, 0, 0, 1, 1, 1, 1]);
    const found = scorePhrases(
      phrasesOf(
        [1, all(1, 0, 4, 5, 6)],
        [1, all(1, 0)],
        [0, all(1, 0, 1)],
        [1, all(1, 0, 1)],
        [1, all(1, 0, 1, 4, 5)],
      ),
      input,
    );
    expect(found.map((list) => list.map(({ phrase }) => phrase))).toEqual([[3], [0]]);
    const large = level([...new Array(21).fill(0), ...new Array(21).fill(1)]);
    const counts = scorePhrases(phrasesOf([1, all(1, 0, 1)], [1, all(1, 0, 1, 2)]), large)[0]!;
    expect(counts.map(({ phrase }) => phrase)).toEqual([1]);
    // A theme of one paper has phrases of one.
    expect(scorePhrases(phrasesOf([1, all(1, 0)]), level([0, 1, 1]))[0]).toHaveLength(1);
  });

  it('lists the best first, the earlier phrase first among equals, at most eighty', () => {
    const input = level([0, 0, 0, 0, 1, 1, 1, 1]);
    const [first] = scorePhrases(
      phrasesOf([0.5, all(1, 0, 1)], [1, all(1, 0, 1)], [0.5, all(1, 2, 3)], [0.75, all(1, 0, 1)]),
      input,
    );
    expect(first!.map(({ phrase }) => phrase)).toEqual([1, 3, 0, 2]);
    const rising = Array.from({ length: 90 }, (_, p): [number, Record<number, number>] => [
      (p + 1) / 90,
      all(1, 0, 1),
    ]);
    for (const list of [rising, [...rising].reverse()]) {
      const kept = scorePhrases(phrasesOf(...list), input)[0]!;
      expect(kept).toHaveLength(80);
      expect(kept.map(({ score }) => score)).toEqual(kept.map(({ score }) => score).sort((a, b) => b - a));
      expect(list[kept[79]!.phrase]![0]).toBeCloseTo(11 / 90, 9);
    }
  });

  it('measures coverage of a theme’s parts as the mean of their shares, weighted by the root of their sizes', () => {
    const input = level([0, 0, 0, 0, 0, 0, 1, 1, 1], { parts: Int32Array.of(0, 0, 0, 0, 1, -1, 2, 2, 2) });
    const cover = (held: Record<number, number>) =>
      scorePhrases(phrasesOf([1, held]), input)[0]![0]!.coverage;
    expect(cover(all(1, 0, 1, 2, 3))).toBeCloseTo(2 / 3, 9);
    expect(cover({ 0: 1, 1: 0.5, 4: 0.75 })).toBeCloseTo(((2 * 1.5) / 4 + 0.75) / 3, 9);
    // Papers of other themes, and those of no part, cover nothing.
    expect(cover({ 0: 1, 1: 1, 5: 1, 6: 1 })).toBeCloseTo(1 / 3, 9);
    const bare = level([0, 0, 1], { parts: Int32Array.of(-1, -1, 0) });
    expect(scorePhrases(phrasesOf([1, all(1, 0, 1)]), bare)[0]).toEqual([]);
  });
});
