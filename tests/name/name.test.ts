/** Names of themes on a few papers. */
import { describe, expect, it } from 'vitest';
import { name } from '../../pipeline/name/name.ts';
import type { Clustering, Matrix, Paper } from '../../pipeline/types.ts';

const paper = (title: string, abstract = ''): Paper => ({ id: title, title, abstract });
const copies = (n: number, title: string, abstract = '') =>
  Array.from({ length: n }, () => paper(title, abstract));
const times = (n: number, value: number) => new Array<number>(n).fill(value);

interface Level {
  of: number[];
  parents?: number[];
}

function words(papers: Paper[], levels: Level[], vectors?: number[][]) {
  const finest = levels.at(-1)!.of;
  const width = vectors?.[0]?.length ?? Math.max(...finest) + 1;
  const rows =
    vectors ?? finest.map((theme) => Array.from({ length: width }, (_, d) => (d === theme ? 1 : 0)));
  const features: Matrix = {
    rows: papers.length,
    width,
    data: Float32Array.from(rows.flat()),
  };
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
  return name(papers, features, clustering);
}
const names = (papers: Paper[], ...levels: Level[]) =>
  words(papers, levels).map((list) => list.map((theme) => theme.name));

const folding = copies(4, 'Protein folding');
const traffic = copies(4, 'Traffic control');

