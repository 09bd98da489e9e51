/** Names of a theme made of its phrases: one, or two. */
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../pipeline/name/candidates.ts';
import { Composer } from '../../pipeline/name/compose.ts';
import { LONGEST_NAME } from '../../pipeline/name/phrases/display.ts';
import { type Line, phrasesOf, range, spaceOf } from './hand-phrases.ts';

/** The theme's papers; as many are in another. */
const SIZE = 12;
const OF = range(0, 2 * SIZE).map((paper) => (paper < SIZE ? 0 : 1));

interface Situation {
  abstracts?: string[];
  isParent?: boolean;
}

/** @param lines best first, each a point worse than the one before */
function composed(lines: readonly Line[], { abstracts = [], isParent = false }: Situation = {}) {
  const { tokens, phrases } = phrasesOf(lines, OF.length, abstracts);
  const candidates = lines.map(
    ({ papers }, phrase): Candidate => ({ phrase, papers: papers.length, score: -phrase }),
  );
  const space = spaceOf(phrases, OF);
  const composer = new Composer(tokens, phrases, space);
  const members = range(0, SIZE);
  const theme = { candidates, members: new Set(members), centroid: space.centroid(members), isParent };
  return { names: composer.compose(theme), measured: composer.measure(theme) };
}
const namesOf = (lines: readonly Line[], situation?: Situation) => composed(lines, situation).names;
const textsOf = (lines: readonly Line[], situation?: Situation) =>
  namesOf(lines, situation).map(({ text }) => text);

const half = range(0, 6);
const folding: Line = { text: 'protein folding', papers: half };
const kinetics: Line = { text: 'ribosome kinetics', papers: range(6, 12) };

describe('the names of a theme', () => {
  it('are its phrases and pairs of them, the better phrase first', () => {
    expect(textsOf([folding, kinetics]).sort()).toEqual([
      'Protein Folding',
      'Protein Folding & Ribosome Kinetics',
      'Ribosome Kinetics',
    ]);
    expect(textsOf([])).toEqual([]);
  });

  it('stand best first, and in the same order every time', () => {
    const lines = range(0, 14).map((p) => ({
      text: `kinetics ${'abcdefghijklmn'[p]}${'xyz'[p % 3]}on`,
      papers: range(p % 5, 6 + (p % 5)),
    }));
    const names = namesOf(lines);
    expect(names.map(({ value }) => value)).toEqual(names.map(({ value }) => value).sort((a, b) => b - a));
    expect(namesOf(lines)).toEqual(names);
  });

  it('are said by the papers of the theme with one of the phrases', () => {
    const names = namesOf([
      { text: 'protein folding', papers: [0, 1, 2, 14] },
      { text: 'ribosome kinetics', papers: [2, 5, 20] },
    ]);
    const papersOf = (text: string) => names.find((name) => name.text === text)!.papers;
    expect(papersOf('Protein Folding')).toEqual([0, 1, 2]);
    expect(papersOf('Ribosome Kinetics')).toEqual([2, 5]);
    expect([...papersOf('Protein Folding & Ribosome Kinetics')].sort()).toEqual([0, 1, 2, 5]);
  });

  it('have forty characters at most', () => {
    const forty = 'hierarchical reinforcement orchestration';
    expect(forty).toHaveLength(LONGEST_NAME);
    expect(textsOf([{ text: forty, papers: half }])).toEqual(['Hierarchical Reinforcement Orchestration']);
    expect(textsOf([{ text: `${forty}s`, papers: half }])).toEqual([]);
    const beside = (text: string) => textsOf([folding, { text, papers: range(6, 12) }]);
    expect('Protein Folding & Enzymes of Warm Tissue').toHaveLength(LONGEST_NAME);
    expect(beside('enzymes of warm tissue')).toContain('Protein Folding & Enzymes of Warm Tissue');
    expect(beside('enzymes of warm tissues').filter((text) => text.includes('&'))).toEqual([]);
  });

  it('are made of fourteen phrases at most, which read as names', () => {
    const many = range(0, 16).map((p) => ({ text: `topic${'abcdefghijklmnop'[p]}`, papers: half }));
    const single = textsOf(many).filter((text) => !text.includes('&'));
    expect(single).toHaveLength(14);
    expect(single).not.toContain('Topico');
    expect(textsOf([{ ...folding, reads: 0.29 }, kinetics])).toEqual(['Ribosome Kinetics']);
    expect(textsOf([{ ...folding, reads: 0.3 }])).toEqual(['Protein Folding']);
  });

  it('have what each phrase means as keys, whatever the order of its words and the links between them', () => {
    const [name] = namesOf([{ text: 'folding of proteins', papers: half }]);
    expect(name!.keys).toHaveLength(1);
    expect(namesOf([folding])[0]!.keys).toEqual(name!.keys);
    expect(textsOf([folding, { text: 'folding of proteins', papers: half }])).toEqual(['Protein Folding']);
  });
});

