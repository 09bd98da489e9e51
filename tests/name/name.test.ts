/** Names of themes on a few papers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onlyChildren } from '../../pipeline/map/themes/theme-tree.ts';
import { name } from '../../pipeline/name/name.ts';
import type { Clustering, Paper, ThemeWords } from '../../pipeline/types.ts';
import { grouped, pointing, range } from './hand-phrases.ts';

const paper = (title: string, abstract = ''): Paper => ({ id: title, title, abstract });
const copies = (n: number, title: string, abstract = '') => range(0, n).map(() => paper(title, abstract));
const times = (n: number, value: number) => new Array<number>(n).fill(value);

/** The theme of each paper, −1 for none; and the parents of the themes. */
interface Level {
  of: number[];
  parents?: number[];
}

/** @param vectors where the papers lie; each theme of the finest level along an axis of its own, unless told */
function words(papers: Paper[], levels: Level[], vectors?: number[][]): ThemeWords[][] {
  const clustering: Clustering = {
    levels: levels.map(({ of, parents }) => {
      const count = Math.max(...of) + 1;
      return {
        count,
        assignment: Int32Array.from(of),
        parents: Int32Array.from(parents ?? times(count, -1)),
        stability: new Float32Array(count),
      };
    }),
    silhouette: new Float32Array(papers.length),
    runnerUp: new Int32Array(papers.length),
    unthemed: [],
    chosen: { reason: '', levels: [] },
  };
  return name(papers, vectors ? pointing(vectors) : grouped(levels.at(-1)!.of), clustering);
}
const names = (papers: Paper[], ...levels: Level[]) =>
  words(papers, levels).map((list) => list.map((theme) => theme.name));

const folding = copies(4, 'Protein folding');
const traffic = copies(4, 'Traffic control');
/** The most papers of a small corpus, less one. */
const FEW = 29;

describe('a theme', () => {
  it('is named by what its papers have and the others lack', () => {
    expect(names([...folding, ...traffic], { of: [...times(4, 0), ...times(4, 1)] })).toEqual([
      ['Protein Folding', 'Traffic Control'],
    ]);
    const shared = ['protein folding', 'protein folding', 'traffic control', 'traffic control'].map(
      (topic, i) => paper(`Large language models ${i}`, `Large language models for ${topic}.`),
    );
    expect(names(shared, { of: [0, 0, 1, 1] })).toEqual([['Protein Folding', 'Traffic Control']]);
  });

  it('has its most central papers as exemplars, at most three, the lower number among equals', () => {
    const papers = [...folding, ...traffic, paper('Alone')];
    const vectors = [[1, 0.9], [1, 0], [1, 0.1], [1, 0.3], ...range(0, 4).map(() => [0, 1]), [-1, -1]];
    const [level] = words(papers, [{ of: [0, 0, 0, 0, 1, 1, 1, 1, -1] }], vectors);
    // The mean of the first four points at about .32: the last of them is nearest to it.
    expect(level![0]!.exemplars).toEqual([3, 2, 1]);
    expect(level![1]!.exemplars).toEqual([4, 5, 6]);
    expect(words([paper('Alone')], [{ of: [0] }])[0]![0]!.exemplars).toEqual([0]);
  });

  it('has keywords of its own, the best first', () => {
    const papers = [
      ...copies(3, 'Protein folding', 'Ribosome kinetics. Ribosome.'),
      ...copies(2, 'Protein folding', 'Membrane channels.'),
      ...traffic,
    ];
    const [level] = words(papers, [{ of: [...times(5, 0), ...times(4, 1)] }]);
    const { keywords, keywordWeights } = level![0]!;
    expect(keywords).toEqual(['Protein Folding', 'Ribosome Kinetics', 'Membrane Channels']);
    expect(keywordWeights[0]).toBe(1);
    expect(keywordWeights).toEqual([...keywordWeights].sort((a, b) => b - a));
  });

  it('that is an only child has the words of its parent, and so has a child of that', () => {
    const papers = [...folding, ...traffic];
    const [top, middle, finest] = words(papers, [
      { of: [...times(4, 0), ...times(4, 1)] },
      { of: [...times(4, 0), 1, 1, 2, 2], parents: [0, 1, 1] },
      { of: [...times(4, 0), 1, 1, 2, 2], parents: [0, 1, 2] },
    ]);
    expect(top![0]!.name).toBe('Protein Folding');
    expect(middle![0]).toEqual(top![0]);
    expect(finest![0]).toEqual(top![0]);
    expect(finest!.slice(1)).toEqual(middle!.slice(1));
    const own = new Set([...top!, ...middle!.slice(1)].map((theme) => theme.name.toLowerCase()));
    expect(own.size).toBe(4);
  });

  it('shares its name with no other of the map, whether of its level or not', () => {
    const papers = [...copies(3, 'Protein folding'), ...copies(3, 'Protein folding'), ...traffic];
    const all = names(
      papers,
      { of: [...times(6, 0), ...times(4, 1)] },
      { of: [...times(3, 0), ...times(3, 1), 2, 2, 3, 3], parents: [0, 0, 1, 1] },
    ).flat();
    expect(new Set(all.map((text) => text.toLowerCase())).size).toBe(6);
  });

  it('that loses more by its next best name keeps what several want, whatever their order', () => {
    const some = [...copies(5, 'Protein folding', 'Quasars.'), ...copies(3, 'Quasars')];
    const all = copies(8, 'Protein folding');
    const others = copies(16, 'Traffic control');
    const named = (...themes: Paper[][]) => {
      const [list] = names(themes.flat(), { of: themes.flatMap((papers, theme) => papers.map(() => theme)) });
      return list!;
    };
    expect(named(some, all, others)).toEqual(['Quasars', 'Protein Folding', 'Traffic Control']);
    expect(named(all, some, others)).toEqual(['Protein Folding', 'Quasars', 'Traffic Control']);
    expect(named(others, some, all)).toEqual(['Traffic Control', 'Quasars', 'Protein Folding']);
  });
});

