import { describe, expect, it } from 'vitest';
import { themesSentence } from '../../../pipeline/stability/sentence.ts';
import type { Stability } from '../../../pipeline/stability/types.ts';
import { paletteOf } from '../../../web/app/scheme.ts';
import { spread } from '../../../web/compare/alluvial-layout.ts';
import {
  mapStability,
  stabilitySentence,
  themeStabilities,
  uncertainThemes,
} from '../../../web/data/map-stability.ts';
import { isPlaced, placedByTheme, placedCount, proposedThemes } from '../../../web/data/placed.ts';
import { styleSize } from '../../../web/map/points/point-batch.ts';
import { pointBatch } from '../../../web/map/points/points.ts';
import { reduce } from '../../../web/state/reduce.ts';
import { passes, shownPapers } from '../../../web/state/selectors.ts';
import { initialState } from '../../../web/state/state.ts';
import { loadedMap } from '../../support/loaded-map.ts';
import { tinyMap } from '../../support/tiny-map.ts';

/** The hand-made map with its last three papers placed, and its last theme proposed. */
function extendedMap() {
  const map = tinyMap();
  map.manifest.placed = { file: 'new.txt', sha256: 'f'.repeat(64), first: 4 };
  map.manifest.themes.at(-1)!.proposed = true;
  return loadedMap(map);
}

describe('the stability of papers and themes', () => {
  const map = loadedMap();
  const opened = reduce(initialState, { type: 'map', map });

  it('comes from the map: high for papers clearly inside a stable theme, and 1 for unthemed papers', () => {
    const { papers, tested } = mapStability(opened)!;
    expect(tested).toBe(false);
    expect(themeStabilities(opened)).toEqual(map.themes.map((theme) => theme.stability));
    map.papers.forEach((_, paper) => {
      const theme = map.themes[map.arrays.theme[paper]!];
      const wanted = theme
        ? Math.min(1, map.arrays.strength[paper]! / 0.5) * Math.min(1, theme.stability / 0.75)
        : 1;
      expect(papers[paper]).toBeCloseTo(wanted, 6);
    });
    expect(stabilitySentence(opened)).toBe(themesSentence(map.themes));
  });

  it('comes from a test of this visit if there was one, which also turns softness on', () => {
    const report: Stability = {
      runs: 2,
      ari: 1,
      themes: map.themes.map(({ id, name, level, size }) => ({
        id,
        name,
        level,
        size,
        stability: id === 1 ? 0.4 : 0.5,
      })),
      papers: map.papers.map(({ id, title }, paper) => ({
        paper,
        id,
        title,
        stability: paper === 1 ? 0.2 : map.arrays.theme[paper]! < 0 ? null : 1,
      })),
      summary: 'As it was.',
    };
    expect([...uncertainThemes(opened)]).toEqual([]);
    const state = reduce(opened, { type: 'make', make: { kind: 'tested', map: map.name, report } });
    expect(state.soft).toBe(true);
    expect(mapStability(state)!.tested).toBe(true);
    expect(stabilitySentence(state)).toBe('As it was.');
    expect(themeStabilities(state)).toEqual(map.themes.map(({ id }) => (id === 1 ? 0.4 : 0.5)));
    expect([...uncertainThemes(state)]).toEqual([1]);
    const { papers } = mapStability(state)!;
    expect(papers[1]).toBeCloseTo(0.2, 6);
    expect([...papers].filter((_, paper) => paper !== 1)).toEqual(map.papers.slice(1).map(() => 1));
    // A map of the same name with other papers is another map.
    const fewer = map.papers.slice(1);
    const other = { ...map, papers: fewer, index: { ...map.index, count: fewer.length } };
    expect(mapStability({ ...state, map: other, sketch: other })!.tested).toBe(false);
  });
});

describe('placed papers', () => {
  const map = extendedMap();
  const opened = reduce(initialState, { type: 'map', map });

  it('are counted, also by theme, and can be filtered', () => {
    expect(placedCount(map)).toBe(3);
    expect(placedCount(loadedMap())).toBe(0);
    expect([3, 4].map((paper) => isPlaced(map, paper))).toEqual([false, true]);
    expect([...placedByTheme(map)].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
    expect(proposedThemes(map)).toEqual([map.themes.length - 1]);
    const state = reduce(opened, { type: 'filters', filters: { placed: true } });
    expect([...shownPapers(state)!]).toEqual([4, 5, 6]);
    expect(passes(state, 0)).toBe(false);
    expect(themeStabilities(opened).at(-1)).toBe(null);
  });

  it('are drawn as diamonds, and papers of low stability softly if softness is on', () => {
    const look = {
      map,
      emphasis: new Uint8Array(map.papers.length).fill(1),
      palette: paletteOf(map, 'light'),
      shade: 'light' as const,
      colourBy: 'theme' as const,
      k: 1,
      narrow: false,
    };
    const styles = (stability: Float32Array | null) => {
      const batch = pointBatch({ ...look, stability });
      return map.papers.map((_, paper) => [
        ...batch.styles.subarray(styleSize * paper + 2, styleSize * paper + 4),
      ]);
    };
    expect(styles(null).map(([soft]) => soft)).toEqual(map.papers.map(() => 0));
    expect(styles(null).map(([, diamond]) => diamond)).toEqual([0, 0, 0, 0, 1, 1, 1]);
    const [sure, unsure] = styles(Float32Array.from(map.papers, (_, paper) => (paper === 1 ? 0.2 : 1)));
    expect(sure![0]).toBe(0);
    expect(unsure![0]).toBeCloseTo(1, 6);
  });
});

describe('names beside an alluvial diagram', () => {
  it('stay in place if there is room, and share the room if there is not', () => {
    expect(spread([10, 40], 16, 0, 100)).toEqual([10, 40]);
    expect(spread([20, 22, 24], 16, 0, 100)).toEqual([6, 22, 38]);
    expect(spread([2, 4], 16, 8, 100)).toEqual([8, 24]);
    expect(spread([90, 98], 16, 0, 100)).toEqual([84, 100]);
    expect(spread([], 16, 0, 100)).toEqual([]);
  });
});
