/**
 * The map: puts its parts together and ties them to the store. What is drawn and when is painting.ts, the zoom motion.ts,
 * flights travel.ts, pointer and keys input.ts, what follows the store follow-store.ts; each layer is a file of its own.
 */
import { type Frame, frameOf, type Insets } from '../../pipeline/draw/index.ts';
import type { MapSketch } from '../data/map-index.ts';
import type { View } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { openTheme } from '../state/theme-actions.ts';
import { viewOf } from './camera/camera.ts';
import { createTravel } from './camera/fly-to.ts';
import { createMotion } from './camera/motion.ts';
import { createViewReport } from './camera/view-report.ts';
import { createArrival } from './first-draw.ts';
import { followStore } from './follow-store.ts';
import { createHovering } from './input/hovering.ts';
import { connectInput } from './input/input.ts';
import { createPicker, type Picker } from './input/pick.ts';
import { createNaming } from './labels/label-timing.ts';
import { createLabels, createMeasure } from './labels/labels.ts';
import { createLayers } from './layers.ts';
import { createPainting } from './painting.ts';
import { onDensityChange } from './pixel-ratio.ts';
import { settledEmphasis } from './points/emphasis.ts';

export interface MapView {
  /** Draws again after a change that is not in the store, such as the scheme's. */
  refresh(): void;
  showAll(): void;
  zoomBy(factor: number): void;
  destroy(): void;
}

export interface MapOptions {
  /** Pixels that the lasting parts of the page cover. */
  base(): Insets;
  /** Pixels covered now, by panels that come and go too. */
  covered(): Insets;
  /** Small parts of the page over the map that names keep clear of. */
  taken(): DOMRect[];
}

const noInsets: Insets = { top: 0, right: 0, bottom: 0, left: 0 };
const unit = { x0: 0, y0: 0, x1: 1, y1: 1 };

/** Builds the map inside an element that has a size of its own. */
export function createMap(root: HTMLElement, store: Store, options: MapOptions): MapView {
  let map: MapSketch | null = null;
  let picker: Picker | null = null;
  let frame: Frame = frameOf(unit, 1, 1, noInsets);
  /** What the parts below read: the map on the screen, and the window onto it. */
  const seen = { map: () => map, frame: () => frame };
  const levels = settledEmphasis();

  const layers = createLayers(root);
  const labels = createLabels(layers.names, {
    theme: (id, what) => {
      if (what === 'hover') store.dispatch({ type: 'hoverTheme', theme: id });
      else if (id !== null) openTheme(store, map!, id);
    },
    paper: (paper, what) =>
      what === 'hover' ? hovering.mark(paper) : store.dispatch({ type: 'focus', paper }),
  });
  const hovering = createHovering(root, { store, ...seen, now: () => motion.now() });
  const measure = createMeasure(getComputedStyle(root).fontFamily);
  const naming = createNaming(labels, measure, () => roomForNames(frame, options));
  const motion = createMotion(root, frame, {
    mayPan: () => store.get().tool === 'pan',
    moved: () => {
      report.soon();
      painting.request();
    },
    rested: () => {
      painting.rest();
      report.now();
    },
  });
  const report = createViewReport({ store, motion, ...seen });
  const painting = createPainting({
    store,
    layers,
    labels,
    naming,
    motion,
    levels,
    ...seen,
    drawn: hovering.place,
  });
  const travel = createTravel({ store, motion, ...seen, covered: options.covered, settled: arrangeNames });

  /** Names get new places with the next frame. */
  function arrangeNames(): void {
    naming.stale();
    painting.request();
  }

  /** Made ahead of its need, since 100,000 papers take it a while, or else when it is needed. */
  function pick(): Picker | null {
    picker ??= map && createPicker(map.arrays.layout);
    return picker;
  }

  function resize(view: View = viewOf(frame, motion.now())): void {
    const { width, height } = root.getBoundingClientRect();
    if (width === 0 || height === 0) return;
    painting.resize(width, height);
    frame = frameOf(map?.index.bounds ?? unit, width, height, options.base());
    motion.reframe(frame, view);
  }

  function zoomBy(factor: number): void {
    motion.zoomAround(frame.middleX, frame.middleY, factor);
  }

  connectInput(root, {
    store,
    lines: layers.lines,
    motion,
    frame: seen.frame,
    picker: pick,
    radius: painting.radius,
    mark: hovering.mark,
    uncover: travel.uncover,
    zoomBy,
    showAll: travel.showAll,
  });
  const arrival = createArrival({
    store,
    map: seen.map,
    clear() {
      map = null;
      picker = null;
      motion.stop();
      painting.clear();
      hovering.hide();
      root.style.visibility = 'hidden';
    },
    begin(shown) {
      map = shown;
      root.style.visibility = '';
      resize(store.get().view);
      painting.repaint();
      painting.now();
    },
    addAreas: painting.addAreas,
    prepare() {
      pick();
      travel.settle();
    },
    complete(whole) {
      map = whole;
      travel.settleSoon();
    },
  });
  const observer = new ResizeObserver(([entry]) => {
    const { width, height } = entry!.contentRect;
    if (map && (width !== frame.width || height !== frame.height)) resize();
  });
  observer.observe(root);
  const unwatchDensity = onDensityChange(() => map && resize());
  void document.fonts?.ready.then(arrangeNames);
  const unfollow = followStore(store, {
    root,
    map: seen.map,
    levels,
    arrival,
    report,
    motion,
    travel,
    naming,
    painting,
    hovering,
  });
  arrival.show(store.get().map ?? store.get().sketch);

  return {
    refresh: painting.repaint,
    showAll: travel.showAll,
    zoomBy,
    destroy() {
      unfollow();
      observer.disconnect();
      unwatchDensity();
      arrival.stop();
      report.stop();
      travel.stop();
      motion.stop();
      painting.stop();
      root.replaceChildren();
    },
  };
}

/** Where names may stand, and what in it is taken: pixels of the window. */
function roomForNames({ width, height }: Frame, { covered, taken }: MapOptions) {
  const { top, right, bottom, left } = covered();
  return {
    window: { x0: left, y0: top, x1: width - right, y1: height - bottom },
    taken: taken().map(({ left: x0, top: y0, right: x1, bottom: y1 }) => ({ x0, y0, x1, y1 })),
  };
}