describe('name', () => {
  it('names a theme by what its papers have and the others lack', () => {
    expect(names([...folding, ...traffic], { of: [...times(4, 0), ...times(4, 1)] })).toEqual([
      ['Protein Folding', 'Traffic Control'],
    ]);
  });

  it('takes the most central papers as exemplars, at most three, the lower number among equals', () => {
    const papers = [...folding, ...traffic, paper('Alone')];
    const vectors = [
      [1, 0.9],
      [1, 0],
      [1, 0.1],
      [1, 0.3],
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 1],
      [-1, -1],
    ].map(([x, y]) => {
      const length = Math.hypot(x!, y!);
      return [x! / length, y! / length];
    });
    // The mean of the first four points at about .32: the last of them is nearest to it.
    const [level] = words(papers, [{ of: [0, 0, 0, 0, 1, 1, 1, 1, -1] }], vectors);
    expect(level!.map(({ exemplars }) => exemplars)).toEqual([
      [3, 2, 1],
      [4, 5, 6],
    ]);
    expect(words([paper('Alone')], [{ of: [0] }])[0]![0]!.exemplars).toEqual([0]);
  });

  it('gives keywords with weights relative to the best, without repetition', () => {
    const papers = [
      ...copies(3, 'Protein folding', 'Ribosome kinetics. Ribosome.'),
      paper('Protein folding', 'Membrane channels.'),
      paper('Protein folding', 'Membrane channels.'),
      ...traffic,
    ];
    const [level] = words(papers, [{ of: [...times(5, 0), ...times(4, 1)] }]);
    const { keywords, keywordWeights } = level![0]!;
    expect(keywords).toEqual(['Protein Folding', 'Ribosome Kinetics', 'Membrane Channels']);
    expect(keywordWeights[0]).toBe(1);
    expect(keywordWeights[1]!).toBeGreaterThan(keywordWeights[2]!);
    expect(keywordWeights[2]!).toBeGreaterThan(0);
  });

  it('gives at most eight keywords', () => {
    const topics = [
      'ribosome',
      'membrane',
      'enzyme',
      'genome',
      'neuron',
      'synapse',
      'plasma',
      'antigen',
      'peptide',
      'lipid',
    ];
    const papers = [...copies(4, topics.map((topic) => `${topic}.`).join(' ')), ...traffic];
    const [level] = words(papers, [{ of: [...times(4, 0), ...times(4, 1)] }]);
    expect(level![0]!.keywords).toHaveLength(8);
    expect(level![0]!.keywordWeights).toHaveLength(8);
  });

  it('joins two phrases if one covers less than a third of the papers', () => {
    const topics = ['Ribosome kinetics', 'Membrane channels', 'Enzyme catalysis', 'Genome assembly'];
    const papers = [...topics.flatMap((topic) => copies(2, topic)), ...copies(8, 'Traffic control')];
    const [list] = names(papers, { of: [...times(8, 0), ...times(8, 1)] });
    expect(list![0]).toMatch(/^[A-Z]\w+ \w+ & [A-Z]\w+ \w+$/);
    expect(list![0]!.length).toBeLessThanOrEqual(40);
    expect(list![1]).toBe('Traffic Control');
  });

  it('gives no two themes of a map the same name; finer ones choose first', () => {
    const papers = [...copies(3, 'Protein folding'), ...copies(3, 'Protein folding'), ...traffic];
    const of = [...times(3, 0), ...times(3, 1), ...times(4, 2)];
    const [list] = names(papers, { of });
    expect(new Set(list!.map((text) => text.toLowerCase())).size).toBe(3);
    expect(list![2]).toBe('Traffic Control');
    const levels = names(
      [...folding, ...traffic],
      { of: times(8, 0) },
      { of: [...times(4, 0), ...times(4, 1)], parents: [0, 0] },
    );
    expect(levels[1]).toEqual(['Protein Folding', 'Traffic Control']);
    expect(levels[0]).toEqual(['Protein Folding & Traffic Control']);
  });

  it('names a parent after its largest children if no phrase covers all of it', () => {
    const papers = [
      ...copies(2, 'Protein folding'),
      ...copies(6, 'Traffic control'),
      ...copies(4, 'Graph matching'),
      ...copies(4, 'Sonar'),
    ];
    const fine = [...times(2, 0), ...times(6, 1), ...times(4, 2), ...times(4, 3)];
    const levels = names(
      papers,
      { of: [...times(12, 0), ...times(4, 1)] },
      { of: fine, parents: [0, 0, 0, 1] },
    );
    expect(levels[1]).toEqual(['Protein Folding', 'Traffic Control', 'Graph Matching', 'Sonar']);
    expect(levels[0]![0]).toBe('Traffic Control & Graph Matching');
  });

  it('joins the two largest children whose names fit into forty characters', () => {
    const papers = [
      ...copies(6, 'Hierarchical reinforcement scheduling'),
      ...copies(5, 'Protein folding'),
      ...copies(4, 'Sonar'),
      ...copies(5, 'Traffic control'),
    ];
    const levels = names(
      papers,
      { of: [...times(15, 0), ...times(5, 1)] },
      { of: [...times(6, 0), ...times(5, 1), ...times(4, 2), ...times(5, 3)], parents: [0, 0, 0, 1] },
    );
    expect(levels[1]!.slice(0, 3)).toEqual([
      'Hierarchical Reinforcement Scheduling',
      'Protein Folding',
      'Sonar',
    ]);
    expect(levels[0]![0]).toBe('Protein Folding & Sonar');
  });

  it('prefers the longer phrase if most papers with the shorter use it', () => {
    const papers = [
      ...copies(4, 'Speculative decoding'),
      paper('Speculative decoding', 'Speculative, speculative.'),
      ...traffic,
    ];
    expect(names(papers, { of: [...times(5, 0), ...times(4, 1)] })[0]![0]).toBe('Speculative Decoding');
  });

  it('takes the beginning of the most central title if no phrase is shared, else a number', () => {
    const odd = [
      'Ribosome kinetics of yeast',
      'Membrane channels',
      'Enzyme',
      'Genome',
      'Neuron',
      'Synapse',
    ].map((title) => paper(title));
    const [list] = names([...odd, ...traffic], { of: [...times(6, 0), ...times(4, 1)] });
    expect(list).toEqual(['Ribosome Kinetics Yeast', 'Traffic Control']);
    const bare = copies(6, '');
    expect(names(bare, { of: [0, 0, 1, 1, 2, 2] })).toEqual([['Theme 1', 'Theme 2', 'Theme 3']]);
    const long = copies(6, 'x'.repeat(50));
    expect(names(long, { of: [0, 0, 0, 1, 1, 1] })[0]).toEqual(['Theme 1', 'Theme 2']);
    const [only] = words(bare, [{ of: times(6, 0) }]);
    expect(only).toEqual([
      { name: 'Theme 1', keywords: ['Theme 1'], keywordWeights: [1], exemplars: [0, 1, 2] },
    ]);
  });

  it('mines phrases of single papers if there are fewer than six, else takes the beginning of a title', () => {
    const one = paper('Scalable ribosome kinetics');
    expect(names([one, ...traffic], { of: [0, 1, 1, 1, 1] })[0]![0]).toBe('Ribosome Kinetics');
    expect(names([one, ...traffic, ...traffic], { of: [0, ...times(8, 1)] })[0]![0]).toBe(
      'Scalable Ribosome Kinetics',
    );
    expect(names([one, ...copies(5, 'Traffic control')], { of: [0, ...times(5, 1)] })[0]![0]).toBe(
      'Scalable Ribosome Kinetics',
    );
  });

  it('takes a title of one word unchanged', () => {
    expect(names([paper('Ribosome'), ...traffic, ...traffic], { of: [0, ...times(8, 1)] })[0]![0]).toBe(
      'Ribosome',
    );
  });

  it('gives no name that only adds "models" to another', () => {
    const papers = [
      ...folding,
      ...copies(3, 'Protein models', 'Ribosome kinetics.'),
      paper('Protein models'),
      ...traffic,
    ];
    const of = [...times(4, 0), ...times(4, 1), ...times(4, 2)];
    expect(names(papers, { of })[0]).toEqual(['Protein Folding', 'Ribosome Kinetics', 'Traffic Control']);
  });

  it('joins no second phrase that adds one paper in eight', () => {
    const papers = [
      paper('Ribosome kinetics', 'Plasma waves.'),
      paper('Ribosome kinetics'),
      paper('Plasma waves'),
      ...['Membrane', 'Enzyme', 'Genome', 'Neuron', 'Antigen'].map((title) => paper(title)),
      ...copies(8, 'Traffic control'),
    ];
    expect(names(papers, { of: [...times(8, 0), ...times(8, 1)] })[0]![0]).toBe('Ribosome Kinetics');
  });

  it('names a theme of an acronym by both its forms, unless the next word says more than "models"', () => {
    const experts = (word: string) => {
      const papers = [
        ...copies(4, '', `Mixture of experts (MoE) ${word}. The MoE ${word} are MoE ${word}.`),
        ...copies(2, '', 'A mixture of experts (MoE).'),
        ...traffic,
      ];
      return names(papers, { of: [...times(6, 0), ...times(4, 1)] })[0]![0];
    };
    expect(experts('models')).toBe('Mixture of Experts (MoE)');
    expect(experts('kernels')).toBe('MoE Kernels');
  });

  it('names a parent of one child by the child’s phrase and the next one', () => {
    const papers = [...copies(4, 'Protein folding', 'Ribosome kinetics.'), ...traffic];
    const levels = names(
      papers,
      { of: [...times(4, 0), ...times(4, 1)] },
      { of: [...times(4, 0), 1, 1, 2, 2], parents: [0, 1, 1] },
    );
    expect(levels[1]![0]).toBe('Protein Folding');
    expect(levels[0]![0]).toBe('Protein Folding & Ribosome Kinetics');
  });

  it('never joins an acronym and its long form', () => {
    const papers = [
      ...copies(3, 'Folding LLMs', 'Folding large language models (FLLM) and large language models (LLM).'),
      ...copies(3, 'FLLM', 'FLLM of ribosome kinetics.'),
      ...traffic,
    ];
    const of = [...times(6, 0), ...times(4, 1)];
    const [parent] = names(papers, { of }, { of, parents: [0, 1] })[0]!;
    expect(parent).not.toContain('&');
    // "Folding" is in "protein folding".
    const wider = names(
      [...copies(3, 'Folding'), ...copies(3, 'Protein folding (PF)', 'PF of enzymes.'), ...traffic],
      { of },
      { of, parents: [0, 1] },
    );
    expect(wider[0]![0]).not.toMatch(/Folding.*Folding/);
  });

  it('joins no second phrase that is weak, shares a word, or adds no paper', () => {
    const of = [...times(8, 0), ...times(8, 1)];
    const rest = copies(8, 'Traffic control');
    const called = (...titles: string[]) =>
      names([...titles.map((title) => paper(title)), ...rest], { of })[0]![0];
    const odd = ['Membrane', 'Enzyme', 'Genome', 'Neuron'];
    expect(
      called('Ribosome kinetics', 'Ribosome kinetics', 'Ribosome assembly', 'Ribosome assembly', ...odd),
    ).not.toContain('&');
    expect(
      called(...times(2, 0).map(() => 'Ribosome kinetics and plasma waves'), 'Lipid', 'Antigen', ...odd),
    ).not.toContain('&');
  });
});
