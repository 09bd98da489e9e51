/** Which phrases may name a theme: what is counted of them, and in which order they stand. */
import { describe, expect, it } from 'vitest';
import { findCandidates, measureCandidates } from '../../pipeline/name/candidates.ts';
import type { ThemeGroups } from '../../pipeline/types.ts';
import { type Line, phrasesOf, range, spaceOf } from './hand-phrases.ts';

/** A name of two words for each number. */
const topic = (p: number) =>
  [p % 26, Math.floor(p / 26)].map((i) => `topic${String.fromCharCode(97 + i)}`).join(' kind');

interface Situation {
  parents?: number[];
  titles?: string[];
  abstracts?: string[];
}

function levelOf(lines: readonly Line[], of: number[], { parents, titles, abstracts }: Situation = {}) {
  const count = Math.max(...of) + 1;
  const { tokens, phrases } = phrasesOf(lines, titles ?? of.length, abstracts);
  const level: ThemeGroups = {
    count,
    assignment: Int32Array.from(of),
    parents: Int32Array.from(parents ?? new Array(count).fill(-1)),
  };
  return [tokens, phrases, spaceOf(phrases, of), level] as const;
}
/** Candidates of the first theme, best first. */
function candidatesOf(lines: readonly Line[], of: number[], situation?: Situation) {
  return findCandidates(...levelOf(lines, of, situation))[0]!;
}
const textsOf = (lines: readonly Line[], of: number[], situation?: Situation) =>
  candidatesOf(lines, of, situation).map(({ phrase }) => lines[phrase]!.text);
/** Measures of a theme's phrases by their text. */
function measuresOf(lines: readonly Line[], of: number[], situation?: Situation, theme = 0) {
  const list = measureCandidates(...levelOf(lines, of, situation))[theme]!;
  return Object.fromEntries(list.map(({ phrase, features }) => [lines[phrase]!.text, features]));
}

/** Two themes of ten papers each. */
const TWO = range(0, 20).map((paper) => (paper < 10 ? 0 : 1));

