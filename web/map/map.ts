/**
 * The map: builds its parts and connects them with each other and with the store. Each part is built from parts above it;
 * input and the zoom's moves are connected last, when all parts exist.
 */
import { type Frame, frameOf, type Insets } from '../../pipeline/draw/index.ts';
import type { MapSketch } from '../data/map-index.ts';
import type { View } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { openTheme } from '../state/theme-actions.ts';
import { viewOf } from './camera/camera.ts';
import { createFlyTo } from './camera/fly-to.ts';
import { createMotion } from './camera/motion.ts';
import { createViewReport } from './camera/view-report.ts';
import { createFirstDraw } from './first-draw.ts';
import { followStore } from './follow-store.ts';
import { createHovering } from './input/hovering.ts';
import { connectInput } from './input/input.ts';
import { createPicker, type Picker } from './input/pick.ts';
import { createLabelTiming } from './labels/label-timing.ts';
import { createLabels, createMeasure } from './labels/labels.ts';
import { createLayers } from './layers.ts';
import { createPainting } from './painting.ts';
import { onDensityChange } from './pixel-ratio.ts';
import { settledEmphasis } from './points/emphasis.ts';

export interface MapView {
  /** Draws again after a change outside of the store, such as the system's colour scheme. */
  refresh(): void;
  showAll(): void;
  zoomBy(factor: number): void;
  destroy(): void;
}

export interface MapOptions {
  /** Pixels that the lasting parts of the page cover. */
  base(): Insets;
  /** Pixels covered now, including by panels that come and go. */
  covered(): Insets;
  /** Small parts of the page over the map that labels avoid. */
  obstacles(): DOMRect[];
}

const noInsets: Insets = { top: 0, right: 0, bottom: 0, left: 0 };
const unit = { x0: 0, y0: 0, x1: 1, y1: 1 };

/** Builds the map inside an element that has a size of its own. */
export function createMap(root: HTMLElement, store: Store, options: MapOptions): MapView {
  let map: MapSketch | null = null;
  let frame: Frame = frameOf(unit, 1, 1, noInsets);
  const scene = { map: () => map, frame: () => frame };
  const emphasisOf = settledEmphasis();
  const picker = createLazyPicker(scene.map);

  const layers = createLayers(root);
  const motion = createMotion(root, frame, () => store.get().tool === 'pan');
  const report = createViewReport({ store, motion, ...scene });
  const hovering = createHovering(root, { store, motion, ...scene });
  const labels = createLabels(layers.labels, {
    theme: (id, what) => {
      if (what === 'hover') store.dispatch({ type: 'hoverTheme', theme: id });
      else if (id !== null) openTheme(store, map!, id);
    },
    paper: (paper, what) =>
      what === 'hover' ? hovering.mark(paper) : store.dispatch({ type: 'focus', paper }),
  });
  const measure = createMeasure(getComputedStyle(root).fontFamily);
  const labelTiming = createLabelTiming(labels, measure, () => roomForLabels(frame, options));
  const painting = createPainting({
    store,
    layers,
    labels,
    labelTiming,
    motion,
    emphasisOf,
    ...scene,
    drawn: hovering.place,
  });
  const flyTo = createFlyTo({ store, motion, ...scene, covered: options.covered, settled: arrangeLabels });
  const firstDraw = createFirstDraw({
    store,
    map: scene.map,
    clear() {
      map = null;
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
      picker();
      flyTo.settle();
    },
    complete(whole) {
      map = whole;
      flyTo.settleSoon();
    },
  });

  /** Places labels again with the next frame. */
  function arrangeLabels(): void {
    labelTiming.stale();
    painting.request();
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

  motion.listen({
    moved() {
      report.soon();
      painting.request();
    },
    rested() {
      painting.rest();
      report.now();
    },
  });
  connectInput(root, {
    store,
    lines: layers.lines,
    motion,
    frame: scene.frame,
    picker,
    radius: painting.radius,
    mark: hovering.mark,
    uncover: flyTo.uncover,
    zoomBy,
    showAll: flyTo.showAll,
  });
  const observer = new ResizeObserver(([entry]) => {
    const { width, height } = entry!.contentRect;
    if (map && (width !== frame.width || height !== frame.height)) resize();
  });
  observer.observe(root);
  const unwatchDensity = onDensityChange(() => map && resize());
  void document.fonts?.ready.then(arrangeLabels);
  const unfollow = followStore(store, {
    root,
    map: scene.map,
    emphasisOf,
    firstDraw,
    report,
    motion,
    flyTo,
    labelTiming,
    painting,
    hovering,
  });
  firstDraw.show(store.get().map ?? store.get().sketch);

  return {
    refresh: painting.repaint,
    showAll: flyTo.showAll,
    zoomBy,
    destroy() {
      unfollow();
      observer.disconnect();
      unwatchDensity();
      firstDraw.stop();
      report.stop();
      flyTo.stop();
      motion.stop();
      painting.stop();
      root.replaceChildren();
    },
  };
}

/** The picker of the map on the screen, built on first use: 100,000 papers take a while. */
function createLazyPicker(map: () => MapSketch | null): () => Picker | null {
  let built: { index: MapSketch['index']; picker: Picker } | null = null;
  return () => {
    const shown = map();
    if (!shown) return null;
    if (built?.index !== shown.index)
      built = { index: shown.index, picker: createPicker(shown.arrays.layout) };
    return built.picker;
  };
}

/** The part of the window in which labels may stand, and the obstacles in it, in pixels. */
function roomForLabels({ width, height }: Frame, { covered, obstacles }: MapOptions) {
  const { top, right, bottom, left } = covered();
  return {
    window: { x0: left, y0: top, x1: width - right, y1: height - bottom },
    obstacles: obstacles().map(({ left: x0, top: y0, right: x1, bottom: y1 }) => ({ x0, y0, x1, y1 })),
  };
}
