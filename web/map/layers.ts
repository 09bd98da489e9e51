/** The map's elements: below the points an SVG for the terrain, above them one for lines and names. */
import { select } from 'd3';
import { createPane, type Pane } from './pane.ts';
import { createRenderer } from './points.ts';

export interface Layers {
  under: SVGSVGElement;
  pane: Pane;
  over: SVGSVGElement;
}

export function createLayers(root: HTMLElement): Layers {
  const svg = (name: string): SVGSVGElement =>
    select(root).append('svg').attr('class', name).attr('aria-hidden', 'true').node()!;
  const under = svg('under');
  const { canvas, renderer } = createRenderer(() => document.createElement('canvas'));
  root.append(canvas);
  root.dataset.renderer = renderer.kind;
  return { under, pane: createPane(canvas, renderer), over: svg('over') };
}
