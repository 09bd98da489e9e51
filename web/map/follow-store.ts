/** What the map does when something changes in the store. */
import type { MapSketch } from '../data/map-index.ts';
import { mapStability } from '../data/map-stability.ts';
import type { State } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import type { Travel } from './camera/fly-to.ts';
import type { Motion } from './camera/motion.ts';
import type { ViewReport } from './camera/view-report.ts';
import type { Arrival } from './first-draw.ts';
import type { Hovering } from './input/hovering.ts';
import type { Naming } from './labels/label-timing.ts';
import type { Painting } from './painting.ts';
import { stressedThemes } from './points/emphasis.ts';

export interface Followers {
  root: HTMLElement;
  /** The map on the screen. */
  map(): MapSketch | null;
  /** How much each paper stands out, as `emphasis` gives it. */
  levels(state: State): Uint8Array;
  arrival: Arrival;
  report: ViewReport;
  motion: Motion;
  travel: Travel;
  naming: Naming;
  painting: Painting;
  hovering: Hovering;
}

/** @returns a function that ends it */
export function followStore(store: Store, followers: Followers): () => void {
  const { root, map, levels, arrival, report, motion, travel, naming, painting, hovering } = followers;
  const ends = [
    store.subscribe((state) => state.sketch, arrival.show),
    store.subscribe((state) => state.map, arrival.complete),
    store.subscribe(
      (state) => state.view,
      (view) => !report.isOwn(view) && map() && motion.flyTo(view),
    ),
    store.subscribe(
      (state) => state.flight,
      (flight) => travel.go(flight?.box ?? null),
    ),
    store.subscribe(levels, (_now, _before, { hoverTheme }) => {
      // A passing pointer must not move names about.
      if (hoverTheme === null) naming.stale();
      painting.repaintSoon();
    }),
    store.subscribe(stressedThemes, painting.stress),
    store.subscribe(({ colourBy, map: whole }) => colourBy === 'year' && whole, painting.repaint),
    store.subscribe((state) => state.soft && mapStability(state), painting.repaint),
    store.subscribe(
      (state) => state.hover,
      (paper) => {
        hovering.show(paper, painting.palette());
        painting.relate();
      },
    ),
    store.subscribe((state) => state.related, painting.relate),
    store.subscribe(
      (state) => state.focus,
      () => {
        hovering.hide();
        painting.relate();
      },
    ),
    store.subscribe(
      ({ focus, theme, sheet, table }) => `${focus} ${theme} ${sheet} ${table}`,
      travel.settleSoon,
    ),
    store.subscribe(
      (state) => state.tool,
      (tool) => root.classList.toggle('lassoing', tool === 'lasso'),
    ),
  ];
  return () => {
    for (const end of ends) end();
  };
}
