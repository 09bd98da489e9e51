/** The map's elements, from bottom to top: a canvas for the terrain, one for points, an SVG for lines, one for labels. */
import { select } from 'd3';
import { createPane, type Pane } from './points/pane.ts';
import type { PointBatch, PointLook } from './points/point-batch.ts';
import { createRenderer } from './points/points.ts';

export interface Layers {
  terrain: HTMLCanvasElement;
  pane: Pane<PointBatch, PointLook>;
  lines: SVGSVGElement;
  labels: SVGSVGElement;
}

export function createLayers(root: HTMLElement): Layers {
  const svg = (name: string): SVGSVGElement =>
    select(root).append('svg').attr('class', name).attr('aria-hidden', 'true').node()!;
  const terrain = select(root).append('canvas').attr('class', 'terrain').attr('aria-hidden', 'true').node()!;
  const create = () => {
    const canvas = document.createElement('canvas');
    canvas.setAttribute('aria-hidden', 'true');
    return canvas;
  };
  const { canvas, renderer } = createRenderer(create, (next) => {
    pane.replace(next.canvas, next.renderer);
    root.dataset.renderer = next.renderer.kind;
  });
  const pane = createPane(canvas, renderer);
  root.append(canvas);
  root.dataset.renderer = renderer.kind;
  return { terrain, pane, lines: svg('lines'), labels: svg('names') };
}
