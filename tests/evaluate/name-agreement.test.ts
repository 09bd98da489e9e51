import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { agreeWithKeywords } from '../../pipeline/evaluate/name-agreement.ts';
import { readKeywords } from '../../pipeline/read/keywords.ts';
import { handMap } from '../support/hand-map.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

const THEMES = [
  { name: 'RL & Tokenization' },
  { name: 'Mixtures of Experts (MoE)' },
  { name: 'Reinforcement Learning', level: 1, parent: 0 },
  { name: 'Subword Units', level: 1, parent: 0 },
  { name: 'Mixture-of-Experts', level: 1, parent: 1 },
  { name: 'Graph Classes & Speech', level: 2, parent: 2 },
  { name: 'Subword Units', level: 2, parent: 3 },
  { name: '漢字 & (Routing)', level: 2, parent: 4 },
];

/** Title, abstract, finest theme, keywords; none if the file has no line for the paper. */
const PAPERS: [string, string, number, string[]?][] = [
  [
    'Reinforcement learning from graphs',
    'Classes of graphs; speech.',
    5,
    ['RL: Graph classification', 'reinforcement learnings'],
  ],
  ['Policies, rewarded', 'We reward policies.', 5, ['Policy', 'RL', 'graph classes (NP)']],
  ['Stories of Agents', 'RL agents tell stories by reinforcement learning.', 5, ['', ' ', 'agents']],
  ['Subwords I', 'A subword unit.', 6, ['Tokenization', 'BPE', 'Model']],
  ['Subwords II', 'Subword-units merge.', 6, ['tokenizers', 'Learning']],
  ['Subwords III', 'Bytes.', 6],
  ['Sparse  experts: a study!', 'Mixtures of expert models; routed.', 7, ['MoEs', 'ML: Routing', '漢字']],
  ['Dense experts', '', 7, ['sparsity:']],
  ['Upcycling', 'MoE from dense checkpoints', 7, ['Mixture of Experts', 'upcycling']],
  ['Alone', 'RL', -1, ['RL', 'agents']],
];

const hand = () =>
  handMap(
    PAPERS.map(([title, abstract, theme]) => ({ title, abstract, theme })),
    THEMES,
  );
const KEYWORDS = [
  { title: 'alone', keywords: ['overwritten below'] },
  ...PAPERS.flatMap(([title, , , keywords]) =>
    keywords ? [{ title: `${title.toUpperCase().replace('!', '')}.`, keywords }] : [],
  ),
  { title: 'Nowhere', keywords: ['nothing'] },
];

