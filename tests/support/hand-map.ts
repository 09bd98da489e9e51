/** Maps made by hand for tests of the stages that take one: each paper with its place, its vector and its themes. */

import type { MapTheme, ThemeMap } from '../../pipeline/map/schema.ts';
import type { PlacedPaper, PlacedSpace } from '../../pipeline/place/types.ts';
import { tinyMap } from './tiny-map.ts';

export interface HandPaper {
  id?: string;
  title: string;
  abstract?: string;
  at?: [number, number];
  vector?: number[];
  /** Ids of its neighbours, nearest first; all papers have as many. */
  near?: number[];
  /** Id of its finest theme. */
  theme?: number;
  second?: number;
  strength?: number;
}

export type HandTheme = { name: string; keywords?: string[]; level?: number; parent?: number };

export function handMap(papers: HandPaper[], themes: HandTheme[], name = 'hand'): ThemeMap {
  const { manifest } = tinyMap();
  const n = papers.length;
  const width = papers[0]?.vector?.length ?? 2;
  const k = papers[0]?.near?.length ?? 0;
  const holds = (theme: number, own: number | undefined): boolean =>
    own !== undefined && own >= 0 && (own === theme || holds(theme, themes[own]!.parent));
  const all = themes.map(
    ({ name, keywords = [], level = 0, parent }, id): MapTheme => ({
      id,
      level,
      parent: parent ?? null,
      name,
      keywords,
      keywordWeights: keywords.map(() => 1),
      size: papers.filter(({ theme }) => holds(id, theme)).length,
      x: 0,
      y: 0,
      stability: 0.5,
      exemplars: [],
    }),
  );
  const entry = manifest.arrays.layout;
  const levels = [...new Set(all.map(({ level }) => level))].sort();
  const vectors = Float32Array.from(papers.flatMap(({ vector }) => vector ?? [1, 0]));
  return {
    manifest: {
      ...manifest,
      name,
      source: { ...manifest.source, papers: n },
      settings: { ...manifest.settings, model: { ...manifest.settings.model, dimension: width } },
      levels: levels.map((level) => ({
        level,
        themes: all.filter((theme) => theme.level === level).length,
        candidates: [],
      })),
      themes: all,
      unthemed: papers.flatMap(({ theme }, paper) =>
        theme === undefined || theme < 0 ? [{ paper, reason: 'alone' }] : [],
      ),
      arrays: { ...manifest.arrays, neighbours: { ...entry, dtype: 'int32', shape: [n, k] } },
    },
    papers: papers.map(({ id, title, abstract = '' }, i) => ({ id: id ?? `p${i}`, title, abstract })),
    arrays: {
      layout: Float32Array.from(papers.flatMap(({ at }) => at ?? [0, 0])),
      theme: Int32Array.from(papers, ({ theme = -1 }) => theme),
      strength: Float32Array.from(papers, ({ strength = 1 }) => strength),
      second: Int32Array.from(papers, ({ second = -1 }) => second),
      neighbours: Int32Array.from(papers.flatMap(({ near }) => near ?? [])),
      similarities: Float32Array.from(
        papers.flatMap(({ near }) => near?.map((_, slot) => 1 - slot / 10) ?? []),
      ),
      vectors,
      mean: Float32Array.from({ length: width }, (_, d) =>
        papers.reduce((sum, _paper, i) => sum + vectors[i * width + d]! / Math.max(1, n), 0),
      ),
    },
  };
}

/** A map's papers and fresh ones in a space whose rows are given. */
export function spaceOf(map: ThemeMap, rows: number[][], count: number): PlacedSpace {
  const width = rows[0]!.length;
  const inner = (a: number[], b: number[]) => a.reduce((sum, value, d) => sum + value * b[d]!, 0);
  const [old, added] = [rows.slice(0, map.papers.length), rows.slice(map.papers.length)];
  return {
    features: { rows: rows.length, width, data: Float32Array.from(rows.flat()) },
    fresh: Array.from({ length: count }, (_, row) => row),
    toOld: Float32Array.from(added.flatMap((row) => old.map((other) => inner(row, other)))),
  };
}

/** A paper as placing leaves it: near nothing and in no theme, but for what is said of it. */
export function placedPaper(
  { id, title }: { id: string; title: string },
  more: Partial<PlacedPaper> = {},
): PlacedPaper {
  return {
    index: 0,
    id,
    title,
    already: null,
    repeats: null,
    nearest: [],
    theme: null,
    second: null,
    strength: 0,
    proposed: null,
    x: 0,
    y: 0,
    ...more,
  };
}
