/** Which papers of a map a summary reads. */
import { abstractOrder, CHUNK_PAPERS } from '../map/abstracts.ts';
import { themeTree } from '../map/themes/theme-tree.ts';
import type { SummarySource } from './types.ts';

/** The most papers of one theme. */
const READ = 50;
/** Papers that stand for the whole map, in runs of which each is within one chunk of a large map's abstracts. */
const BACKGROUND = 320;
const RUN = CHUNK_PAPERS / 2;

export interface CentralPaper {
  paper: number;
  /** From 0 to 1. */
  centrality: number;
  /** Id of the child of the theme that it belongs to; the theme itself if it has none. */
  part: number;
}

/** For each theme, which of the wanted themes holds it, or −1. */
function holders({ themes }: SummarySource, wanted: (id: number) => boolean): Int32Array {
  const held = new Int32Array(themes.length).fill(-1);
  // Parents precede their children.
  for (const { id, parent } of themes) held[id] = wanted(id) ? id : parent === null ? -1 : held[parent]!;
  return held;
}

/**
 * The central papers of a theme: those whose neighbours, and those that have them as neighbours, are in it too, and that clearly
 * belong to it. Each of its children gives its share.
 */
export function centralPapers(source: SummarySource, theme: number): CentralPaper[] {
  const { themes, papers, arrays } = source;
  const inside = holders(source, (id) => id === theme);
  const children = new Set(themeTree(themes).children[theme]);
  const parts = holders(source, (id) => id === theme || children.has(id));
  const within = new Map<number, number>();
  arrays.theme.forEach((finest, paper) => {
    if (finest >= 0 && inside[finest] === theme) within.set(paper, 0);
  });
  const k = papers.length === 0 ? 0 : arrays.neighbours.length / papers.length;
  for (const paper of within.keys())
    for (let slot = paper * k; slot < (paper + 1) * k; slot++) {
      const other = arrays.neighbours[slot]!;
      if (!within.has(other)) continue;
      within.set(paper, within.get(paper)! + arrays.similarities[slot]!);
      within.set(other, within.get(other)! + arrays.similarities[slot]!);
    }
  let most = 1e-9;
  for (const sum of within.values()) most = Math.max(most, sum);
  const ranked = [...within]
    .map(([paper, sum]) => ({
      paper,
      centrality: Math.sqrt(Math.max(0, sum) / most) * (0.5 + 0.5 * arrays.strength[paper]!),
      part: parts[arrays.theme[paper]!]!,
    }))
    .sort((a, b) => b.centrality - a.centrality || a.paper - b.paper);
  const left = new Map<number, number>();
  for (const { part } of ranked) left.set(part, (left.get(part) ?? 0) + 1);
  for (const [part, size] of left) left.set(part, Math.ceil((READ * size) / ranked.length));
  return ranked.filter(({ part }) => {
    const room = left.get(part)!;
    left.set(part, room - 1);
    return room > 0;
  });
}

/** Papers from all over the map. */
export function backgroundPapers({ arrays }: SummarySource): number[] {
  const order = abstractOrder(arrays.theme);
  if (order.length <= BACKGROUND) return [...order];
  const runs = BACKGROUND / RUN;
  return Array.from(
    { length: runs },
    (_, run) => RUN * Math.floor((run * order.length) / runs / RUN),
  ).flatMap((from) => [...order.subarray(from, from + RUN)]);
}

/**
 * The sibling to which most neighbours of a theme's papers belong; where none does, the nearest on the map. Null if the theme has
 * no sibling. An only child has those of its parent, which is the same theme.
 */
export function nearestSibling(source: SummarySource, theme: number): number | null {
  const { themes, papers, arrays } = source;
  const { x, y } = themes[theme]!;
  const { shown, roots, children } = themeTree(themes);
  const own = shown[theme]!;
  const family = children.find((ids, parent) => shown[parent] === parent && ids.includes(own)) ?? roots;
  const siblings = family.filter((id) => id !== own).map((id) => themes[id]!);
  const wanted = new Set(family);
  const held = holders(source, (id) => wanted.has(id));
  const links = new Map<number, number>();
  const k = papers.length === 0 ? 0 : arrays.neighbours.length / papers.length;
  arrays.theme.forEach((finest, paper) => {
    if (finest < 0 || held[finest] !== own) return;
    for (let slot = paper * k; slot < (paper + 1) * k; slot++) {
      const there = held[arrays.theme[arrays.neighbours[slot]!]!] ?? -1;
      links.set(there, (links.get(there) ?? 0) + 1);
    }
  });
  const ranked = siblings
    .map((other) => ({
      id: other.id,
      links: links.get(other.id) ?? 0,
      away: Math.hypot(other.x - x, other.y - y),
    }))
    .sort((a, b) => b.links - a.links || a.away - b.away || a.id - b.id);
  return ranked[0]?.id ?? null;
}