describe('agreeWithKeywords', () => {
  const { themes, ...figures } = agreeWithKeywords(hand(), KEYWORDS);

  it('gives the figures of the script that the measure comes from', () => {
    // What names.py prints for this map and these keywords.
    expect(figures).toEqual({
      papers: 10,
      withKeywords: 9,
      levels: [
        { level: 0, themes: 2, hit: 1, part: 1, said: 0.5, false: 0, twice: 0 },
        { level: 1, themes: 3, hit: 0.667, part: 0.667, said: 1, false: 0, twice: 1 },
        { level: 2, themes: 3, hit: 0.333, part: 0.6, said: 1, false: 0, twice: 2 },
      ],
    });
    expect(
      themes.map(({ said, agrees, level, size, name }) => [said.toFixed(2), agrees, level, size, name]),
    ).toEqual([
      ['0.17', 'all', 0, 6, 'RL & Tokenization'],
      ['0.67', 'all', 0, 3, 'Mixtures of Experts (MoE)'],
      ['0.67', 'all', 1, 3, 'Reinforcement Learning'],
      ['0.67', 'none', 1, 3, 'Subword Units'],
      ['0.33', 'all', 1, 3, 'Mixture-of-Experts'],
      ['0.33', 'some', 2, 3, 'Graph Classes & Speech'],
      ['0.67', 'none', 2, 3, 'Subword Units'],
      ['0.33', 'all', 2, 3, '漢字 & (Routing)'],
    ]);
    expect(themes[2]!.reference).toEqual([
      'Graph classification',
      'reinforcement learnings',
      'Policy',
      'graph classes (NP)',
      'RL',
      'agents',
    ]);
    expect(themes[0]!.reference).toHaveLength(8);
  });

  it('does not count an only child that repeats the name of its parent', () => {
    const map = hand();
    map.manifest.themes[2]!.name = map.manifest.themes[5]!.name;
    expect(agreeWithKeywords(map, KEYWORDS).levels[2]!.twice).toBe(1);
  });

  it('rounds a tie to the even digit', () => {
    const sixteen = (hits: number) => {
      const themes = Array.from({ length: 16 }, (_, t) => ({ name: `Word${t}` }));
      const map = handMap(
        themes.map((_, t) => ({ title: `Paper ${t}`, theme: t })),
        themes,
      );
      const keywords = themes.map(({ name }, t) => ({
        title: `Paper ${t}`,
        keywords: [t < hits ? name : 'other'],
      }));
      return agreeWithKeywords(map, keywords).levels[0]!.hit;
    };
    expect([1, 3, 5, 7, 9, 16].map(sixteen)).toEqual([0.062, 0.188, 0.312, 0.438, 0.562, 1]);
  });

  it('says a name in less than a tenth of the papers to be false', () => {
    const papers = Array.from({ length: 20 }, (_, i) => ({
      title: `Paper ${i}`,
      abstract: i < 2 ? 'Kangaroos hop.' : '',
      theme: Math.floor(i / 11),
    }));
    const map = handMap(papers, [{ name: 'Kangaroo' }, { name: 'Kangaroo Hops' }]);
    const keywords = [{ title: 'Paper 0', keywords: ['kangaroo'] }];
    // Two of eleven papers say the first name, none of nine the second, which has no keywords to be held to either.
    expect(agreeWithKeywords(map, keywords).levels[0]).toEqual({
      level: 0,
      themes: 2,
      hit: 0.5,
      part: 0.5,
      said: 0,
      false: 0.5,
      twice: 0,
    });
  });

  it('has no levels without themes', () => {
    const bare = handMap([{ title: 'Alone' }], []);
    expect(agreeWithKeywords(bare, [{ title: 'Alone', keywords: ['x'] }])).toEqual({
      papers: 1,
      withKeywords: 1,
      levels: [],
      themes: [],
    });
  });

  it('explains what is wrong if no keyword can be compared', () => {
    expect(() => agreeWithKeywords(hand(), [{ title: 'Elsewhere', keywords: ['x'] }])).toThrow(
      'None of the 1 titles with keywords is that of a paper of the map "hand"; give the keywords of its papers by their titles (such as "Reinforcement learning from graphs").',
    );
    expect(() => agreeWithKeywords(hand(), [{ title: 'Alone', keywords: ['漢字'] }])).toThrow(
      'No keyword has a Latin letter or a digit; keywords are compared with names by such words.',
    );
  });
});

describe('readKeywords', () => {
  it('reads a line a paper, also gzipped, some without keywords', async () => {
    const text =
      '{"title":"A","keywords":["x","y: z"]}\r\n\n{"title":"B"}\n{"title":"C","keywords":null,"id":3}\n';
    const expected = [
      { title: 'A', keywords: ['x', 'y: z'] },
      { title: 'B', keywords: [] },
      { title: 'C', keywords: [] },
    ];
    expect(await readKeywords(bytes(text), 'k.jsonl')).toEqual(expected);
    expect(await readKeywords(gzipSync(text), 'k.jsonl.gz')).toEqual(expected);
  });

  it.each([
    ['[1]', 'k: line 1 is not a JSON object; each line needs {"title": …, "keywords": […]}.'],
    ['{"keywords":["x"]}', 'k: line 1 has no title; each line needs {"title": …, "keywords": […]}.'],
    [
      '{"title":"A"}\n{"title":"B","keywords":"x, y"}',
      'k: line 2 has "keywords" that are not a list of texts; each line needs {"title": …, "keywords": […]}.',
    ],
    [
      '{"title":"A","keywords":[" "]}',
      'k: no keywords found; each line needs {"title": …, "keywords": […]}.',
    ],
    ['', 'k: the file is empty; give a JSON object a line, {"title": …, "keywords": […]}'],
  ])('%j: one sentence', async (text, message) => {
    await expect(readKeywords(bytes(text), 'k')).rejects.toThrow(message);
  });
});
