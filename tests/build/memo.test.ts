/** Stages that a build leaves to the build before, and the map that comes of it: the same as without. */
import { describe, expect, it } from 'vitest';
import { type BuildOptions, buildMap } from '../../pipeline/build/build.ts';
import { createStageMemo, type StageMemo, sameValue } from '../../pipeline/build/memo.ts';
import { encodeMap } from '../../pipeline/map/encode.ts';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import type { Paper, StageName } from '../../pipeline/types.ts';
import { groupedEmbedder, SMALL_PAPERS } from '../support/small-map.ts';

const source = { name: 'small', file: 'small.jsonl', sha256: 'a'.repeat(64), warnings: 0 };

/** Builds, and tells which stages ran and which were left to the build before. */
async function build(papers: readonly Paper[], options: BuildOptions, memo?: StageMemo) {
  const ran = new Set<StageName>();
  const reused = new Set<StageName>();
  const map = await buildMap(
    papers,
    source,
    { embedder: groupedEmbedder(), ...(memo && { memo }) },
    options,
    { onProgress: (progress) => (progress.reused ? reused : ran).add(progress.stage) },
  );
  return { map, ran: [...ran], reused: [...reused] };
}

const bytes = (map: ThemeMap) => encodeMap(map);
const first: BuildOptions = { seed: 1, themes: 3 };

/** Stages of the second build after a first one of the same papers, and whether its map is that of a build without memo. */
async function second(
  options: BuildOptions,
  papers: readonly Paper[] = SMALL_PAPERS,
  before: BuildOptions = first,
) {
  const memo = createStageMemo();
  await build(SMALL_PAPERS, before, memo);
  const { map, ran, reused } = await build(papers, options, memo);
  expect(bytes(map)).toEqual(bytes((await build(papers, options)).map));
  return { ran, reused };
}

describe('a build after another', () => {
  it('runs every stage the first time', async () => {
    expect(await build(SMALL_PAPERS, first, createStageMemo())).toMatchObject({
      ran: ['represent', 'neighbours', 'layout', 'cluster', 'name', 'measure'],
      reused: [],
    });
  });

  it('with the same settings runs none', async () => {
    expect(await second(first)).toEqual({
      ran: [],
      reused: ['represent', 'neighbours', 'layout', 'cluster', 'name', 'measure'],
    });
  });

  it('with another seed keeps representation and neighbours, and names where the groups are the same', async () => {
    expect(await second({ ...first, seed: 2 })).toEqual({
      ran: ['layout', 'cluster', 'measure'],
      reused: ['represent', 'neighbours', 'name'],
    });
  });

  it('with another distance lays out and measures', async () => {
    expect((await second({ ...first, minDist: 0.4 })).ran).toEqual(['layout', 'measure']);
  });

  it('with another number of themes groups, names and measures', async () => {
    expect((await second({ ...first, themes: 6 })).ran).toEqual(['cluster', 'name', 'measure']);
  });

  it('with other neighbours keeps the representation, and the themes by it', async () => {
    expect((await second({ ...first, neighbours: 5 })).reused).toEqual(['represent', 'name']);
  });

  it('of papers whose dates alone have changed runs none', async () => {
    const dated = SMALL_PAPERS.map((paper) => ({ ...paper, date: '2024' }));
    expect((await second(first, dated)).ran).toEqual([]);
  });

  it('of other papers, in number or words, runs every stage that sees them', async () => {
    const all = ['represent', 'neighbours', 'layout', 'cluster', 'name', 'measure'];
    expect((await second(first, SMALL_PAPERS.slice(1))).ran).toEqual(all);
    const [one, ...rest] = SMALL_PAPERS;
    const reworded = [{ ...one!, abstract: `${one!.abstract} Entirely otherwise put.` }, ...rest];
    expect((await second(first, reworded)).ran).toContain('represent');
  });

  it('like a map is drawn to its places', async () => {
    const like = (await build(SMALL_PAPERS, first)).map;
    expect((await second({ ...first, like })).ran).toEqual(['layout', 'measure']);
    expect((await second({ ...first, like }, SMALL_PAPERS, { ...first, like })).ran).toEqual([]);
  });

  it('that was called off is followed by one that gives the whole map', async () => {
    const memo = createStageMemo();
    const controller = new AbortController();
    const run = { signal: controller.signal, onProgress: () => controller.abort() };
    await expect(
      buildMap(SMALL_PAPERS, source, { embedder: groupedEmbedder(), memo }, first, run),
    ).rejects.toThrow('Cancelled');
    const { map } = await build(SMALL_PAPERS, first, memo);
    expect(bytes(map)).toEqual(bytes((await build(SMALL_PAPERS, first)).map));
  });
});

describe('sameValue', () => {
  it('compares by parts', () => {
    const value = () => ({ a: [1, 'two', null], b: Float32Array.of(0, Number.NaN), c: { d: undefined } });
    expect(sameValue(value(), value())).toBe(true);
    expect(sameValue(value(), { ...value(), b: Float32Array.of(0, 1) })).toBe(false);
    expect(sameValue(value(), { ...value(), c: {} })).toBe(false);
    expect(sameValue([1, 2], [1, 2, 3])).toBe(false);
    expect(sameValue(Float32Array.of(1), Int32Array.of(1))).toBe(false);
    expect(sameValue(0, -0)).toBe(false);
    expect(sameValue(null, {})).toBe(false);
    // What cannot be looked into is the same only as itself.
    expect(sameValue(new Map([[1, 1]]), new Map([[1, 1]]))).toBe(false);
  });
});
