/** Which of its phrases a theme is called by, from phrases and scores made by hand. */
import { describe, expect, it } from 'vitest';
import { LONGEST_NAME } from '../../pipeline/name/display.ts';
import { LevelNames } from '../../pipeline/name/level-names.ts';
import type { Phrases } from '../../pipeline/name/phrases.ts';
import type { Candidate } from '../../pipeline/name/score.ts';
import { GAP, tokenise } from '../../pipeline/name/vocabulary.ts';

/** A phrase, its score, the papers of its theme that hold it, and how well it reads (1). */
type Line = [text: string, score: number, papers: readonly number[], reads?: number];

interface Situation {
  /** Names that other themes of the map have. */
  taken?: string[];
  children?: { name: string; size: number }[];
  /** Titles of the papers, those of the first theme first. */
  titles?: string[];
  /** Abstracts that say what acronyms stand for. */
  abstracts?: string[];
}

/** Papers in each theme. */
const EACH = 10;
/** From one paper of a theme to another; papers are counted from 0. */
const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
const ALL = from(0, EACH - 1);
const FORTY = 'hierarchical reinforcement orchestration';

/** Themes of ten papers each, which hold the phrases told of them, best first. */
function levelOf(themes: Line[][], { taken = [], children = [], titles = [], abstracts = [] }: Situation) {
  const paper = (title: string, abstract = '') => ({ title, abstract });
  const texts = [...new Set(themes.flat().map(([text]) => text))];
  const count = themes.length * EACH;
  const corpus = tokenise([
    ...Array.from({ length: count }, (_, i) => paper(titles[i] ?? '')),
    ...texts.map((text) => paper(text)),
    ...abstracts.map((text) => paper('', text)),
  ]);
  const { stream, starts, titleEnds } = corpus;
  const holders = texts.map((text) =>
    themes.flatMap((lines, theme) =>
      (lines.find((line) => line[0] === text)?.[2] ?? []).map((at) => theme * EACH + at),
    ),
  );
  const ends = holders.map((_, p) => holders.slice(0, p + 1).flat().length);
  const phrases: Phrases = {
    terms: texts.map((_, p) => [
      ...stream.subarray(starts[count + p]!, titleEnds[count + p]!).filter((id) => id !== GAP),
    ]),
    readability: Float64Array.from(texts, (text) => themes.flat().find((line) => line[0] === text)![3] ?? 1),
    starts: Int32Array.of(0, ...ends),
    papers: Int32Array.from(holders.flat()),
    weights: new Float32Array(holders.flat().length).fill(1),
  };
  const candidates = themes.map((lines) =>
    lines.map(([text, score, { length }]): Candidate => {
      return { phrase: texts.indexOf(text), score, coverage: length / EACH, papers: length };
    }),
  );
  const assignment = Int32Array.from({ length: count }, (_, i) => Math.floor(i / EACH));
  const order = themes.map((_, theme) =>
    titles.length > theme * EACH ? ALL.map((at) => theme * EACH + at) : [],
  );
  const namer = new LevelNames(corpus, phrases, assignment, new Set(taken.map((name) => name.toLowerCase())));
  return {
    names: namer.nameAll(candidates, order, () => children),
    keywords: namer.keywords(candidates[0]!),
  };
}
const namesOf = (themes: Line[][], situation: Situation = {}) => levelOf(themes, situation).names;
/** The name of one theme beside two others, of which nothing is said. */
const nameOf = (lines: Line[], situation: Situation = {}) => namesOf([lines, [], []], situation)[0];

const EXPERTS = Array.from({ length: 3 }, () => 'A mixture of experts (MoE). MoE and MoE.');
const WRITTEN_OUT = [
  ...Array.from({ length: 2 }, () => 'We try speculative decoding (SD).'),
  ...Array.from({ length: 9 }, () => 'Speculative decoding is fast. We like speculative decoding.'),
];

