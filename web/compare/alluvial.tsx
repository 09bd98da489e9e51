/** Alluvial diagram: themes of two maps as columns, the papers they share as bands between them. */
import { sankeyLinkHorizontal } from 'd3-sankey';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Comparison } from '../../pipeline/compare/index.ts';
import { paletteOf, shadeOf } from '../app/scheme.ts';
import type { LoadedMap } from '../data/map-index.ts';
import { usePick } from '../state/use-store.ts';
import { type Flow, layOut, type ThemeNode, UNSEEN } from './alluvial-layout.ts';

/** Pixels; the diagram is as wide as its frame, so that names keep their size. */
const NARROWEST = 640;
const MARGIN_SHARE = 0.3;
const WIDEST_MARGIN = 330;
/** Pixels of a wide letter, and of what follows a name. */
const LETTER = 6.7;
const BEHIND = 96;
/** Width of the line between themes that are alike in meaning. */
const ALIKE = 3;

export function Alluvial({ report, from, to }: { report: Comparison; from: LoadedMap; to: LoadedMap }) {
  const scheme = usePick((state) => state.scheme);
  const shade = shadeOf(scheme);
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(NARROWEST);
  useLayoutEffect(() => {
    const measure = () => setWidth(Math.max(NARROWEST, Math.floor(frame.current!.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(frame.current!);
    return () => observer.disconnect();
  }, []);
  const margin = Math.min(WIDEST_MARGIN, width * MARGIN_SHARE);
  const { nodes, links, height, names } = useMemo(() => {
    const colours = { a: paletteOf(from, shade).css, b: paletteOf(to, shade).css };
    return layOut(report, from, to, { width, margin, colours });
  }, [report, from, to, shade, width]);
  const longest = Math.floor((margin - BEHIND) / LETTER);
  const path = sankeyLinkHorizontal<ThemeNode, Flow>();
  const byMeaning = links.some((link) => link.meaning && link.value !== UNSEEN);
  return (
    <div ref={frame}>
      <svg
        class="alluvial"
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`Themes of ${from.name} on the left, of ${to.name} on the right, and how papers flow between them; the table says the same in words`}
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
                stroke-width={link.meaning ? ALIKE : Math.max(1, link.width ?? 1)}
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
          const [x0, x1, y0, y1] = [node.x0 ?? 0, node.x1 ?? 0, node.y0 ?? 0, node.y1 ?? 0];
          const middle = (y0 + y1) / 2;
          const y = names.get(node.key) ?? middle;
          const edge = left ? x0 : x1;
          const out = left ? -1 : 1;
          return (
            <g key={node.key}>
              <rect x={x0} y={y0} width={x1 - x0} height={Math.max(1, y1 - y0)} fill={node.colour} />
              {Math.abs(y - middle) > 3 && (
                <path class="leader" d={`M${edge} ${middle}L${edge + 8 * out} ${y}`} />
              )}
              <text x={edge + 11 * out} y={y} dy="0.35em" text-anchor={left ? 'end' : 'start'}>
                {left && <Fate node={node} />}
                {short(node.name, longest)}
                <tspan class="muted" dx={5}>
                  {node.fixedValue}
                </tspan>
                {!left && <Fate node={node} />}
                <title>{node.name}</title>
              </text>
            </g>
          );
        })}
      </svg>
      {byMeaning && (
        <p class="muted">A dashed line joins themes that are alike in meaning; no paper is in both maps.</p>
      )}
    </div>
  );
}

function Fate({ node }: { node: ThemeNode }) {
  if (!node.fate) return null;
  return (
    <tspan class={`fate fate-${node.fate}`} dx={node.side === 'a' ? 0 : 7}>
      {node.fate}
      {node.side === 'a' && '\u2002'}
    </tspan>
  );
}

function short(name: string, length: number): string {
  return name.length > length ? `${name.slice(0, length - 1).trimEnd()}…` : name;
}
