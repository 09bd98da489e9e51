/** A paper in the exports: its fields, its position, its themes and its neighbours. */
import type { ThemeMap } from '../map/schema.ts';
import { themePath } from '../map/themes/theme-path.ts';

export interface ExportRow {
  id: string;
  title: string;
  x: number;
  y: number;
  /** Name of the finest theme; null if unthemed. */
  theme: string | null;
  /** Names, coarsest first; empty if unthemed. */
  themePath: string[];
  /** Silhouette: how clearly the paper belongs to its theme, 0 … 1. */
  strength: number;
  /** Name of the runner-up theme, if the paper lies between two. */
  secondTheme?: string;
  /** Ids, nearest first, and their similarities. */
  neighbours: string[];
  similarities: number[];
  abstract: string;
  authors?: string[];
  date?: string;
  url?: string;
  venue?: string;
  tags?: string[];
}

/** The row of a paper, its keys in the order in which they are written. Numbers have 6 significant digits. */
export function exportRow(map: ThemeMap, paper: number): ExportRow {
  const { layout, strength, second, neighbours, similarities } = map.arrays;
  const { id, title, abstract, authors, date, url, venue, tags } = map.papers[paper]!;
  const k = map.manifest.arrays.neighbours.shape[1] ?? 0;
  const path = themePath(map, paper).map((theme) => theme.name);
  const between = map.manifest.themes[second[paper]!];
  return {
    id,
    title,
    x: short(layout[paper * 2]!),
    y: short(layout[paper * 2 + 1]!),
    theme: path.at(-1) ?? null,
    themePath: path,
    strength: short(strength[paper]!),
    ...(between && { secondTheme: between.name }),
    neighbours: Array.from(neighbours.subarray(paper * k, (paper + 1) * k), (other) => map.papers[other]!.id),
    similarities: Array.from(similarities.subarray(paper * k, (paper + 1) * k), short),
    abstract,
    ...(authors && { authors }),
    ...(date !== undefined && { date }),
    ...(url !== undefined && { url }),
    ...(venue !== undefined && { venue }),
    ...(tags && { tags }),
  };
}

function short(value: number): number {
  return Number(value.toPrecision(6));
}
