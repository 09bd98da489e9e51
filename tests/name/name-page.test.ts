import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { name } from '../../pipeline/name/name.ts';
import { readBytes } from '../../pipeline/read/read.ts';
import type { Clustering, Matrix, Paper } from '../../pipeline/types.ts';

/** One dimension a group, so that centroids are plain. */
function grouped(assignment: readonly number[], count: number): Matrix {
  const vectors = new Float32Array(assignment.length * count);
  assignment.forEach((group, i) => {
    if (group >= 0) vectors[i * count + group] = 1;
  });
  return { rows: assignment.length, width: count, data: vectors };
}

function clustering(levels: { assignment: number[]; parents?: number[] }[]): Clustering {
  return {
    levels: levels.map(({ assignment, parents }) => {
      const count = Math.max(...assignment) + 1;
      return {
        count,
        assignment: Int32Array.from(assignment),
        parents: Int32Array.from(parents ?? new Array(count).fill(-1)),
        stability: new Float32Array(count),
      };
    }),
    silhouette: new Float32Array(0),
    runnerUp: new Int32Array(0),
    unthemed: [],
    chosen: { reason: '', levels: [] },
  };
}

function nameAll(papers: Paper[], ...levels: { assignment: number[]; parents?: number[] }[]) {
  const found = clustering(levels);
  const finest = found.levels.at(-1)!;
  return name(papers, grouped([...finest.assignment], finest.count), found);
}

const paper = (title: string, abstract = ''): Paper => ({ id: title, title, abstract });

describe('names of the real page', async () => {
  const { papers } = await readBytes(readFileSync('data/daily-papers-aug-19.txt'), 'page.txt');
  const labels = readFileSync('tests/fixtures/page-labels.jsonl', 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { label: string }).label);
  const kinds = [...new Set(labels)].sort();
  const assignment = labels.map((label) => kinds.indexOf(label));
  const words = nameAll(papers, { assignment })[0]!;
  const nameOf = (label: string) => words[kinds.indexOf(label)]!.name;

  it.each([
    ['mixture of experts', 'Mixture of Experts (MoE)'],
    ['KV cache', 'KV Cache'],
    ['speculative decoding', 'Speculative Decoding'],
    ['tokenization', 'Tokenization'],
    ['retrieval', 'Retrieval'],
  ])('are, for the hand-made group "%s", %s', (label, wanted) => {
    expect(nameOf(label)).toBe(wanted);
  });

  it.each([
    ['code', /\bCode\b/],
    ['reasoning', /Reasoning/],
    ['vision-language', /Vision-Language/],
    ['long context and sparse attention', /Long-Context|Attention/],
    ['deepfakes and underwater benchmarks', /Deepfake|Underwater/],
  ])('tell what the group "%s" is about', (label, wanted) => {
    expect(nameOf(label)).toMatch(wanted);
  });

  it('are unique, short, and come with keywords and exemplars of the theme', () => {
    expect(new Set(words.map((theme) => theme.name.toLowerCase())).size).toBe(kinds.length);
    words.forEach(({ name: text, keywords, keywordWeights, exemplars }, theme) => {
      expect(text.length).toBeLessThanOrEqual(40);
      expect(keywords.length).toBeGreaterThanOrEqual(4);
      expect(keywords.length).toBeLessThanOrEqual(8);
      expect(new Set(keywords.map((word) => word.toLowerCase())).size).toBe(keywords.length);
      expect(keywordWeights[0]).toBe(1);
      expect(keywordWeights).toEqual([...keywordWeights].sort((a, b) => b - a));
      expect(exemplars.length).toBe(Math.min(3, assignment.filter((group) => group === theme).length));
      for (const exemplar of exemplars) expect(assignment[exemplar]).toBe(theme);
    });
  });

  it('are the same every time', () => {
    expect(nameAll(papers, { assignment })[0]).toEqual(words);
  });

  it('differ between parents and children', () => {
    const parents = kinds.map((_, kind) => kind % 4);
    const [coarse, fine] = nameAll(
      papers,
      { assignment: assignment.map((group) => parents[group]!) },
      { assignment, parents },
    );
    const all = [...coarse!, ...fine!].map((theme) => theme.name);
    expect(new Set(all).size).toBe(all.length);
    for (const text of all) expect(text.length).toBeLessThanOrEqual(40);
  });
});

