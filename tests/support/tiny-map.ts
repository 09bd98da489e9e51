/** A hand-made map of seven papers in two coarse and three fine themes, one paper in none. */
import type { ThemeMap } from '../../pipeline/map/schema.ts';

const HASH = '0'.repeat(64);

const THEMES: [level: number, parent: number | null, name: string, members: number[]][] = [
  [0, null, 'Inference', [0, 1, 2, 3]],
  [0, null, 'Vision', [4, 5]],
  [1, 0, 'KV Cache', [0, 1]],
  [1, 0, 'Speculative Decoding', [2, 3]],
  [1, 1, 'Image Tokens', [4, 5]],
];

export function tinyMap(): ThemeMap {
  const papers: ThemeMap['papers'] = [
    {
      id: 'a',
      title: 'SnapKV: LLM Knows What You are Looking for',
      abstract: 'We compress the key-value (KV) cache, at 50% & "no" loss.\nIn $O(n^2)$ time.',
      authors: ['Ada Lovelace', 'Simon and Sons'],
      date: '2024-03',
      url: 'https://example.org/a',
      venue: 'Conference on Caches',
      tags: ['cache, small', 'memory'],
    },
    { id: 'b', title: '=SUM(A1) of KV Cache Windows', abstract: 'Windows of the KV cache.' },
    { id: 'c', title: 'Kangaroo: Speculative Decoding', abstract: 'Drafts, then verifies.' },
    { id: 'd', title: 'Sorted Speculative Decoding', abstract: 'Sorting of drafts.', date: '2023' },
    { id: 'e', title: 'Tokens of *Images*', abstract: 'Pictures as tokens <b>here</b>.' },
    { id: 'f', title: 'More Tokens of Images', abstract: '' },
    { id: 'g', title: 'Something Else: Kangaroo', abstract: 'Mixture-of-Experts (MoE) models.' },
  ];
  const angles = [0, 0.2, 1, 1.2, 3, 3.1, 5];
  const n = papers.length;
  const vectors = Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]));
  const mean = Float32Array.from([0, 1], (d) =>
    angles.reduce((sum, _, i) => sum + vectors[i * 2 + d]! / n, 0),
  );
  const k = 3;
  const cosine = (i: number, j: number) => Math.cos(angles[i]! - angles[j]!);
  const rows = papers.map((_, i) =>
    papers
      .map((__, j) => j)
      .filter((j) => j !== i)
      .sort((p, q) => cosine(i, q) - cosine(i, p))
      .slice(0, k),
  );
  let files = 0;
  const entry = <D extends 'float32' | 'int32'>(dtype: D, ...shape: number[]) => ({
    file: `${files++}.bin`,
    dtype,
    shape,
    sha256: HASH,
  });
  return {
    manifest: {
      format: 'isotheme-map',
      version: 1,
      name: 'tiny',
      source: { file: 'tiny.jsonl', sha256: HASH, papers: n, warnings: 0 },
      settings: {
        seed: 7,
        embedder: 'transformer',
        model: { id: 'test/model', sha256: HASH, pooling: 'cls', dimension: 2 },
        neighbours: k,
        themes: null,
        minDist: 0.1,
        layout: 'fast',
      },
      chosen: 'Three themes come back most surely.',
      levels: [
        { level: 0, themes: 2, candidates: [] },
        { level: 1, themes: 3, candidates: [] },
      ],
      themes: THEMES.map(([level, parent, name, members], id) => ({
        id,
        level,
        parent,
        name,
        keywords: name.toLowerCase().split(' '),
        keywordWeights: name.split(' ').map(() => 1),
        size: members.length,
        x: members[0]!,
        y: 0,
        stability: 0.9,
        exemplars: members.slice(0, 1),
      })),
      unthemed: [{ paper: 6, reason: 'far from every theme' }],
      quality: { trustworthiness: 0.9, continuity: 0.8, keep15: 0.7, unthemed: 0.1429, separation: 0.5 },
      arrays: {
        layout: entry('float32', n, 2),
        theme: entry('int32', n),
        strength: entry('float32', n),
        second: entry('int32', n),
        neighbours: entry('int32', n, k),
        similarities: entry('float32', n, k),
        vectors: entry('float32', n, 2),
        mean: entry('float32', 2),
      },
      papers: { file: 'papers.json', sha256: HASH },
    },
    papers,
    arrays: {
      layout: Float32Array.from(angles.flatMap((angle, i) => [angle, i / 3])),
      theme: Int32Array.of(2, 2, 3, 3, 4, 4, -1),
      strength: Float32Array.of(1, 0.5, 0.9, 0.8, 0.7, 0.6, 0),
      second: Int32Array.of(-1, 3, -1, -1, -1, -1, -1),
      neighbours: Int32Array.from(rows.flat()),
      similarities: Float32Array.from(rows.flatMap((row, i) => row.map((j) => cosine(i, j)))),
      vectors,
      mean,
    },
  };
}
