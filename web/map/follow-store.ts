/** The map's reactions to changes of the store. */
import type { MapSketch } from '../data/map-index.ts';
import { mapStability, uncertainThemes } from '../data/map-stability.ts';
import type { State } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import type { FlyTo } from './camera/fly-to.ts';
import type { Motion } from './camera/motion.ts';
import type { ViewReport } from './camera/view-report.ts';
import type { FirstDraw } from './first-draw.ts';
import type { Hovering } from './input/hovering.ts';
import type { LabelTiming } from './labels/label-timing.ts';
import type { Painting } from './painting.ts';
import { emphasisedThemes } from './points/emphasis.ts';

export interface Followers {
  root: HTMLElement;
  /** The map on the screen. */
  map(): MapSketch | null;
  /** `[N]` as `emphasisOf` returns it. */
  emphasisOf(state: State): Uint8Array;
  firstDraw: FirstDraw;
  report: ViewReport;
  motion: Motion;
  flyTo: FlyTo;
  labelTiming: LabelTiming;
  painting: Painting;
  hovering: Hovering;
}

/** @returns a function that ends all subscriptions */
export function followStore(store: Store, followers: Followers): () => void {
  const { root, map, emphasisOf, firstDraw, report, motion, flyTo, labelTiming, painting, hovering } =
    followers;
  const ends = [
    store.subscribe((state) => state.sketch, firstDraw.show),
    store.subscribe((state) => state.map, firstDraw.complete),
    store.subscribe(
      (state) => state.view,
      (view) => !report.isOwn(view) && map() && motion.flyTo(view),
    ),
    store.subscribe(
      (state) => state.flyTo,
      (target) => flyTo.go(target?.box ?? null),
    ),
    store.subscribe(emphasisOf, (_now, _before, { hoverTheme }) => {
      // A passing pointer must not move labels about.
      if (hoverTheme === null) labelTiming.stale();
      painting.repaintSoon();
    }),
    store.subscribe(emphasisedThemes, painting.emphasise),
    store.subscribe(({ colourBy, map: whole }) => colourBy === 'year' && whole, painting.repaint),
    store.subscribe((state) => state.soft && mapStability(state), painting.repaint),
    store.subscribe(uncertainThemes, () => {
      labelTiming.stale();
      painting.request();
    }),
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
      flyTo.settleSoon,
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
