/** Labels on the map: SVG text with a halo, which fades in and out and slides when it is placed again. */

import { select } from 'd3';
import {
  type Frame,
  type Label,
  lineHeight,
  type Measure,
  type PlacedLabel,
  placeLabels,
  project,
  type Transform,
} from '../../../pipeline/draw/index.ts';
import type { Box, Palette } from '../../../pipeline/map/index.ts';

interface Shown extends Label {
  dx: number;
  dy: number;
  fromX: number;
  fromY: number;
}

export interface LabelLayer {
  /**
   * Places the labels again.
   * @param points `[N, 2]` pixels of the papers
   * @returns whether any label slides to another position
   */
  arrange(labels: readonly Label[], window: Box, points: Float32Array, obstacles: readonly Box[]): boolean;
  paint(palette: Palette): void;
  /** Moves the labels with the view. @param slide 0 … 1, progress from their last positions to the new ones */
  place(frame: Frame, t: Transform, slide: number): void;
  /** Call when the view comes to rest: a shifted sheet, perhaps by fractions of a pixel, is drawn again in place. */
  rest(): void;
  /** Fades the names of all other themes; null: of none. */
  emphasise(themes: ReadonlySet<number> | null): void;
  clear(): void;
}

export interface LabelEvents {
  theme(id: number | null, what: 'hover' | 'open'): void;
  paper(id: number | null, what: 'hover' | 'open'): void;
}

/** @param sheet an SVG of its own: while the map is panned it is shifted as a whole */
export function createLabels(sheet: SVGSVGElement, events: LabelEvents): LabelLayer {
  const group = select(sheet).append('g').attr('class', 'labels');
  let shown: Shown[] = [];
  let before = new Map<string, PlacedLabel>();
  let palette: Palette | null = null;
  let emphasised: ReadonlySet<number> | null = null;
  /** The view for which the labels are drawn, and which a shift can follow; null: draw them again. */
  let drawn: { frame: Frame; t: Transform } | null = null;

  const all = () => group.selectAll<SVGTextElement, Shown>('text:not(.leaving)');
  const paint = () => {
    all()
      .attr('fill', (label) => (label.kind === 'paper' || !palette ? null : palette.ink[label.id]!))
      .classed(
        'faded',
        (label) => emphasised !== null && label.kind !== 'paper' && !emphasised.has(label.id),
      );
  };

  return {
    arrange(labels, window, points, obstacles) {
      drawn = null;
      // The first labels appear at once: fading in, all of them would be painted in every frame.
      const entering = before.size > 0 ? ' entering' : '';
      const byKey = new Map(labels.map((label) => [label.candidate.key, label]));
      const places = placeLabels(
        labels.map((label) => label.candidate),
        { window, points, obstacles, before },
      );
      shown = places.map((place) => {
        const old = before.get(place.key);
        return {
          ...byKey.get(place.key)!,
          dx: place.dx,
          dy: place.dy,
          fromX: old?.dx ?? place.dx,
          fromY: old?.dy ?? place.dy,
        };
      });
      before = new Map(places.map((place) => [place.key, place]));
      all()
        .data(shown, (label) => label.candidate.key)
        .join(
          (enter) =>
            enter
              .append('text')
              .attr('class', (label) => `label ${label.kind}${entering}`)
              .on('pointerenter', (_, label) => hovered(label, label.id))
              .on('pointerleave', (_, label) => hovered(label, null))
              .on('click', (event: Event, label) => {
                event.stopPropagation();
                if (label.kind === 'paper') events.paper(label.id, 'open');
                else events.theme(label.id, 'open');
              }),
          (update) => update,
          (exit) =>
            exit.classed('leaving', true).each(function () {
              setTimeout(() => this.remove(), 180);
            }),
        )
        .attr('font-size', (label) => label.size)
        .attr('font-weight', (label) => label.weight)
        .each(function (label) {
          write(this, label);
        });
      requestAnimationFrame(() => group.selectAll('.entering').classed('entering', false));
      paint();
      return shown.some(({ dx, dy, fromX, fromY }) => dx !== fromX || dy !== fromY);
    },
    paint(next) {
      palette = next;
      paint();
    },
    emphasise(themes) {
      emphasised = themes;
      paint();
    },
    place(frame, t, slide) {
      // Drawing the labels again takes half a frame without a GPU.
      const shift = drawn?.frame === frame && drawn.t.k === t.k;
      sheet.style.transform = shift ? `translate(${t.x - drawn!.t.x}px, ${t.y - drawn!.t.y}px)` : '';
      if (shift) return;
      drawn = slide === 1 ? { frame, t } : null;
      all().attr('transform', (label) => {
        const [x, y] = project(frame, t, label.x, label.y);
        const dx = label.fromX + (label.dx - label.fromX) * slide;
        const dy = label.fromY + (label.dy - label.fromY) * slide;
        return `translate(${(x + dx).toFixed(1)} ${(y + dy).toFixed(1)})`;
      });
    },
    rest() {
      drawn = null;
    },
    clear() {
      drawn = null;
      shown = [];
      before = new Map();
      group.selectAll('text').remove();
    },
  };

  function hovered(label: Shown, id: number | null): void {
    if (label.kind === 'paper') events.paper(id, 'hover');
    else events.theme(id, 'hover');
  }
}

function write(element: SVGTextElement, label: Shown): void {
  const step = label.size * lineHeight;
  const first = -((label.lines.length - 1) * step) / 2 + label.size * 0.34;
  // Titles beside a point are aligned towards it; names of themes are centred.
  const { width } = label.candidate;
  const side = label.kind === 'paper' && Math.abs(label.dx) >= width / 2 ? Math.sign(label.dx) : 0;
  element.style.textAnchor = side === 0 ? 'middle' : side > 0 ? 'start' : 'end';
  select(element)
    .selectAll<SVGTSpanElement, string>('tspan')
    .data(label.lines)
    .join('tspan')
    .attr('x', (-side * (width - 4)) / 2)
    .attr('y', (_, i) => first + i * step)
    .text((line) => line);
}

/** Measures text with the page's font, and caches the widths. */
export function createMeasure(font: string): Measure {
  const context = document.createElement('canvas').getContext('2d');
  const known = new Map<string, number>();
  return (text, size, weight) => {
    const key = `${weight} ${text}`;
    let width = known.get(key);
    if (width === undefined) {
      if (!context) return text.length * size * 0.6;
      context.font = `${weight} 20px ${font}`;
      width = context.measureText(text).width / 20;
      // Until the page's font is loaded, this is another font's width.
      if (document.fonts?.status !== 'loading') known.set(key, width);
    }
    return width * size;
  };
}