describe('the candidates of a theme', () => {
  it('are phrases of its papers, with the number of them', () => {
    const lines = [
      { text: 'protein folding', papers: [0, 1, 2, 12] },
      { text: 'traffic control', papers: range(10, 20) },
    ];
    const [first, second] = findCandidates(...levelOf(lines, TWO));
    expect(first!.map(({ phrase, papers }) => [phrase, papers])).toEqual([[0, 3]]);
    expect(second!.map(({ phrase, papers }) => [phrase, papers])).toEqual([[1, 10]]);
  });

  it('are in two papers and a twentieth of them at least, unless the theme is one paper', () => {
    const large = range(0, 100).map((paper) => (paper < 60 ? 0 : 1));
    const lines = [
      { text: 'protein folding', papers: [0, 1] },
      { text: 'ribosome kinetics', papers: [0, 1, 2] },
    ];
    expect(textsOf(lines, large)).toEqual(['ribosome kinetics']);
    expect(textsOf([{ text: 'protein folding', papers: [0] }], TWO)).toEqual([]);
    expect(textsOf([{ text: 'protein folding', papers: [0] }], [0, 1, 1])).toEqual(['protein folding']);
  });

  it('read as noun phrases', () => {
    const lines = [
      { text: 'determining', papers: range(0, 10), reads: 0.14 },
      { text: 'pruning', papers: range(0, 10), reads: 0.15 },
    ];
    expect(textsOf(lines, TWO)).toEqual(['pruning']);
  });

  it('are more frequent in it than elsewhere', () => {
    const lines = [
      { text: 'language models', papers: range(1, 20) },
      { text: 'traffic control', papers: [0, 1, ...range(10, 20)] },
      { text: 'protein folding', papers: [0, 1] },
    ];
    expect(textsOf(lines, TWO)).toEqual(['protein folding']);
  });

  it('do not depend on papers without a theme but for what these say elsewhere', () => {
    const lines = [{ text: 'protein folding', papers: [0, 1, 2, 20] }];
    expect(candidatesOf(lines, [...TWO, -1])[0]).toMatchObject({ phrase: 0, papers: 3 });
    expect(measuresOf(lines, [...TWO, -1])['protein folding']!.lift).toBeLessThan(
      measuresOf([{ ...lines[0]!, papers: [0, 1, 2] }], [...TWO, -1])['protein folding']!.lift,
    );
  });

  it('are at most sixty, best first', () => {
    const lines = range(0, 90).map((p) => ({ text: topic(p), papers: range(0, 10), reads: (p + 1) / 90 }));
    const found = candidatesOf(lines, TWO);
    expect(found).toHaveLength(60);
    expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).sort((a, b) => b - a));
    expect(found[0]!.phrase).toBe(89);
  });

  it('stand in the order of the phrases where nothing else tells them apart', () => {
    const lines = range(0, 70).map((p) => ({ text: topic(p), papers: range(0, 10) }));
    expect(candidatesOf(lines, TWO).map(({ phrase }) => phrase)).toEqual(range(0, 60));
    expect(candidatesOf(lines, TWO)).toEqual(candidatesOf(lines, TWO));
  });

  it('include what most titles say, if eighty other phrases are more frequent', () => {
    const titles = TWO.map((theme) => (theme === 0 ? 'protein folding' : ''));
    const others = range(0, 80).map((p) => ({
      text: topic(p),
      papers: range(0, 10),
      weights: new Array(10).fill(0.6),
    }));
    const title = { text: 'protein folding', papers: [...range(0, 9), ...range(10, 13)] };
    expect(textsOf([...others, title], TWO, { titles })).toContain('protein folding');
    const mentioned = { ...title, weights: new Array(12).fill(0.6) };
    const last = { ...others[0]!, text: 'traffic control' };
    expect(textsOf([...others, ...range(0, 20).map(() => last), mentioned], TWO)).not.toContain(
      'protein folding',
    );
  });

  it('are better if the theme’s papers say them, its titles do, others don’t, and they mean one thing', () => {
    /** Which of two phrases is the better one. */
    const better = (first: Partial<Line>, second: Partial<Line>, titles?: string[]) => {
      const lines = [
        { text: 'protein folding', papers: range(0, 8), ...first },
        { text: 'traffic control', papers: range(0, 8), ...second },
      ];
      return textsOf(lines, TWO, titles ? { titles } : {})[0];
    };
    const elsewhere = [...range(0, 8), ...range(10, 15)];
    expect(better({ papers: elsewhere }, {})).toBe('traffic control');
    expect(better({}, { papers: elsewhere })).toBe('protein folding');
    expect(better({ reads: 0.3 }, {})).toBe('traffic control');
    const mentions = new Array(8).fill(0.6);
    expect(
      better(
        { weights: mentions },
        {},
        TWO.map(() => 'traffic control'),
      ),
    ).toBe('traffic control');
    expect(
      better(
        {},
        { weights: mentions },
        TWO.map(() => 'protein folding'),
      ),
    ).toBe('protein folding');
  });
});

