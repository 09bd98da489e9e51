import { describe, expect, it } from 'vitest';
import { mapFaults } from '../../pipeline/map/check.ts';
import { encodeMap } from '../../pipeline/map/encode.ts';
import type { ArrayName, ThemeMap } from '../../pipeline/map/schema.ts';
import { verifyMap } from '../../pipeline/map/verify.ts';
import { datedMap, hostileMap, largeMap, lexicalMap } from '../support/sample-maps.ts';
import { smallMap } from '../support/small-map.ts';

const map = await smallMap();

type Draft = { manifest: ThemeMap['manifest']; papers: ThemeMap['papers']; arrays: ThemeMap['arrays'] };

/** The faults of the small map after a change. */
function faultsAfter(change: (map: Draft) => void): string[] {
  const copy = structuredClone(map);
  change(copy);
  return [...mapFaults(copy)].map(({ file, message }) => `${file.replace(/-\w{8}/, '')}: ${message}`);
}

const swap = (name: ArrayName, a: number, b: number) => (draft: Draft) => {
  const array = draft.arrays[name];
  [array[a], array[b]] = [array[b]!, array[a]!];
};

describe('a map has no fault', () => {
  it.each([
    ['of few papers', smallMap],
    ['with dates', datedMap],
    ['of hostile words', hostileMap],
    ['of word counts', lexicalMap],
    ['of 1,200 papers', largeMap],
  ])('%s', async (_, make) => {
    expect([...mapFaults(await make())]).toEqual([]);
  });
});

describe('a fault is found and named', () => {
  it.each<[string, (draft: Draft) => void, string]>([
    ['an id twice', (m) => Object.assign(m.papers[1]!, { id: '0' }), 'papers.json: the id "0" appears twice'],
    [
      'a name twice',
      (m) => Object.assign(m.manifest.themes[1]!, { name: m.manifest.themes[0]!.name }),
      'map.json: the theme name "Draft Model" appears twice',
    ],
    [
      'a size',
      (m) => Object.assign(m.manifest.themes[2]!, { size: 5 }),
      'map.json: field "themes.2.size" is 5, and 4 papers are in it',
    ],
    [
      'a stranger as exemplar',
      (m) => m.manifest.themes[0]!.exemplars.splice(0, 1, 1),
      'map.json: field "themes.0.exemplars" names paper 1, which is not in it',
    ],
    [
      'a stranger that uses the name',
      (m) =>
        Object.assign(m.manifest.themes[1]!, { evidence: { share: 0.5, papers: [4, 0], runnersUp: [] } }),
      'map.json: field "themes.1.evidence.papers" names paper 0, which is not in it',
    ],
    [
      'a weight too few',
      (m) => Object.assign(m.manifest.themes[0]!, { keywords: ['a', 'b', 'c'], keywordWeights: [1, 0.5] }),
      'map.json: field "themes.0" has 3 keywords and 2 weights',
    ],
    [
      'a level miscounted',
      (m) => Object.assign(m.manifest.levels[0]!, { themes: 2 }),
      'map.json: field "levels.0" says 2 themes on level 0, and there are 3',
    ],
    [
      'an unthemed paper that is not listed',
      (m) => m.arrays.theme.fill(-1, 0, 1),
      'map.json: field "unthemed" and the array "theme" do not agree on paper 0',
    ],
    [
      'similarities out of order',
      swap('similarities', 0, 1),
      'similarities.f32: element 1 is not sorted in the row of paper 0',
    ],
    [
      'a similarity above 1',
      (m) => m.arrays.similarities.fill(1.5, 0, 1),
      'similarities.f32: element 0 holds 1.5, and similarities are −1 to 1',
    ],
    [
      'a paper as its own neighbour',
      (m) => m.arrays.neighbours.fill(0, 2, 3),
      'neighbours.i32: element 2 names paper 0 as its own neighbour',
    ],
    [
      'a neighbour twice',
      (m) => m.arrays.neighbours.copyWithin(1, 0, 1),
      'neighbours.i32: element 1 names paper 3 twice as a neighbour of paper 0',
    ],
    [
      'a strength above 1',
      (m) => m.arrays.strength.fill(2, 4, 6),
      'strength.f32: element 4 holds 2, and strengths are 0 to 1 (and 1 more like it)',
    ],
    [
      'a long vector',
      (m) => m.arrays.vectors.fill(1, 8, 16),
      'vectors.f32: the vector of paper 1 has length 2.8284, not 1',
    ],
    [
      'a mean of other vectors',
      (m) => m.arrays.mean.fill(0.9, 3, 4),
      'mean.f32: number 3 is not the mean of the vectors',
    ],
    [
      'a place that is no number',
      (m) => m.arrays.layout.fill(Number.NaN, 7, 8),
      'layout.f32: element 7 holds NaN, which is no number',
    ],
  ])('%s', (_, change, fault) => {
    expect(faultsAfter(change)).toContain(fault);
  });

  it('and several are reported at once, file after file', async () => {
    const { arrays, papers } = map.manifest;
    const files = new Map(encodeMap(map).map(({ name, bytes }) => [name, bytes.slice()]));
    files.get(papers.file)![10]! ^= 1;
    files.get(arrays.strength.file)![0]! ^= 1;
    files.set(arrays.mean.file, new Uint8Array(8));
    const { faults, files: looked } = await verifyMap(async (file) => files.get(file)!);
    const sha256 = 'its sha256 is not the one in map.json';
    expect(faults).toEqual([
      { file: papers.file, message: sha256 },
      { file: arrays.strength.file, message: sha256 },
      { file: arrays.mean.file, message: sha256 },
    ]);
    expect(looked).toBe(10);
  });
});
