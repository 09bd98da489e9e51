/** Paints points, areas, lines and labels, one frame at a time, in the colours of the scheme. */
import { pointOpacity, pointRadius, project } from '../../pipeline/draw/index.ts';
import { type Palette, paperColour, type Shade } from '../../pipeline/map/index.ts';
import { paletteOf, shadeOf } from '../app/scheme.ts';
import type { MapSketch } from '../data/map-index.ts';
import { mapStability, uncertainThemes } from '../data/map-stability.ts';
import { awaitsAnswer } from '../state/selectors.ts';
import type { State } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { isNarrow, type Scene } from './camera/camera.ts';
import type { Motion } from './camera/motion.ts';
import type { LabelTiming } from './labels/label-timing.ts';
import type { LabelLayer } from './labels/labels.ts';
import type { Layers } from './layers.ts';
import { createLines } from './lines.ts';
import { emphasisedThemes } from './points/emphasis.ts';
import { emptyBatch, pointRim } from './points/point-batch.ts';
import { pointBatch } from './points/points.ts';
import { createTerrain } from './terrain/terrain.ts';

export interface Painting {
  /** Draws in the next frame. */
  request(): void;
  now(): void;
  /** Paints everything again, in the colours of the current scheme. */
  repaint(): void;
  /** Paints the points again in a later frame, so that a list of papers can appear first. */
  repaintSoon(): void;
  /** Call when lines and rings between papers have changed. */
  relate(): void;
  /** Fades the labels and areas of all other themes. Null: fades none. */
  emphasise(themes: ReadonlySet<number> | null): void;
  /** Computes and draws the areas of themes. */
  addAreas(map: MapSketch): void;
  /** Fits the layers to a window of this size in pixels. */
  resize(width: number, height: number): void;
  /** Call when the view comes to rest. */
  rest(): void;
  /** Removes the map from the screen. */
  clear(): void;
  palette(): Palette;
  /** Radius of the points in pixels. */
  radius(): number;
  stop(): void;
}

export interface PaintingOptions extends Scene {
  store: Store;
  layers: Layers;
  labels: LabelLayer;
  labelTiming: LabelTiming;
  motion: Pick<Motion, 'now'>;
  /** `[N]` as `emphasisOf` returns it. */
  emphasisOf(state: State): Uint8Array;
  /** Called at the end of each drawn frame. */
  drawn(): void;
}

/** Relative change of the magnification up to which points keep their radius and opacity: the step is invisible. */
const SAME_ZOOM = 0.04;
/** Points that are more opaque than this would merge where they touch; a rim of this opacity separates them. */
const RIM_FROM = 0.75;
const RIM_OPACITY = 0.85;
const ringColour = { light: [25, 28, 35], dark: [245, 246, 250] } as const;

export function createPainting(options: PaintingOptions): Painting {
  const { store, layers, labels, labelTiming, motion, map, frame, emphasisOf, drawn } = options;
  const { pane } = layers;
  const terrain = createTerrain(layers.terrain);
  const lines = createLines(layers.lines);
  let shade: Shade = shadeOf(store.get().scheme);
  let palette: Palette = { fill: new Uint8Array(0), css: [], ink: [] };
  let pending = 0;
  let repainting = 0;
  /** The magnification for which the points were loaded; 0: load them again. */
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
    if (Math.abs(Math.log(t.k / (loadedK || 1e-9))) > SAME_ZOOM) loadPoints();
    const scale = frame().scale * t.k;
    const [shiftX, shiftY] = project(frame(), t, 0, 0);
    pane.draw({
      scaleX: scale,
      scaleY: scale,
      shiftX,
      shiftY,
      edge: paperColour[shade],
      mark: ringColour[shade],
      outline: pointOpacity(shown.index.count, t.k) > RIM_FROM ? RIM_OPACITY : 0,
    });
    const fading = terrain.place(shown, frame(), t);
    lines.place(shown, frame(), t, radius());
    const sliding = labelTiming.draw({
      map: shown,
      frame: frame(),
      t,
      emphasis: emphasisOf(store.get()),
      radius: radius(),
      uncertain: uncertainThemes(store.get()),
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
        emphasis: emphasisOf(state),
        palette,
        shade,
        colourBy: state.colourBy,
        stability: state.soft ? (mapStability(state)?.papers ?? null) : null,
        k: loadedK,
        narrow: isNarrow(frame()),
      }),
    );
  }

  /** Waits for the last answer while a query is typed: without a GPU, painting a large map takes longer than a key press. */
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

  function emphasise(themes: ReadonlySet<number> | null): void {
    terrain.emphasise(themes);
    labels.emphasise(themes);
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
      emphasise(emphasisedThemes(store.get()));
      loadPoints();
    },
    repaintSoon,
    relate,
    emphasise,
    addAreas(shown) {
      terrain.load(shown);
      emphasise(emphasisedThemes(store.get()));
    },
    resize(width, height) {
      pane.resize(width, height, pointRim(map()?.index.count ?? 0));
      terrain.resize(width, height);
      for (const svg of [layers.lines, layers.labels]) svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
      labelTiming.stale();
      loadedK = 0;
    },
    rest() {
      pane.rest();
      labelTiming.rest();
      request();
    },
    clear() {
      terrain.clear();
      labelTiming.clear();
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