describe('the name of a theme', () => {
  it('is its best phrase; the first of equal themes chooses first', () => {
    const lines: Line[] = [
      ['protein folding', 1, ALL],
      ['enzyme kinetics', 0.8, ALL],
    ];
    expect(namesOf([lines, lines])).toEqual(['Protein Folding', 'Enzyme Kinetics']);
  });

  it('has at most forty characters', () => {
    const letters = (text: string) =>
      nameOf([
        [text, 1, ALL],
        ['lipids', 0.5, ALL],
      ]);
    expect(FORTY).toHaveLength(LONGEST_NAME);
    expect(letters(FORTY)).toBe('Hierarchical Reinforcement Orchestration');
    expect(letters(`${FORTY}s`)).toBe('Lipids');
  });

  it('may share a word with another name of its level, but has one of its own', () => {
    const second = (...lines: Line[]) => namesOf([[['protein folding', 2, ALL]], lines])[1];
    expect(second(['protein motion', 1, ALL], ['lipids', 0.5, ALL])).toBe('Protein Motion');
    expect(second(['folding models', 1, ALL], ['lipids', 0.5, ALL])).toBe('Lipids');
    // Of words that say little by themselves none counts as spoken.
    expect(second(['language models', 1, ALL], ['lipids', 0.5, ALL])).toBe('Language Models');
  });
});

describe('a longer phrase than the best', () => {
  const named = (score: number, papers: readonly number[], text = 'speculative decoding') =>
    nameOf([
      ['speculative', 2, ALL],
      [text, score, papers],
    ]);

  it('is the name if it scores nearly as well and six in ten papers with the shorter phrase use it', () => {
    expect(named(1.24, from(0, 5))).toBe('Speculative Decoding');
    expect(named(1.24, from(0, 4))).toBe('Speculative');
    expect(named(1.2, ALL)).toBe('Speculative');
  });

  it('is worse than an acronym in both its forms if it only adds "models"', () => {
    const experts = (text: string) =>
      nameOf(
        [
          ['MoE', 1, ALL],
          [text, 0.9, ALL],
        ],
        { abstracts: EXPERTS },
      );
    expect(experts('MoE models')).toBe('Mixture of Experts (MoE)');
    expect(experts('MoE kernels')).toBe('MoE Kernels');
    expect(experts('lipids')).toBe('Mixture of Experts (MoE)');
  });

  it('is the name even with "models" if the shorter phrase is no bare acronym, or one that papers write out', () => {
    expect(named(1.8, ALL, 'speculative models')).toBe('Speculative Models');
    const lines: Line[] = [
      ['SD', 1, ALL],
      ['SD models', 0.9, ALL],
    ];
    expect(nameOf(lines, { abstracts: WRITTEN_OUT })).toBe('Speculative Decoding Models');
    const longer: Line[] = [
      ['MoE models', 1, ALL],
      ['MoE models training', 0.9, ALL],
    ];
    expect(nameOf(longer, { abstracts: EXPERTS })).toBe('MoE Models Training');
  });
});

describe('a phrase that is part of another name', () => {
  /** The second theme's name, beside one that has said "traffic control" among other words. */
  const named = (lines: Line[], situation: Situation = {}) =>
    namesOf([[['adaptive traffic control', 2, ALL]], lines], situation)[1];

  it('is better than one that does not read as a topic', () => {
    const beside = (score: number, reads: number) =>
      named([
        ['traffic control', score, ALL],
        ['hours', 0.5, ALL, reads],
      ]);
    expect(named([['traffic control', 1, ALL]])).toBe('Traffic Control');
    expect(beside(1, 0.59)).toBe('Traffic Control');
    expect(beside(1, 0.6)).toBe('Hours');
    expect(beside(0.5, 0.3)).toBe('Hours');
  });

  it('must read as a topic itself, fit, and be no other theme’s name', () => {
    const hours: Line = ['hours', 0.5, ALL, 0.3];
    expect(named([['traffic control', 1, ALL, 0.59], hours])).toBe('Hours');
    expect(named([['traffic control', 1, ALL, 0.6], hours])).toBe('Traffic Control');
    expect(named([['traffic control', 1, ALL], hours], { taken: ['Traffic Control'] })).toBe('Hours');
    // The same words in another order.
    const again = (first: string, second: string) =>
      namesOf([[[first, 2, ALL]], [[second, 1, ALL], hours]])[1];
    expect(again('orchestration hierarchical reinforcement', FORTY)).toBe(
      'Hierarchical Reinforcement Orchestration',
    );
    expect(again('traffic control', `${FORTY}s`)).toBe('Hours');
  });
});