describe('the evidence of a name', () => {
  const papers = [
    paper('Protein folding', 'Ribosome kinetics.'),
    paper('Ribosome kinetics'),
    ...copies(4, 'Protein folding'),
    ...copies(6, 'Traffic control'),
  ];
  const of = [...times(6, 0), ...times(6, 1)];

  it('is the share of papers that say it, three of them, the most central first, and other names', () => {
    const vectors = range(0, 12).map((i) => (i < 6 ? [1, [0.6, -0.5, 0.3, -0.2, -0.1, 0][i]!] : [0, 1]));
    const { name: text, evidence } = words(papers, [{ of }], vectors)[0]![0]!;
    expect(text).toBe('Protein Folding');
    expect(evidence!.share).toBe(0.83);
    expect(evidence!.papers).toEqual([5, 4, 3]);
    expect(evidence!.runnersUp[0]).toMatch(/Ribosome Kinetics/);
    expect(evidence!.runnersUp.length).toBeLessThanOrEqual(3);
    expect(evidence!.runnersUp).not.toContain(text);
  });

  it('is none where a title stands in for it', () => {
    const odd = ['Enzyme', 'Genome', 'Neuron', 'Synapse', 'Antigen', 'Lipid'].map((title) => paper(title));
    const [level] = words([...odd, ...papers.slice(6)], [{ of }]);
    expect(level![0]!.evidence).toEqual({ share: 0, papers: [], runnersUp: [] });
  });
});

describe('a theme whose papers share no phrase', () => {
  const odd = ['Ribosome kinetics of yeast', 'Membrane channels', 'Enzyme', 'Genome', 'Neuron', 'Synapse'];
  const of = [...times(6, 0), ...times(4, 1)];

  it('is named by the most central title that is free, else by a number', () => {
    const papers = [...odd.map((title) => paper(title)), ...traffic];
    expect(names(papers, { of })).toEqual([['Ribosome kinetics of yeast', 'Traffic Control']]);
    const vectors = range(0, 10).map((i) => (i < 6 ? [1, [0.5, -0.5, 0.3, 0, -0.3, 0.2][i]!] : [0, 1]));
    expect(words(papers, [{ of }], vectors)[0]![0]!.name).toBe('Genome');
    expect(names(copies(6, ''), { of: [0, 0, 1, 1, 2, 2] })).toEqual([['Theme 1', 'Theme 2', 'Theme 3']]);
    const none = times(6, 0);
    const all = names(copies(6, ''), { of: none }, { of: [0, 0, 0, 1, 1, 1], parents: [0, 0] }).flat();
    expect(new Set(all).size).toBe(3);
  });

  it('has the name as its only keyword if it has no phrase at all', () => {
    const [only] = words(copies(6, ''), [{ of: times(6, 0) }]);
    expect(only).toEqual([
      {
        name: 'Theme 1',
        keywords: ['Theme 1'],
        keywordWeights: [1],
        exemplars: [0, 1, 2],
        evidence: { share: 0, papers: [], runnersUp: [] },
      },
    ]);
  });

  it('is named so in a corpus of few papers, unless half of its papers say a phrase', () => {
    /** The name of six papers, some of which say a phrase, in a corpus of so many. */
    const named = (saying: number, size: number) => {
      const own = odd.map((title, i) => paper(title, i < saying ? 'On whale songs.' : ''));
      const rest = range(0, size - 6).map((i) =>
        paper(`Traffic control`, `Jam${'abcdefghijklmnopqrstuvwxyz'[i]}`),
      );
      return names([...own, ...rest], { of: [...times(6, 0), ...times(size - 6, 1)] })[0]![0];
    };
    expect(named(3, FEW)).toBe('Whale Songs');
    expect(named(2, FEW)).toBe('Ribosome kinetics of yeast');
    expect(named(2, FEW + 1)).toBe('Whale Songs');
    // Even in a large one, a single paper names no theme of several.
    expect(named(1, FEW + 1)).toBe('Ribosome kinetics of yeast');
  });
});