describe('the two phrases of a name', () => {
  const pairs = (lines: readonly Line[], situation?: Situation) =>
    textsOf(lines, situation).filter((text) => text.includes('&'));

  it('do not repeat each other: neither is a part of the other', () => {
    expect(pairs([folding, { text: 'folding', papers: range(6, 12) }])).toEqual([]);
    expect(pairs([{ text: 'folding', papers: half }, folding])).toEqual([]);
    expect(pairs([folding, { text: 'protein motion', papers: range(6, 12) }])).toEqual([
      'Protein Folding & Protein Motion',
    ]);
  });

  it('do not say one thing in two forms of a word', () => {
    const lines: Line[] = [
      { text: 'robotic grasping', papers: half },
      { text: 'robots', papers: range(6, 12) },
    ];
    expect(textsOf(lines).sort()).toEqual(['Robotic Grasping', 'Robots']);
  });

  it('are pairs only if each phrase names papers of its own', () => {
    const texts = (papers: number[]) => textsOf([folding, { text: 'ribosome kinetics', papers }]);
    expect(texts(range(0, 5))).not.toContain('Protein Folding & Ribosome Kinetics');
    expect(texts([0, 1, 2, 8])).toContain('Protein Folding & Ribosome Kinetics');
  });

  it('say a last word that both phrases have once', () => {
    const motion: Line = { text: 'ribosome folding', papers: range(6, 12) };
    expect(textsOf([folding, motion])).toContain('Protein & Ribosome Folding');
  });

  it('are no acronym and what it stands for', () => {
    const abstracts = range(0, 4).map(() => 'A graph neural network (GNN). GNN, GNN and GNN.');
    const gnn: Line = { text: 'GNN', papers: half };
    // The same words in another order mean the same: only the better phrase is a name.
    expect(textsOf([gnn, { text: 'network of a neural graph', papers: half }], { abstracts })).toHaveLength(
      1,
    );
    expect(pairs([gnn, { text: 'neural graph', papers: range(6, 12) }], { abstracts })).toEqual([]);
    expect(pairs([gnn, kinetics], { abstracts })).toEqual(['GNN & Ribosome Kinetics']);
  });

  it('are short, where one alone has both forms', () => {
    const abstracts = range(0, 4).map(() => 'A mixture of experts (MoE). MoE and MoE.');
    const texts = textsOf([{ text: 'MoE', papers: half }, kinetics], { abstracts });
    expect(texts).toContain('Mixture of Experts (MoE)');
    expect(texts).toContain('MoE & Ribosome Kinetics');
  });

  it('are better the more papers each adds, and one is better if it says them all', () => {
    const beside = (papers: number[]) =>
      namesOf([folding, { text: 'ribosome kinetics', papers }]).find(({ text }) => text.includes('&'))!.value;
    expect(beside(range(6, 12))).toBeGreaterThan(beside(range(3, 9)));
    const all = range(0, SIZE);
    expect(
      textsOf([
        { ...folding, papers: all },
        { ...kinetics, papers: [0, 1] },
      ])[0],
    ).toBe('Protein Folding');
  });
});

describe('what is measured of a name', () => {
  const measured = (lines: readonly Line[], text: string, situation?: Situation) =>
    composed(lines, situation).measured.find((name) => name.text === text)!.features;

  it('tells one phrase from two: what counts of the one is 0 for the other', () => {
    const lines = [folding, kinetics];
    const one = measured(lines, 'Protein Folding');
    const two = measured(lines, 'Protein Folding & Ribosome Kinetics');
    expect(one).toMatchObject({ onePhrase: 1, otherScore: 0, gain: 0, overlap: 0, alike: 0, length: 0 });
    expect(two).toMatchObject({ onePhrase: 0, onlyScore: 0, onlyCoverage: 0, onlyReadability: 0 });
    expect(one.onlyCoverage).toBe(one.coverage);
    expect(two.coverage).toBeGreaterThan(one.coverage);
    expect(two.length).toBe('Protein Folding & Ribosome Kinetics'.length / LONGEST_NAME);
  });

  it('compares scores with the best phrase', () => {
    const lines = [folding, kinetics];
    expect(measured(lines, 'Protein Folding').bestScore).toBe(0);
    expect(measured(lines, 'Ribosome Kinetics').bestScore).toBe(-1);
    expect(measured(lines, 'Protein Folding & Ribosome Kinetics')).toMatchObject({
      bestScore: 0,
      otherScore: -1,
    });
  });

  it('tells how far two phrases share papers, words and meaning, and how well the worse one reads', () => {
    const text = 'Protein Folding & Protein Motion';
    const beside = (line: Partial<Line>) =>
      measured([folding, { text: 'protein motion', papers: range(2, 8), ...line }], text);
    expect(beside({ papers: range(3, 9) })).toMatchObject({ overlap: 3 / 9, repeated: 1 });
    expect(beside({ papers: range(6, 12) }).overlap).toBe(0);
    expect(beside({ papers: range(6, 12) }).gain).toBeGreaterThan(beside({ papers: range(3, 9) }).gain);
    expect(beside({}).alike).toBeCloseTo(1, 6);
    expect(beside({ papers: [10, 11, 12, 13, 14, 15] }).alike).toBeLessThan(0);
    expect(beside({ reads: 0.5 }).readability).toBe(0.5);
  });

  it('tells how topical and how near to the theme the worse phrase is', () => {
    const wide: Line = { text: 'ribosome kinetics', papers: [10, 11, 12, 13, 14, 15] };
    const lines = [folding, wide];
    const [own, other, both] = [
      measured(lines, 'Protein Folding'),
      measured(lines, 'Ribosome Kinetics'),
      measured(lines, 'Protein Folding & Ribosome Kinetics'),
    ];
    expect(own.similarity).toBeCloseTo(1, 6);
    expect(other.similarity).toBeLessThan(0);
    expect(other.topicality).toBeLessThan(own.topicality);
    expect(both).toMatchObject({ similarity: other.similarity, topicality: other.topicality });
  });

  it('tells single words and the single phrases of parents', () => {
    const lines = [folding, { text: 'sonar', papers: range(6, 12) }];
    expect(measured(lines, 'Sonar')).toMatchObject({ oneWord: 1, onlyOfParent: 0 });
    expect(measured(lines, 'Protein Folding', { isParent: true })).toMatchObject({
      oneWord: 0,
      onlyOfParent: 1,
    });
    const both = measured(lines, 'Protein Folding & Sonar', { isParent: true });
    expect(both).toMatchObject({ onlyOfParent: 0, oneWord: 0, oneWordParts: 1 });
  });
});