describe('two phrases', () => {
  const first: Line = ['protein folding', 1, from(0, 2)];

  it('are a name if the best covers less than a third of the papers and the second adds others', () => {
    const named = (papers: readonly number[], more: readonly number[]) =>
      nameOf([
        ['protein folding', 1, papers],
        ['enzyme kinetics', 0.8, more],
      ]);
    expect(named(from(0, 2), from(3, 4))).toBe('Protein Folding & Enzyme Kinetics');
    expect(named(from(0, 3), from(4, 9))).toBe('Protein Folding');
    expect(named(from(0, 2), from(1, 3))).toBe('Protein Folding');
  });

  it('are no name if the second adds papers of other themes only', () => {
    const names = namesOf([
      [first, ['enzyme kinetics', 0.8, from(3, 3)]],
      [
        ['lipids', 1, ALL],
        ['enzyme kinetics', 0.8, ALL],
      ],
    ]);
    expect(names).toEqual(['Protein Folding', 'Lipids']);
  });

  it('skip a second phrase that scores less than two fifths of the first, or does not read as a topic', () => {
    const named = (score: number, reads: number) =>
      nameOf([first, ['enzyme kinetics', score, from(3, 9), reads], ['lipids', 0.4, from(3, 9)]]);
    expect(named(0.4, 0.6)).toBe('Protein Folding & Enzyme Kinetics');
    expect(named(0.4, 0.59)).toBe('Protein Folding & Lipids');
    expect(nameOf([first, ['enzyme kinetics', 0.39, from(3, 9)]])).toBe('Protein Folding');
  });

  it('share no word, nor an acronym and its long form', () => {
    expect(nameOf([first, ['protein motion', 0.9, from(3, 9)], ['lipids', 0.8, from(3, 9)]])).toBe(
      'Protein Folding & Lipids',
    );
    const abstracts = Array.from(
      { length: 3 },
      () => 'A graph neural network (GNN). GNN, GNN and GNN. Neural networks of a graph.',
    );
    const named = (text: string) =>
      nameOf(
        [
          ['GNN', 1, from(0, 2)],
          [text, 0.9, from(3, 9)],
        ],
        { abstracts },
      );
    expect(named('network of a neural graph')).toBe('Graph Neural Network (GNN)');
    expect(named('graph matching')).toBe('GNN & Graph Matching');
  });

  it('have at most forty characters together, and are no other theme’s name', () => {
    const named = (second: string, taken: string[] = []) =>
      nameOf([first, [second, 0.9, from(3, 9)], ['lipids', 0.8, from(3, 9)]], { taken });
    expect(named('enzymes of plasma tissue')).toBe('Protein Folding & Lipids');
    const fits = named('enzymes of warm tissue');
    expect(fits).toBe('Protein Folding & Enzymes of Warm Tissue');
    expect(fits).toHaveLength(LONGEST_NAME);
    expect(named('enzymes', ['Protein Folding & Enzymes'])).toBe('Protein Folding & Lipids');
  });

  it('of a theme without children are unused ones', () => {
    const lines: Line[] = [first, ['enzyme kinetics', 0.9, from(3, 5)], ['lipids', 0.8, from(6, 9)]];
    expect(nameOf(lines, { taken: ['Protein Folding'] })).toBe('Enzyme Kinetics & Lipids');
  });
});