describe('phrases of single papers', () => {
  it('name a theme only in a corpus of fewer than six', () => {
    const one = paper('Scalable ribosome kinetics');
    const named = (rest: number) =>
      words([one, ...copies(rest, 'Traffic control')], [{ of: [0, ...times(rest, 1)] }])[0]![0]!;
    expect(named(4).name).toBe('Ribosome Kinetics');
    expect(named(4).evidence).toMatchObject({ share: 1, papers: [0] });
    expect(named(5).name).toBe('Scalable ribosome kinetics');
  });
});

describe('any papers in any themes', () => {
  const word = fc.constantFrom(
    ...'graph kernel matching of the and speech synthesis (KV) key-value cache pre-training learning models - : . $x$'.split(
      ' ',
    ),
    '🧪',
    '深層学習',
    'ПРИВЕТ',
    '<b>',
    '\u202E',
    'ß',
    '\ud800',
  );
  const text = fc.array(word, { maxLength: 12 }).map((parts) => parts.join(' '));
  const corpus = fc
    .array(fc.record({ title: text, abstract: text, fine: fc.integer({ min: -1, max: 5 }) }), {
      minLength: 1,
      maxLength: 40,
    })
    .chain((papers) => {
      // Themes that have papers, numbered without gaps.
      const used = [...new Set(papers.map(({ fine }) => fine))].filter((theme) => theme >= 0);
      return fc.record({
        papers: fc.constant(papers.map(({ title, abstract }, i) => ({ id: `${i}`, title, abstract }))),
        fine: fc.constant(papers.map(({ fine }) => used.indexOf(fine))),
        coarse: fc.array(fc.nat(2), { minLength: used.length, maxLength: used.length }).map((list) => {
          const parents = [...new Set(list)];
          return list.map((parent) => parents.indexOf(parent));
        }),
      });
    })
    .filter(({ coarse }) => coarse.length > 0);

  it('have names of one to forty characters, each once but for only children', () => {
    fc.assert(
      fc.property(corpus, ({ papers, fine, coarse }) => {
        const levels = [
          { of: fine.map((theme) => (theme < 0 ? -1 : coarse[theme]!)) },
          { of: fine, parents: coarse },
        ];
        const [top, finest] = words(papers, levels);
        const copied = onlyChildren(Int32Array.from(coarse));
        expect([top!.length, finest!.length]).toEqual([Math.max(...coarse) + 1, coarse.length]);
        const own = [...top!, ...finest!.filter((_, theme) => !copied[theme])];
        const texts = own.map((theme) => theme.name.toLowerCase());
        expect(new Set(texts).size).toBe(texts.length);
        for (const theme of own) {
          expect(theme.name.trim()).not.toBe('');
          expect(theme.name.length).toBeLessThanOrEqual(40);
          for (const shown of [theme.name, ...theme.keywords]) expect(shown).not.toMatch(/[<>]/);
          expect(new Set(theme.keywords.map((keyword) => keyword.toLowerCase())).size).toBe(
            theme.keywords.length,
          );
          expect(theme.keywordWeights).toHaveLength(theme.keywords.length);
          for (const weight of theme.keywordWeights) expect(weight > 0 && weight <= 1).toBe(true);
        }
        finest!.forEach((theme, t) => {
          if (copied[t]) expect(theme).toEqual(top![coarse[t]!]);
        });
        expect(words(papers, levels)).toEqual([top, finest]);
      }),
      { numRuns: 200 },
    );
  });
});
