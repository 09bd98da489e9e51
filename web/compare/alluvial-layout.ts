/** Layout of an alluvial diagram: columns of themes, flows of papers between them, and names. */
import { type SankeyGraph, sankey } from 'd3-sankey';
import type { Comparison } from '../../pipeline/compare/index.ts';
import type { LoadedMap } from '../data/map-index.ts';

export type Fate = 'new' | 'gone' | 'split' | 'merged' | 'grown' | 'shrunk';

export interface ThemeNode {
  key: string;
  name: string;
  colour: string;
  fixedValue: number;
  side: 'a' | 'b';
  /** What became of the theme, or what it was made of; null if it is unchanged. */
  fate: Fate | null;
}

export interface Flow {
  source: string;
  target: string;
  value: number;
  /** No paper is in both themes: they are similar by their vectors. */
  meaning: boolean;
}

export interface AlluvialOptions {
  width: number;
  /** Pixels for the names on either side. */
  margin: number;
  colours: { a: readonly string[]; b: readonly string[] };
}

/** Minimum height of a theme, and minimum distance between two names, in pixels. */
const ROW = 24;
const NAME_GAP = 16;
/** Value of an invisible flow, which d3-sankey needs to lay out two columns that share no paper. */
export const UNSEEN = 1e-6;

export interface AlluvialPicture extends SankeyGraph<ThemeNode, Flow> {
  height: number;
  /** Vertical centre of each node's name, by key; names do not overlap. */
  names: ReadonlyMap<string, number>;
}

/** Lays out the diagram for a comparison of two maps. */
export function layOut(
  report: Comparison,
  from: LoadedMap,
  to: LoadedMap,
  { width, margin, colours }: AlluvialOptions,
): AlluvialPicture {
  const flows = flowsOf(report);
  const [first, second] = [from, to].map((map) => map.index.byLevel.at(-1)?.[0]);
  if (flows.length === 0 && first !== undefined && second !== undefined)
    flows.push({ source: `a${first}`, target: `b${second}`, value: UNSEEN, meaning: true });
  const nodes = [
    ...nodesOf(from, 'a', colours.a, flows, fatesOf(report, 'a')),
    ...nodesOf(to, 'b', colours.b, flows, fatesOf(report, 'b')),
  ];
  const columns = (['a', 'b'] as const).map((side) => nodes.filter((node) => node.side === side));
  const height = Math.max(240, ...columns.map((column) => column.length * ROW));
  const graph = sankey<ThemeNode, Flow>()
    .nodeId((node) => node.key)
    .nodeWidth(10)
    .nodePadding(8)
    // A theme without a flow keeps to its own side.
    .nodeAlign((node) => (node.side === 'a' ? 0 : 1))
    .extent([
      [margin, 8],
      [width - margin, height - 8],
    ])({ nodes, links: flows });
  const names = new Map<string, number>();
  for (const side of ['a', 'b']) {
    const column = graph.nodes.filter((node) => node.side === side).sort((p, q) => p.y0! - q.y0!);
    const middles = column.map((node) => (node.y0! + node.y1!) / 2);
    spread(middles, NAME_GAP, 8, height - 8).forEach((y, i) => {
      names.set(column[i]!.key, y);
    });
  }
  return { ...graph, height, names };
}

/**
 * Moves positions (ascending) as little as possible so that they are `gap` apart, within `low` … `high`. Positions that touch
 * move as one block around the mean of their wanted positions (pool adjacent violators).
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const blocks: { sum: number; count: number }[] = [];
  wanted.forEach((place, i) => {
    blocks.push({ sum: place - i * gap, count: 1 });
    for (;;) {
      const [before, last] = [blocks.at(-2), blocks.at(-1)!];
      if (!before || before.sum / before.count < last.sum / last.count) return;
      blocks.splice(-2, 2, { sum: before.sum + last.sum, count: before.count + last.count });
    }
  });
  const most = high - (wanted.length - 1) * gap;
  const starts = blocks.flatMap(({ sum, count }) => Array<number>(count).fill(sum / count));
  return starts.map((start, i) => Math.max(low, Math.min(most, start)) + i * gap);
}

function flowsOf({ flows, themes }: Comparison): Flow[] {
  if (flows.length > 0)
    return flows.map(({ from, to, papers }) => ({
      source: `a${from}`,
      target: `b${to}`,
      value: papers,
      meaning: false,
    }));
  return themes.matched.map(({ a, b }) => ({
    source: `a${a.id}`,
    target: `b${b.id}`,
    value: Math.min(a.size, b.size),
    meaning: true,
  }));
}

/** What became of each theme of a side; larger changes are set last and win. */
function fatesOf({ themes }: Comparison, side: 'a' | 'b'): ReadonlyMap<number, Fate> {
  const fates = new Map<number, Fate>();
  const mark = (fate: Fate, ids: readonly number[]) => {
    for (const id of ids) fates.set(id, fate);
  };
  if (side === 'a')
    mark(
      'gone',
      themes.gone.map((theme) => theme.id),
    );
  else {
    mark(
      'new',
      themes.born.map((theme) => theme.id),
    );
    mark(
      'grown',
      themes.grown.map((pair) => pair.b.id),
    );
    mark(
      'shrunk',
      themes.shrunk.map((pair) => pair.b.id),
    );
  }
  mark(
    'split',
    themes.split.flatMap(({ a, b }) => (side === 'a' ? [a.id] : b.map((part) => part.id))),
  );
  mark(
    'merged',
    themes.merged.flatMap(({ a, b }) => (side === 'a' ? a.map((part) => part.id) : [b.id])),
  );
  return fates;
}

function nodesOf(
  map: LoadedMap,
  side: 'a' | 'b',
  css: readonly string[],
  flows: readonly Flow[],
  fates: ReadonlyMap<number, Fate>,
): ThemeNode[] {
  const finest = map.index.byLevel.at(-1) ?? [];
  const nodes = finest.map((id): ThemeNode => {
    const { name, size } = map.themes[id]!;
    const colour = css[id] ?? 'grey';
    return { key: `${side}${id}`, name, colour, fixedValue: size, side, fate: fates.get(id) ?? null };
  });
  const none = flows
    .filter((flow) => (side === 'a' ? flow.source : flow.target) === `${side}-1`)
    .reduce((sum, flow) => sum + flow.value, 0);
  if (none > 0)
    nodes.push({ key: `${side}-1`, name: 'no theme', colour: 'grey', fixedValue: none, side, fate: null });
  return nodes;
}
