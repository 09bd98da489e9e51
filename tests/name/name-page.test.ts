/** Names of the page of 106 papers in groups made by hand, and of papers made up. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { name } from '../../pipeline/name/name.ts';
import { represent } from '../../pipeline/represent/represent.ts';
import type { Clustering, Matrix, Paper } from '../../pipeline/types.ts';
import { pagePapers, pageVectors } from '../support/page-map.ts';
import { grouped } from './hand-phrases.ts';

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

const paper = (title: string, abstract = ''): Paper => ({ id: title, title, abstract });

describe('names of the real page', () => {
  const papers = pagePapers();
  const vectors = pageVectors(papers);
  const features: Matrix = represent(vectors, vectors.length / papers.length, papers);
  const labels = readFileSync('tests/fixtures/page-labels.jsonl', 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { label: string }).label);
  const kinds = [...new Set(labels)].sort();
  const assignment = labels.map((label) => kinds.indexOf(label));
  const nameAll = (...levels: { assignment: number[]; parents?: number[] }[]) =>
    name(papers, features, clustering(levels));
  const words = nameAll({ assignment })[0]!;
  const nameOf = (label: string) => words[kinds.indexOf(label)]!.name;

  it.each([
    ['mixture of experts', 'Mixture of Experts (MoE)'],
    ['KV cache', 'KV Cache'],
    ['speculative decoding', 'Speculative Decoding'],
  ])('are, for the hand-made group "%s", %s', (label, wanted) => {
    expect(nameOf(label)).toBe(wanted);
  });

  it.each([
    ['tokenization', /Tokenization/],
    ['code', /\bCode\b/],
    ['reasoning', /Reasoning/],
    ['vision-language', /Vision-Language/],
    ['long context and sparse attention', /Long-Context|Attention/],
    ['deepfakes and underwater benchmarks', /Deepfake|Underwater/],
  ])('tell what the group "%s" is about', (label, wanted) => {
    expect(nameOf(label)).toMatch(wanted);
  });

  it('come with the keyword that a group of unlike papers was made for', () => {
    expect(words[kinds.indexOf('retrieval')]!.keywords).toContain('Retrieval');
    expect(words[kinds.indexOf('pruning')]!.keywords).toContain('Pruning');
  });

  it('are unique, short, and come with keywords, exemplars and evidence of the theme', () => {
    expect(new Set(words.map((theme) => theme.name.toLowerCase())).size).toBe(kinds.length);
    words.forEach(({ name: text, keywords, keywordWeights, exemplars, evidence }, theme) => {
      expect(text.length).toBeLessThanOrEqual(40);
      expect(keywords.length).toBeGreaterThanOrEqual(4);
      expect(keywords.length).toBeLessThanOrEqual(8);
      expect(new Set(keywords.map((word) => word.toLowerCase())).size).toBe(keywords.length);
      expect(keywordWeights[0]).toBe(1);
      expect(keywordWeights).toEqual([...keywordWeights].sort((a, b) => b - a));
      expect(exemplars.length).toBe(Math.min(3, assignment.filter((group) => group === theme).length));
      for (const at of [...exemplars, ...evidence!.papers]) expect(assignment[at]).toBe(theme);
      expect(evidence!.share).toBeGreaterThanOrEqual(0.1);
      expect(evidence!.runnersUp).not.toContain(text);
    });
  });

  it('are the same every time', () => {
    expect(nameAll({ assignment })[0]).toEqual(words);
  });

  it('differ between parents and children', () => {
    const parents = kinds.map((_, kind) => kind % 3);
    const [coarse, fine] = nameAll(
      { assignment: assignment.map((group) => parents[group]!) },
      { assignment, parents },
    );
    const all = [...coarse!, ...fine!].map((theme) => theme.name);
    expect(new Set(all).size).toBe(all.length);
    for (const text of all) expect(text.length).toBeLessThanOrEqual(40);
  });
});

describe('names of made-up corpora', () => {
  const nameAll = (papers: Paper[], assignment: number[]) =>
    name(papers, grouped(assignment), clustering([{ assignment }]))[0]!;

  it('unite the variants of a phrase and keep the letters of acronyms', () => {
    const papers = [
      paper('KV-cache eviction', 'A key-value (KV) cache holds keys. We evict from the KV cache.'),
      paper('Smaller KV caches', 'The key-value (KV) cache is compressed. A KV cache grows.'),
      paper('Quantized KV cache', 'The quantization of a KV cache, whatever the KV cache.'),
      paper('Graph matching', 'Graph matching of molecules.'),
      paper('Fast graph matching', 'We match graphs; graph matching.'),
      paper('Graph matching nets', 'Nets for graph matching.'),
    ];
    const names = nameAll(papers, [0, 0, 0, 1, 1, 1]).map((theme) => theme.name);
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
    const [first, second] = nameAll([...clouds, ...grasps], [0, 0, 0, 0, 1, 1, 1, 1]);
    expect(first!.name).toBe('Point Clouds');
    expect([second!.name, ...second!.keywords].join(' ')).not.toContain('Point');
  });

  it('exist for a theme of one paper, of papers without words, and of many copies', () => {
    expect(nameAll([paper('Attention is all you need')], [0])[0]!.name).not.toBe('');
    expect(nameAll([paper('', ''), paper('', '')], [0, 1]).map((theme) => theme.name)).toEqual([
      'Theme 1',
      'Theme 2',
    ]);
    const copies = Array.from({ length: 500 }, () =>
      paper('Neural tangent kernels', 'Kernels of wide nets.'),
    );
    const names = nameAll(
      copies,
      copies.map((_, i) => i % 3),
    ).map((theme) => theme.name);
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
    const doubled = [...hostile, ...hostile].map((text) => paper(text, `${text} ${text}`));
    const single = hostile.map((text) => paper(text));
    for (const papers of [doubled, single]) {
      const words = nameAll(
        papers,
        papers.map((_, i) => i % 10),
      );
      for (const { name: text, keywords } of words)
        for (const shown of [text, ...keywords]) {
          expect(shown).not.toMatch(/[<>\u202E]/);
          expect(shown).not.toBe('');
          expect(shown.length).toBeLessThanOrEqual(40);
        }
      expect(new Set(words.map((theme) => theme.name)).size).toBe(10);
    }
  });
});
