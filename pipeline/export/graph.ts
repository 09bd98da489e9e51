/**
 * The neighbour graph for network programs: papers are nodes, and an undirected edge joins two papers if one is among the
 * nearest of the other. Similarity is symmetric, so both directions are one edge.
 */

import type { ThemeMap } from '../map/schema.ts';
import { type Rgb, themePalette, unthemedColour } from '../map/themes/colour.ts';
import { themePath } from '../map/themes/theme-path.ts';
import { type ExportRow, exportRow } from './rows.ts';
import { xmlCharacters } from './xml.ts';

export interface GraphNode extends Omit<ExportRow, 'neighbours' | 'similarities'> {
  /** Unique in the graph, even if ids differ only in characters that XML cannot hold. */
  key: string;
  /** Name of the coarsest theme; null if unthemed. */
  area: string | null;
  /** Id of the finest theme in the manifest, −1 when unthemed. */
  themeId: number;
  year?: number;
  /** Number of edges, and the sum of their weights. */
  degree: number;
  weight: number;
  colour: Rgb;
}

export interface NeighbourGraph {
  /** `x` and `y` are within ± `span / 2` of the middle of the map; y points up, as network programs draw it. */
  nodes: GraphNode[];
  /** Indices in `nodes`, `source < target`, ascending; weight is the similarity, above 0. */
  edges: { source: number; target: number; weight: number }[];
}

/**
 * @param papers indices of the papers that become nodes, in that order; edges to others are left out
 * @param span length of the map's longer side in the graph's coordinates
 */
export function neighbourGraph(map: ThemeMap, papers: readonly number[], span: number): NeighbourGraph {
  const { neighbours, similarities, theme } = map.arrays;
  const k = map.manifest.arrays.neighbours.shape[1] ?? 0;
  const nodeOf = new Map(papers.map((paper, node) => [paper, node]));
  const seen = new Set<number>();
  const edges: NeighbourGraph['edges'] = [];
  papers.forEach((paper, node) => {
    for (let i = paper * k; i < (paper + 1) * k; i++) {
      const other = nodeOf.get(neighbours[i]!);
      const weight = Number(similarities[i]!.toPrecision(6));
      // Papers with nothing in common are not neighbours, and programs refuse weights below 0.
      if (other === undefined || other === node || !(weight > 0)) continue;
      const [source, target] = node < other ? [node, other] : [other, node];
      const key = source * papers.length + target;
      if (seen.has(key)) continue;
      seen.add(key);
      edges.push({ source, target, weight });
    }
  });
  edges.sort((a, b) => a.source - b.source || a.target - b.target);

  const degree = new Int32Array(papers.length);
  const weights = new Float64Array(papers.length);
  for (const { source, target, weight } of edges)
    for (const node of [source, target]) {
      degree[node]!++;
      weights[node]! += weight;
    }
  const positionOf = centred(map.arrays.layout, span);
  const { fill } = themePalette(map.manifest.themes, 'light');
  const keys = new Set<string>();
  const nodes = papers.map((paper, node): GraphNode => {
    const { neighbours: _, similarities: __, ...row } = exportRow(map, paper);
    const year = /^\d{4}/.exec(row.date ?? '')?.[0];
    const [x, y] = positionOf(paper);
    return {
      ...row,
      x,
      y,
      key: uniqueKey(row.id, keys),
      area: themePath(map, paper)[0]?.name ?? null,
      themeId: theme[paper]!,
      ...(year && { year: Number(year) }),
      degree: degree[node]!,
      weight: Number(weights[node]!.toPrecision(6)),
      colour: colourOf(fill, theme[paper]!),
    };
  });
  return { nodes, edges };
}

/** Positions relative to the middle of the layout, its longer side scaled to `span`, y pointing up. */
function centred(layout: Float32Array, span: number): (paper: number) => [x: number, y: number] {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let i = 0; i < layout.length; i++) {
    low[i % 2] = Math.min(low[i % 2]!, layout[i]!);
    high[i % 2] = Math.max(high[i % 2]!, layout[i]!);
  }
  const scale = span / Math.max(high[0]! - low[0]!, high[1]! - low[1]!, 1e-9);
  const along = (paper: number, side: 0 | 1) =>
    (layout[2 * paper + side]! - (low[side]! + high[side]!) / 2) * scale;
  return (paper) => [Number(along(paper, 0).toPrecision(6)), Number((-along(paper, 1)).toPrecision(6))];
}

function uniqueKey(id: string, used: Set<string>): string {
  const stem = xmlCharacters(id).replace(/\s+/g, ' ');
  let key = stem;
  for (let n = 2; used.has(key); n++) key = `${stem}-${n}`;
  used.add(key);
  return key;
}

function colourOf(fill: Uint8Array, theme: number): Rgb {
  if (theme < 0) return unthemedColour.light;
  return [fill[3 * theme]!, fill[3 * theme + 1]!, fill[3 * theme + 2]!];
}