describe('what is measured of a phrase', () => {
  it('is its share of the papers and of the titles', () => {
    const measures = measuresOf(
      [
        { text: 'protein folding', papers: range(0, 8), weights: [1, 1, ...new Array(6).fill(0.6)] },
        { text: 'ribosome kinetics', papers: range(0, 4) },
      ],
      TWO,
    );
    expect(measures['protein folding']!.inTitle).toBe(0.25);
    expect(measures['ribosome kinetics']!.inTitle).toBe(1);
    expect(measures['protein folding']!.share).toBeGreaterThan(measures['ribosome kinetics']!.share);
    expect(measures['protein folding']!.share2).toBeCloseTo(measures['protein folding']!.share ** 2, 9);
  });

  it('is how many titles have its words, even apart', () => {
    const lines = [
      { text: 'protein folding', papers: range(0, 4) },
      { text: 'ribosome kinetics', papers: range(0, 4) },
    ];
    const titles = TWO.map((theme, paper) =>
      theme === 0 ? (paper % 2 ? 'Folding of a protein' : 'A protein, its ribosome') : '',
    );
    const { 'protein folding': first, 'ribosome kinetics': second } = measuresOf(lines, TWO, { titles });
    expect(first!.titleWords).toBeGreaterThan(second!.titleWords);
    // Every title says "protein", half of them "folding"; none says "kinetics".
    expect(first!.rarestTitleWord).toBeLessThan(first!.titleWords);
    expect(second!.rarestTitleWord).toBeLessThan(first!.rarestTitleWord);
  });

  it('is the lift in bits over all other papers and over the siblings, which is the same for an only child', () => {
    const of = range(0, 40).map((paper) => Math.floor(paper / 10));
    // Themes 0 and 1 have one parent, 2 and 3 another.
    const parents = [0, 0, 1, 1];
    const measure = (papers: number[], own = parents) =>
      measuresOf([{ text: 'protein folding', papers }], of, { parents: own })['protein folding']!;
    const unique = measure(range(0, 8));
    const inSibling = measure([...range(0, 8), ...range(10, 14)]);
    const inCousin = measure([...range(0, 8), ...range(20, 24)]);
    expect(inSibling.lift).toBe(inCousin.lift);
    expect(inSibling.lift).toBeLessThan(unique.lift);
    expect(inSibling.siblingLift).toBeLessThan(inCousin.siblingLift);
    expect(inCousin.siblingLift).toBe(unique.siblingLift);
    expect(unique.siblingLift2).toBeCloseTo(unique.siblingLift ** 2, 9);
    // (8 + ¼) of (10 + ½) papers here, ½ of 31 elsewhere.
    expect(unique.lift).toBeCloseTo(Math.log2(8.25 / 10.5 / (0.5 / 31)), 6);
    const lonely = measure(range(0, 8), [0, 1, 1, 1]);
    expect(lonely.siblingLift).toBe(lonely.lift);
  });

  it('is a lift of six bits at most', () => {
    const of = [...new Array(20).fill(0), ...new Array(4000).fill(1)];
    const { lift } = measuresOf([{ text: 'protein folding', papers: range(0, 20) }], of)['protein folding']!;
    expect(lift).toBe(6);
  });

  it('is its place: near the theme or not, in papers that lie together or not', () => {
    const of = range(0, 30).map((paper) => Math.floor(paper / 10));
    const { near, wide } = measuresOf(
      [
        { text: 'near', papers: range(0, 6) },
        { text: 'wide', papers: [...range(0, 6), 10, 11, 12] },
      ],
      of,
    );
    expect(near!.similarity).toBeCloseTo(1, 6);
    expect(near!.similarity).toBeGreaterThan(wide!.similarity);
    expect(near!.topicality).toBeGreaterThan(wide!.topicality);
  });

  it('is its length in words as people write them', () => {
    const lines = ['folding', 'protein folding', 'protein folding kinetics', 'long-context folding'].map(
      (text) => ({ text, papers: range(0, 8) }),
    );
    expect(measuresOf(lines, TWO)).toMatchObject({
      folding: { oneWord: 1, threeWords: 0 },
      'protein folding': { oneWord: 0, threeWords: 0 },
      'protein folding kinetics': { oneWord: 0, threeWords: 1 },
      'long-context folding': { oneWord: 0, threeWords: 1 },
    });
  });

  it('counts more or less in large themes, and neither in those of 32 papers', () => {
    const measure = (size: number) =>
      measuresOf(
        [{ text: 'protein folding', papers: range(0, size) }],
        [...new Array(size).fill(0), ...new Array(size).fill(1)],
      )['protein folding']!;
    expect(measure(32)).toMatchObject({ liftOfLarge: 0, similarityOfLarge: 0 });
    expect(measure(64).liftOfLarge).toBeGreaterThan(0);
    expect(measure(16).liftOfLarge).toBeLessThan(0);
  });
});