describe('names of made-up corpora', () => {
  it('unite the variants of a phrase and keep the letters of acronyms', () => {
    const papers = [
      paper('KV-cache eviction', 'A key-value (KV) cache holds keys. We evict from the KV cache.'),
      paper('Smaller KV caches', 'The key-value (KV) cache is compressed.'),
      paper('Quantized KV cache', 'KV cache quantization.'),
      paper('Graph matching', 'Graph matching of molecules.'),
      paper('Fast graph matching', 'We match graphs; graph matching.'),
      paper('Graph matching nets', 'Nets for graph matching.'),
    ];
    const names = nameAll(papers, { assignment: [0, 0, 0, 1, 1, 1] })[0]!.map((theme) => theme.name);
    expect(names).toEqual(['KV Cache', 'Graph Matching']);
  });

  it('keep a hollow word if the next is hardly ever written without it', () => {
    const clouds = ['Registration', 'Completion', 'Compression', 'Sampling'].map((task) =>
      paper(
        `${task} of Point Clouds`,
        `We study ${task.toLowerCase()}. A point cloud is no image; each point cloud is sparse.`,
      ),
    );
    const grasps = ['Soft', 'Rigid', 'Flat', 'Thin'].map((kind) =>
      paper(
        `Grasping of ${kind} Parts`,
        `At this point a gripper grasps. Another point of grasping is ${kind}.`,
      ),
    );
    const assignment = [0, 0, 0, 0, 1, 1, 1, 1];
    const [first, second] = nameAll([...clouds, ...grasps], { assignment })[0]!;
    expect(first!.name).toBe('Point Cloud');
    expect([second!.name, ...second!.keywords].join(' ')).not.toContain('Point');
  });

  it('never are what all siblings share', () => {
    const papers = ['protein folding', 'protein folding', 'traffic control', 'traffic control'].map(
      (topic, i) => paper(`Large language models ${i}`, `Large language models for ${topic}.`),
    );
    const names = nameAll(papers, { assignment: [0, 0, 1, 1] })[0]!.map((theme) => theme.name);
    expect(names).toEqual(['Protein Folding', 'Traffic Control']);
  });

  it('exist for a theme of one paper, of papers without words, and of many copies', () => {
    expect(nameAll([paper('Attention is all you need')], { assignment: [0] })[0]![0]!.name).not.toBe('');
    expect(nameAll([paper('', ''), paper('', '')], { assignment: [0, 1] })[0]!.map((t) => t.name)).toEqual([
      'Theme 1',
      'Theme 2',
    ]);
    const copies = Array.from({ length: 500 }, () =>
      paper('Neural tangent kernels', 'Kernels of wide nets.'),
    );
    const names = nameAll(copies, { assignment: copies.map((_, i) => i % 3) })[0]!.map((t) => t.name);
    expect(new Set(names).size).toBe(3);
  });

  it('are plain text, whatever the papers contain', () => {
    const hostile = [
      '<img src=x onerror=alert(1)>',
      '</script><script>alert(1)</script>',
      '\u202Egnirts desrever',
      `${'long '.repeat(3000)}title`,
      '🧪🧪🧪',
      '\\textbf{\\input{/etc/passwd}} $\\alpha$',
      '__proto__ constructor toString',
      'https://example.org/?q=<b>',
      'ПРИВЕТ мир мир',
      '深層学習 深層学習',
    ];
    const papers = [...hostile, ...hostile].map((text) => paper(text, `${text} ${text}`));
    const words = nameAll(papers, { assignment: papers.map((_, i) => i % 10) })[0]!;
    for (const { name: text, keywords } of words)
      for (const shown of [text, ...keywords]) {
        expect(shown).not.toMatch(/[<>]/);
        expect(shown.length).toBeLessThanOrEqual(40);
      }
    expect(new Set(words.map((theme) => theme.name)).size).toBe(10);
  });
});
