/**
 * The map: puts the layers together, draws them a frame at a time, and ties them to the store. Each layer is a file of
 * its own; the zoom is motion.ts, the pointer pointer.ts, the keys keys.ts.
 */
import { type Palette, paperColour, type Shade } from '../../pipeline/colour.ts';
import type { LoadedMap, MapSketch } from '../map-index.ts';
import { paletteOf, shadeOf } from '../scheme.ts';
import { awaitsAnswer } from '../selectors.ts';
import type { View } from '../state.ts';
import type { Store } from '../store.ts';
import { surenessOf } from '../sureness.ts';
import { afterPicture } from './after-picture.ts';
import { frameOf, type Insets, isNarrow, project, unproject, viewOf, visibleBox } from './camera.ts';
import { settledEmphasis, stressedThemes } from './emphasis.ts';
import { createHoverCard } from './hover-card.ts';
import { connectKeys } from './keys.ts';
import { createLabels, createMeasure } from './labels.ts';
import { createLasso } from './lasso.ts';
import { createLayers } from './layers.ts';
import { createLines } from './lines.ts';
import { middleBox } from './map-box.ts';
import { createMotion } from './motion.ts';
import { createNaming } from './naming.ts';
import { createPicker, type Picker } from './pick.ts';
import { emptyBatch, pointRim } from './point-batch.ts';
import { connectPointer } from './pointer.ts';
import { pointBatch, pointOpacity, pointRadius } from './points.ts';
import { createTerrain } from './terrain.ts';
import { createTravel } from './travel.ts';

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

/** Milliseconds between two reports of a moving view to the store. */
const reportTime = 160;
const ringColour = { light: [25, 28, 35], dark: [245, 246, 250] } as const;
const noInsets: Insets = { top: 0, right: 0, bottom: 0, left: 0 };