describe('a parent', () => {
  const children = [
    { name: 'Protein Folding', size: 5 },
    { name: 'Mixture of Experts (MoE)', size: 3 },
    { name: 'Sonar & Radar', size: 2 },
  ];
  const taken = children.map(({ name }) => name);

  it('of several children may use a child’s phrase as one of two', () => {
    const lines: Line[] = [
      ['protein folding', 1, from(0, 2)],
      ['enzyme kinetics', 0.9, from(3, 5)],
    ];
    expect(nameOf(lines, { children, taken })).toBe('Protein Folding & Enzyme Kinetics');
  });

  it('is named after two children if its phrases cover few of its papers, or none is left', () => {
    expect(nameOf([['lipids', 1, from(0, 2)]], { children, taken })).toBe(
      'Protein Folding & Mixture of Experts',
    );
    expect(nameOf([], { children, taken })).toBe('Protein Folding & Mixture of Experts');
    expect(nameOf([['lipids', 1, from(0, 3)]], { children, taken })).toBe('Lipids');
  });

  it('is named after the largest children that fit and are no theme’s name, alphabetically among equals', () => {
    const joined = (names: string[], more: string[] = []) =>
      nameOf([], { children: names.map((name) => ({ name, size: 2 })), taken: [...names, ...more] });
    expect(joined(['Sonar & Radar', 'Lipids', 'Enzymes'])).toBe('Enzymes & Lipids');
    expect(joined(['Lipids', 'Sonar & Radar'])).toBe('Lipids & Sonar');
    expect(joined(['Sonar', 'Lipids', 'Enzymes'], ['Enzymes & Lipids'])).toBe('Enzymes & Sonar');
    expect(joined(['A'.repeat(20), 'B'.repeat(17)])).toBe(`${'A'.repeat(20)} & ${'B'.repeat(17)}`);
    expect(joined(['A'.repeat(20), 'B'.repeat(18)])).toBe('Theme 1');
  });

  it('of one child is named by the child’s phrase and the next one, else by a phrase of its own', () => {
    const only = { children: children.slice(0, 1), taken: ['Protein Folding'] };
    const lines: Line[] = [
      ['protein folding', 1, ALL],
      ['protein motion', 0.9, ALL],
    ];
    expect(nameOf([...lines, ['lipids', 0.8, ALL]], only)).toBe('Protein Folding & Lipids');
    expect(nameOf(lines, only)).toBe('Protein Motion');
    const few: Line[] = [
      ['protein folding', 1, ALL],
      ['protein motion', 0.9, from(0, 2)],
      ['folding kinetics', 0.8, from(3, 5)],
    ];
    expect(nameOf(few, only)).toBe('Protein Motion & Folding Kinetics');
  });
});

describe('a theme without phrases', () => {
  it('is named after the title of its most central paper if that fits, and by number if it has no paper', () => {
    const titled = (title: string) => nameOf([], { titles: [title] });
    expect(titled('Hierarchical reinforcement orchestration')).toBe(
      'Hierarchical Reinforcement Orchestration',
    );
    expect(titled('Hierarchical reinforcement orchestrations')).toBe('Hierarchical Reinforcement');
    expect(namesOf([[], []], { titles: ['Sonar', 'Lipids'], taken: ['Theme 2'] })).toEqual([
      'Sonar',
      'Theme 3',
    ]);
  });
});

describe('the keywords of a theme', () => {
  const keywordsOf = (lines: Line[], abstracts: string[] = []) => levelOf([lines], { abstracts }).keywords;

  it('have weights relative to the best', () => {
    expect(
      keywordsOf([
        ['protein folding', 2, ALL],
        ['lipids', 0.5, ALL],
      ]),
    ).toEqual({ keywords: ['Protein Folding', 'Lipids'], keywordWeights: [1, 0.25] });
  });

  it('are no part of a better keyword, at any position in it', () => {
    const { keywords } = keywordsOf([
      ['sonar', 2, ALL],
      ['warm protein folding', 2, ALL],
      ['folding', 1.9, ALL],
      ['warm', 1.9, ALL],
      ['protein folding', 1, ALL],
      ['protein motion', 1, ALL],
      ['warm folding', 1, ALL],
    ]);
    expect(keywords).toEqual(['Sonar', 'Warm Protein Folding', 'Protein Motion', 'Warm Folding']);
  });

  it('extend a better keyword only if they score nearly as well as the best', () => {
    const { keywords } = keywordsOf([
      ['sonar', 2, ALL],
      ['folding', 1.9, ALL],
      ['protein folding', 1.6, ALL],
      ['lipid folding', 1.5, ALL],
    ]);
    expect(keywords).toEqual(['Sonar', 'Folding', 'Protein Folding']);
  });

  it('are unique', () => {
    // One word and two, but shown alike, as "VL" is mostly written so.
    const { keywords } = keywordsOf(
      [
        ['DeepSeek-VL', 2, ALL],
        ['DeepSeek-vl', 1.9, ALL],
        ['lipids', 1, ALL],
      ],
      ['Of VL we say that VL is VL.'],
    );
    expect(keywords).toEqual(['DeepSeek-VL', 'Lipids']);
  });
});
