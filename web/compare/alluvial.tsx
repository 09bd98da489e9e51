/** Themes of two maps as columns, papers that are in both as bands between them (an alluvial diagram, by d3-sankey). */
import { sankey, sankeyLinkHorizontal } from 'd3-sankey';
import type { Comparison } from '../../pipeline/compare.ts';
import type { LoadedMap } from '../map-index.ts';
import { paletteOf, shadeOf } from '../scheme.ts';
import { usePick } from '../use-store.ts';

const WIDTH = 860;
const ROW = 26;
const MARGIN = 250;
const NAME_LENGTH = 38;

interface ThemeNode {
  key: string;
  name: string;
  colour: string;
  fixedValue: number;
  side: 'a' | 'b';
}

interface Flow {
  source: string;
  target: string;
  value: number;
  /** No paper flows: the themes are alike in meaning. */
  meaning: boolean;
}

/** Width of a flow that is there only so that both columns stand where they do. */
const UNSEEN = 1e-6;

export function Alluvial({ report, from, to }: { report: Comparison; from: LoadedMap; to: LoadedMap }) {
  const scheme = usePick((state) => state.scheme);
  const shade = shadeOf(scheme);
  const { nodes, links, height } = layOut(report, from, to, {
    a: paletteOf(from, shade).css,
    b: paletteOf(to, shade).css,
  });
  const path = sankeyLinkHorizontal<ThemeNode, Flow>();
  return (
    <svg
      class="alluvial"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-label={`Themes of ${from.name} on the left, of ${to.name} on the right, and how papers flow between them`}
    >
      <g fill="none">
        {links.map((link) => {
          if (link.value === UNSEEN) return null;
          const source = link.source as unknown as ThemeNode;
          const target = link.target as unknown as ThemeNode;
          return (
            <path
              key={`${source.key} ${target.key}`}
              class={link.meaning ? 'flow by-meaning' : 'flow'}
              d={path(link) ?? ''}
              stroke={source.colour}
              stroke-width={Math.max(1, link.width ?? 1)}
            >
              <title>
                {source.name} → {target.name}
                {link.meaning ? ': alike in meaning' : `: ${link.value} papers`}
              </title>
            </path>
          );
        })}
      </g>
      {nodes.map((node) => {
        const left = node.side === 'a';
        const middle = ((node.y0 ?? 0) + (node.y1 ?? 0)) / 2;
        return (
          <g key={node.key}>
            <rect
              x={node.x0}
              y={node.y0}
              width={(node.x1 ?? 0) - (node.x0 ?? 0)}
              height={Math.max(1, (node.y1 ?? 0) - (node.y0 ?? 0))}
              fill={node.colour}
            />
            <text
              x={left ? (node.x0 ?? 0) - 6 : (node.x1 ?? 0) + 6}
              y={middle}
              dy="0.35em"
              text-anchor={left ? 'end' : 'start'}
            >
              {short(node.name)} <tspan class="muted">{node.fixedValue}</tspan>
              <title>{node.name}</title>
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function layOut(
  report: Comparison,
  from: LoadedMap,
  to: LoadedMap,
  colours: { a: readonly string[]; b: readonly string[] },
) {
  const flows: Flow[] =
    report.flows.length > 0
      ? report.flows.map(({ from: a, to: b, papers }) => ({
          source: `a${a}`,
          target: `b${b}`,
          value: papers,
          meaning: false,
        }))
      : report.themes.matched.map(({ a, b }) => ({
          source: `a${a.id}`,
          target: `b${b.id}`,
          value: Math.min(a.size, b.size),
          meaning: true,
        }));
  const [first, second] = [from, to].map((map) => map.index.byLevel.at(-1)?.[0]);
  if (flows.length === 0 && first !== undefined && second !== undefined)
    flows.push({ source: `a${first}`, target: `b${second}`, value: UNSEEN, meaning: true });
  const nodes = [...nodesOf(from, 'a', colours.a, flows), ...nodesOf(to, 'b', colours.b, flows)];
  const rows = Math.max(...(['a', 'b'] as const).map((side) => nodes.filter((n) => n.side === side).length));
  const height = Math.max(240, rows * ROW);
  const graph = sankey<ThemeNode, Flow>()
    .nodeId((node) => node.key)
    .nodeWidth(10)
    .nodePadding(8)
    // A theme without a flow keeps to its own side.
    .nodeAlign((node) => (node.side === 'a' ? 0 : 1))
    .extent([
      [MARGIN, 6],
      [WIDTH - MARGIN, height - 6],
    ])({ nodes, links: flows });
  return { ...graph, height };
}

function nodesOf(
  map: LoadedMap,
  side: 'a' | 'b',
  css: readonly string[],
  flows: readonly Flow[],
): ThemeNode[] {
  const finest = map.index.byLevel.at(-1) ?? [];
  const nodes = finest.map((id): ThemeNode => {
    const theme = map.themes[id]!;
    return { key: `${side}${id}`, name: theme.name, colour: css[id] ?? 'grey', fixedValue: theme.size, side };
  });
  const none = flows
    .filter((flow) => (side === 'a' ? flow.source : flow.target) === `${side}-1`)
    .reduce((sum, flow) => sum + flow.value, 0);
  if (none > 0) nodes.push({ key: `${side}-1`, name: 'no theme', colour: 'grey', fixedValue: none, side });
  return nodes;
}

function short(name: string): string {
  return name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH - 1)}…` : name;
}