/** Builds the map inside an element that has a size of its own. */
export function createMap(root: HTMLElement, store: Store, options: MapOptions): MapView {
  const layers = createLayers(root);
  const { pane } = layers;
  const terrain = createTerrain(layers.terrain);
  const lines = createLines(layers.lines);
  const labels = createLabels(layers.names, {
    theme: (id, what) => {
      if (what === 'hover') store.dispatch({ type: 'hoverTheme', theme: id });
      else if (id !== null) openTheme(id);
    },
    paper: (paper, what) =>
      what === 'hover' ? hover(paper, true) : store.dispatch({ type: 'focus', paper }),
  });
  const card = createHoverCard(root);
  const naming = createNaming(labels, createMeasure(getComputedStyle(root).fontFamily), () => {
    const { top, right, bottom, left } = options.covered();
    return {
      window: { x0: left, y0: top, x1: frame.width - right, y1: frame.height - bottom },
      taken: options.taken().map(({ left: x0, top: y0, right: x1, bottom: y1 }) => ({ x0, y0, x1, y1 })),
    };
  });

  let map: MapSketch | null = null;
  let picker: Picker | null = null;
  let frame = frameOf({ x0: 0, y0: 0, x1: 1, y1: 1 }, 1, 1, noInsets);
  let shade: Shade = shadeOf(store.get().scheme);
  let palette: Palette = { fill: new Uint8Array(0), css: [], ink: [] };
  let pending = 0;
  let beginning = 0;
  let repainting = 0;
  /** The magnification the points were made for. */
  let loadedK = 0;
  let cardWanted = false;
  /** The view this map told the store: it need not follow itself. */
  let told: View | null = null;
  const settled = settledEmphasis();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const motion = createMotion(root, frame, {
    mayPan: () => store.get().tool === 'pan',
    moved: () => {
      timer ??= setTimeout(tell, reportTime);
      request();
    },
    rested: () => {
      pane.rest();
      naming.rest();
      request();
      tell();
    },
  });
  const travel = createTravel({
    store,
    motion,
    map: () => map,
    frame: () => frame,
    covered: options.covered,
    settled: () => {
      naming.stale();
      request();
    },
  });
  const narrow = () => isNarrow(frame);
  const radius = () => (map ? pointRadius(map.index.count, motion.now().k, narrow()) : 0);

  /** Made ahead of its need, since 100,000 papers take it a while, or else when it is needed. */
  function pick(): Picker | null {
    picker ??= map && createPicker(map.arrays.layout);
    return picker;
  }

  function tell(): void {
    clearTimeout(timer);
    timer = undefined;
    if (!map) return;
    const view = viewOf(frame, motion.now());
    // One object for one view: two for the same, on their way through the store, would chase each other for ever.
    if (!told || !sameView(told, view)) told = view;
    store.dispatch({ type: 'view', view: told, seen: visibleBox(frame, motion.now()) });
  }

  // --- drawing

  function request(): void {
    pending ||= requestAnimationFrame(draw);
  }

  function draw(): void {
    pending = 0;
    if (!map) return;
    const t = motion.now();
    // Radius and opacity follow the magnification in steps that nobody sees.
    if (Math.abs(Math.log(t.k / (loadedK || 1e-9))) > 0.04) loadPoints();
    const scale = frame.scale * t.k;
    const [shiftX, shiftY] = project(frame, t, 0, 0);
    pane.draw({
      scaleX: scale,
      scaleY: scale,
      shiftX,
      shiftY,
      edge: paperColour[shade],
      mark: ringColour[shade],
      outline: pointOpacity(map.index.count, t.k) > 0.75 ? 0.85 : 0,
    });
    const fading = terrain.place(map, frame, t);
    lines.place(map, frame, t, radius());
    const sliding = naming.draw({ map, frame, t, levels: settled(store.get()), radius: radius() });
    const { hover: hovered } = store.get();
    if (hovered !== null) card.place(...screenOf(hovered), frame.width, frame.height);
    if (sliding || fading) request();
  }

  /**
   * In a frame after the list that the papers stand in, and while somebody types after the last answer: without a GPU a
   * large map takes longer than either.
   */
  function repaintSoon(): void {
    repainting ||= requestAnimationFrame(() => {
      repainting = 0;
      const state = store.get();
      if (awaitsAnswer(state) && state.hoverTheme === null) repaintSoon();
      else {
        loadedK = 0;
        request();
      }
    });
  }

  function loadPoints(): void {
    if (!map) return;
    loadedK = motion.now().k;
    const state = store.get();
    pane.load(
      pointBatch({
        map,
        levels: settled(state),
        palette,
        shade,
        colourBy: state.colourBy,
        sureness: state.soft ? (surenessOf(state)?.papers ?? null) : null,
        k: loadedK,
        narrow: narrow(),
      }),
    );
  }

  function screenOf(paper: number): [number, number] {
    const { layout } = map!.arrays;
    return project(frame, motion.now(), layout[2 * paper]!, layout[2 * paper + 1]!);
  }

  // --- moving

  function resize(view: View = viewOf(frame, motion.now())): void {
    const { width, height } = root.getBoundingClientRect();
    if (width === 0 || height === 0) return;
    pane.resize(width, height, pointRim(map?.index.count ?? 0));
    terrain.resize(width, height);
    for (const svg of [layers.lines, layers.names]) svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    frame = frameOf(map?.index.bounds ?? { x0: 0, y0: 0, x1: 1, y1: 1 }, width, height, options.base());
    naming.stale();
    loadedK = 0;
    motion.reframe(frame, view);
  }

  function openTheme(theme: number): void {
    store.dispatch({ type: 'theme', theme });
    store.dispatch({ type: 'fly', box: middleBox(map!, theme) });
  }

  function zoomBy(factor: number): void {
    motion.zoomAround(frame.middleX, frame.middleY, factor);
  }

  // --- pointer and keys

  function hover(paper: number | null, withCard: boolean): void {
    cardWanted = withCard;
    store.dispatch({ type: 'hover', paper });
    cardWanted = false;
  }

  const lasso = createLasso(
    root,
    layers.lines,
    (event) => event.shiftKey || store.get().tool === 'lasso',
    (line, add) => {
      const papers = pick()?.inside(line.map(([x, y]) => unproject(frame, motion.now(), x, y))) ?? [];
      store.dispatch({ type: 'select', papers, mode: add ? 'add' : 'replace' });
      store.dispatch({ type: 'tool', tool: 'pan' });
    },
  );
  connectPointer(root, {
    store,
    paperNear: (px, py, pixels) => {
      const [x, y] = unproject(frame, motion.now(), px, py);
      return pick()?.nearest(x, y, (radius() + pixels) / (frame.scale * motion.now().k)) ?? null;
    },
    hover: (paper) => hover(paper, true),
    zoomAround: motion.zoomAround,
    drawing: lasso.active,
  });
  connectKeys(root, {
    store,
    picker: pick,
    centre: () => unproject(frame, motion.now(), frame.middleX, frame.middleY),
    hover: (paper) => {
      hover(paper, true);
      travel.uncover(paper);
    },
    zoomBy,
    showAll: travel.showAll,
  });

  // --- the store

  /** What the page covers of a map is known once all of the page has heard of it: in the next frame. */
  function show(next: MapSketch | null): void {
    cancelAnimationFrame(beginning);
    map = null;
    motion.stop();
    terrain.clear();
    naming.clear();
    card.hide();
    picker = null;
    pane.load(emptyBatch);
    root.style.visibility = 'hidden';
    if (next) beginning = requestAnimationFrame(() => begin(store.get().map ?? next));
  }

  function begin(shown: MapSketch): void {
    map = shown;
    root.style.visibility = '';
    resize(store.get().view);
    paint();
    cancelAnimationFrame(pending);
    draw();
    // The first picture is the points and their names; what comes after can wait for it.
    void afterPicture()
      .then(() => {
        if (map?.index !== shown.index) return;
        terrain.load(shown);
        stress(stressedThemes(store.get()));
        return afterPicture();
      })
      .then(() => {
        if (map?.index !== shown.index) return;
        pick();
        travel.settle();
      });
  }

  /** The rest of the map is here: titles, years, and what panels say. */
  function complete(whole: LoadedMap | null): void {
    if (!whole || map === whole || map?.index !== whole.index) return;
    map = whole;
    travel.settleSoon();
  }

  function paint(): void {
    if (!map) return;
    shade = shadeOf(store.get().scheme);
    palette = paletteOf(map, shade);
    terrain.paint(palette, shade);
    labels.paint(palette);
    relate();
    stress(stressedThemes(store.get()));
    loadPoints();
  }

  function relate(): void {
    lines.update(store.get(), palette);
    request();
  }

  /** Names and areas that have nothing to do with the theme that stands out step back. */
  function stress(themes: ReadonlySet<number> | null): void {
    terrain.stress(themes);
    labels.stress(themes);
    request();
  }

  function hovered(paper: number | null): void {
    // The open paper has a card of its own.
    const { map: whole, focus } = store.get();
    if (paper !== null && whole && cardWanted && paper !== focus) card.show(whole, paper, palette);
    else card.hide();
    if (paper !== null && map) card.place(...screenOf(paper), frame.width, frame.height);
    relate();
  }

  const observer = new ResizeObserver(([entry]) => {
    const { width, height } = entry!.contentRect;
    if (map && (width !== frame.width || height !== frame.height)) resize();
  });
  observer.observe(root);
  void document.fonts?.ready.then(() => {
    naming.stale();
    request();
  });
  const ends = [
    store.subscribe((state) => state.sketch, show),
    store.subscribe((state) => state.map, complete),
    store.subscribe(
      (state) => state.view,
      (view) => view !== told && map && motion.flyTo(view),
    ),
    store.subscribe(
      (state) => state.flight,
      (flight) => travel.go(flight?.box ?? null),
    ),
    store.subscribe(settled, (_now, _before, { hoverTheme }) => {
      // A passing pointer must not move names about.
      if (hoverTheme === null) naming.stale();
      repaintSoon();
    }),
    store.subscribe(stressedThemes, stress),
    store.subscribe(({ colourBy, map: whole }) => colourBy === 'year' && whole, paint),
    store.subscribe((state) => state.soft && surenessOf(state), paint),
    store.subscribe((state) => state.hover, hovered),
    store.subscribe((state) => state.related, relate),
    store.subscribe(
      (state) => state.focus,
      () => {
        card.hide();
        relate();
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
  show(store.get().map ?? store.get().sketch);

  return {
    refresh: paint,
    showAll: travel.showAll,
    zoomBy,
    destroy() {
      for (const end of ends) end();
      observer.disconnect();
      cancelAnimationFrame(beginning);
      cancelAnimationFrame(pending);
      cancelAnimationFrame(repainting);
      clearTimeout(timer);
      travel.stop();
      motion.stop();
      pane.destroy();
      root.replaceChildren();
    },
  };
}

function sameView(a: View, b: View): boolean {
  const near = (p: number, q: number) => Math.abs(p - q) <= 1e-9 * (1 + Math.abs(p));
  return near(a.x, b.x) && near(a.y, b.y) && near(a.k, b.k);
}
