/** The picture: points, areas, lines and names, painted a frame at a time in the colours of the scheme. */
import { type Frame, pointOpacity, pointRadius, project } from '../../pipeline/draw/index.ts';
import { type Palette, paperColour, type Shade } from '../../pipeline/map/index.ts';
import { paletteOf, shadeOf } from '../app/scheme.ts';
import type { MapSketch } from '../data/map-index.ts';
import { mapStability } from '../data/map-stability.ts';
import { awaitsAnswer } from '../state/selectors.ts';
import type { State } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { isNarrow } from './camera/camera.ts';
import type { Motion } from './camera/motion.ts';
import type { Naming } from './labels/label-timing.ts';
import type { LabelLayer } from './labels/labels.ts';
import type { Layers } from './layers.ts';
import { createLines } from './lines.ts';
import { stressedThemes } from './points/emphasis.ts';
import { emptyBatch, pointRim } from './points/point-batch.ts';
import { pointBatch } from './points/points.ts';
import { createTerrain } from './terrain/terrain.ts';

export interface Painting {
  /** Draws in the next frame. */
  request(): void;
  /** Draws at once. */
  now(): void;
  /** Paints all anew, in the colours that hold now. */
  repaint(): void;
  /** Paints the points anew, in a frame after the list that the papers stand in. */
  repaintSoon(): void;
  /** Lines and rings between papers have changed. */
  relate(): void;
  /** Names and areas that have nothing to do with the theme that stands out step back. Null: none does. */
  stress(themes: ReadonlySet<number> | null): void;
  /** Draws the areas of themes, which takes a while to find. */
  addAreas(map: MapSketch): void;
  /** Takes a window of this size in pixels. */
  resize(width: number, height: number): void;
  /** The view has come to rest. */
  rest(): void;
  /** Takes the map off. */
  clear(): void;
  palette(): Palette;
  /** Of the points, in pixels. */
  radius(): number;
  stop(): void;
}

export interface PaintingOptions {
  store: Store;
  layers: Layers;
  labels: LabelLayer;
  naming: Naming;
  motion: Pick<Motion, 'now'>;
  map(): MapSketch | null;
  frame(): Frame;
  /** How much each paper stands out, as `emphasis` gives it. */
  levels(state: State): Uint8Array;
  /** Called in a frame, once all is drawn. */
  drawn(): void;
}

const ringColour = { light: [25, 28, 35], dark: [245, 246, 250] } as const;

export function createPainting(options: PaintingOptions): Painting {
  const { store, layers, labels, naming, motion, map, frame, levels, drawn } = options;
  const { pane } = layers;
  const terrain = createTerrain(layers.terrain);
  const lines = createLines(layers.lines);
  let shade: Shade = shadeOf(store.get().scheme);
  let palette: Palette = { fill: new Uint8Array(0), css: [], ink: [] };
  let pending = 0;
  let repainting = 0;
  /** The magnification the points were made for. */
  let loadedK = 0;

  function radius(): number {
    const shown = map();
    return shown ? pointRadius(shown.index.count, motion.now().k, isNarrow(frame())) : 0;
  }

  function request(): void {
    pending ||= requestAnimationFrame(draw);
  }

  function draw(): void {
    pending = 0;
    const shown = map();
    if (!shown) return;
    const t = motion.now();
    // Radius and opacity follow the magnification in steps that nobody sees.
    if (Math.abs(Math.log(t.k / (loadedK || 1e-9))) > 0.04) loadPoints();
    const scale = frame().scale * t.k;
    const [shiftX, shiftY] = project(frame(), t, 0, 0);
    pane.draw({
      scaleX: scale,
      scaleY: scale,
      shiftX,
      shiftY,
      edge: paperColour[shade],
      mark: ringColour[shade],
      outline: pointOpacity(shown.index.count, t.k) > 0.75 ? 0.85 : 0,
    });
    const fading = terrain.place(shown, frame(), t);
    lines.place(shown, frame(), t, radius());
    const sliding = naming.draw({
      map: shown,
      frame: frame(),
      t,
      levels: levels(store.get()),
      radius: radius(),
    });
    drawn();
    if (sliding || fading) request();
  }

  function loadPoints(): void {
    const shown = map();
    if (!shown) return;
    loadedK = motion.now().k;
    const state = store.get();
    pane.load(
      pointBatch({
        map: shown,
        levels: levels(state),
        palette,
        shade,
        colourBy: state.colourBy,
        stability: state.soft ? (mapStability(state)?.papers ?? null) : null,
        k: loadedK,
        narrow: isNarrow(frame()),
      }),
    );
  }

  /** While somebody types it waits for the last answer: without a GPU a large map takes longer than a key. */
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

  function relate(): void {
    lines.update(store.get(), palette);
    request();
  }

  function stress(themes: ReadonlySet<number> | null): void {
    terrain.stress(themes);
    labels.stress(themes);
    request();
  }

  return {
    request,
    now() {
      cancelAnimationFrame(pending);
      draw();
    },
    repaint() {
      const shown = map();
      if (!shown) return;
      shade = shadeOf(store.get().scheme);
      palette = paletteOf(shown, shade);
      terrain.paint(palette, shade);
      labels.paint(palette);
      relate();
      stress(stressedThemes(store.get()));
      loadPoints();
    },
    repaintSoon,
    relate,
    stress,
    addAreas(shown) {
      terrain.load(shown);
      stress(stressedThemes(store.get()));
    },
    resize(width, height) {
      pane.resize(width, height, pointRim(map()?.index.count ?? 0));
      terrain.resize(width, height);
      for (const svg of [layers.lines, layers.names]) svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
      naming.stale();
      loadedK = 0;
    },
    rest() {
      pane.rest();
      naming.rest();
      request();
    },
    clear() {
      terrain.clear();
      naming.clear();
      pane.load(emptyBatch);
    },
    palette: () => palette,
    radius,
    stop() {
      cancelAnimationFrame(pending);
      cancelAnimationFrame(repainting);
      pane.destroy();
    },
  };
}
