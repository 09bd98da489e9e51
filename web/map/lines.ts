/** Lines from the open paper (or the selected ones) to the papers nearest to it, and rings around these papers. */

import { select } from 'd3';
import { type Frame, project, type Transform } from '../../pipeline/draw/index.ts';
import type { Palette } from '../../pipeline/map/index.ts';
import { type LoadedMap, type MapSketch, neighboursOf } from '../data/map-index.ts';
import { memo } from '../state/selectors.ts';
import type { State } from '../state/state.ts';

export interface Link {
  from: number;
  to: number;
  /** Similarity, scaled to 0 … 1 among the lines drawn. */
  weight: number;
}

/** Number of the open paper's neighbours that get a line. */
const defaultLinks = 10;

/** The lines to draw. Each hit is linked to the source nearest to it on the map. */
const linksOf = memo(
  (state: State) => [state.map, state.related, state.focus],
  (state: State): readonly Link[] => {
    const { map, related, focus } = state;
    if (!map) return [];
    const sources = related?.sources ?? (focus === null ? [] : [focus]);
    const hits = related?.hits ?? (focus === null ? [] : neighboursOf(map, focus).slice(0, defaultLinks));
    if (sources.length === 0) return [];
    const most = Math.max(...hits.map((hit) => hit.similarity), 1e-6);
    const least = Math.min(...hits.map((hit) => hit.similarity), most);
    return hits
      .filter((hit) => !sources.includes(hit.paper))
      .map((hit) => ({
        from: nearestOf(map, hit.paper, sources),
        to: hit.paper,
        weight: most === least ? 1 : (hit.similarity - least) / (most - least),
      }));
  },
);

function nearestOf(map: LoadedMap, paper: number, sources: readonly number[]): number {
  const { layout } = map.arrays;
  const away = (other: number) =>
    Math.hypot(layout[2 * other]! - layout[2 * paper]!, layout[2 * other + 1]! - layout[2 * paper + 1]!);
  return sources.reduce((best, other) => (away(other) < away(best) ? other : best));
}

export interface LineLayer {
  update(state: State, palette: Palette): void;
  place(map: MapSketch, frame: Frame, t: Transform, radius: number): void;
}

interface Ring {
  paper: number;
  kind: 'open' | 'hover' | 'near';
}

export function createLines(parent: SVGGElement): LineLayer {
  const group = select(parent).append('g').attr('class', 'links').attr('aria-hidden', 'true');
  const ringGroup = select(parent).append('g').attr('class', 'rings').attr('aria-hidden', 'true');
  const colourOf = (map: LoadedMap, palette: Palette, paper: number) =>
    palette.css[map.arrays.theme[paper]!] ?? 'currentColor';
  return {
    update(state, palette) {
      const { map } = state;
      const links = map ? linksOf(state) : [];
      group
        .selectAll<SVGPathElement, Link>('path')
        .data(links, (link) => `${link.from} ${link.to}`)
        .join('path')
        .attr('class', 'link')
        .attr('stroke', (link) => colourOf(map!, palette, link.to))
        .attr('stroke-width', (link) => 1.1 + 1.7 * link.weight)
        .attr('opacity', (link) => 0.45 + 0.5 * link.weight);
      const rings: Ring[] = links.map((link) => ({ paper: link.to, kind: 'near' }));
      const open = state.related?.sources ?? (state.focus === null ? [] : [state.focus]);
      rings.push(...open.map((paper) => ({ paper, kind: 'open' as const })));
      if (state.hover !== null) rings.push({ paper: state.hover, kind: 'hover' });
      ringGroup
        .selectAll<SVGCircleElement, Ring>('circle')
        .data(map ? rings : [], (ring) => `${ring.kind} ${ring.paper}`)
        .join('circle')
        .attr('class', (ring) => `ring ${ring.kind}`)
        .attr('fill', (ring) => colourOf(map!, palette, ring.paper));
    },
    place(map, frame, t, radius) {
      const { layout } = map.arrays;
      const at = (paper: number) => project(frame, t, layout[2 * paper]!, layout[2 * paper + 1]!);
      group.selectAll<SVGPathElement, Link>('path').attr('d', (link) => {
        const [ax, ay] = at(link.from);
        const [bx, by] = at(link.to);
        // A slight bend separates lines to papers that lie in a row.
        const bend = 0.12;
        return `M${ax} ${ay}Q${(ax + bx) / 2 - (by - ay) * bend} ${(ay + by) / 2 + (bx - ax) * bend} ${bx} ${by}`;
      });
      ringGroup
        .selectAll<SVGCircleElement, Ring>('circle')
        .attr('r', (ring) => radius + (ring.kind === 'near' ? 0.8 : 2.2))
        .attr('cx', (ring) => at(ring.paper)[0])
        .attr('cy', (ring) => at(ring.paper)[1]);
    },
  };
}
