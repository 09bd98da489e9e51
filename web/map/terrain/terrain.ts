/** The terrain: density contours on a canvas below the points. */
import { densityContours, type Frame, gridTransform, type Transform } from '../../../pipeline/draw/index.ts';
import { type Palette, paperColour, type Shade } from '../../../pipeline/map/index.ts';
import type { MapSketch } from '../../data/map-index.ts';
import { still } from '../camera/motion.ts';
import { type CanvasSize, createPane, type LayerTransform, type Painter, RIM } from '../points/pane.ts';

/** Opacity of an area, of the outermost line around it and of the lines within. */
const BODY = 0.08;
const OUTER_LINE = 0.24;
const INNER_LINE = 0.1;
/** The share of its opacity that a dimmed area keeps, and the milliseconds of its fading. */
const FADED = 0.22;
const FADE_TIME = 180;

interface Area {
  theme: number;
  path: Path2D;
  line: number;
}

/** The painter's content: the ground, the areas in drawing order, and each theme's colour and strength, 0 … 1. */
interface Areas {
  ground: string;
  areas: readonly Area[];
  colours: readonly string[];
  strength(theme: number): number;
}

export interface TerrainLayer {
  resize(width: number, height: number): void;
  load(map: MapSketch): void;
  clear(): void;
  paint(palette: Palette, shade: Shade): void;
  /** Keeps the areas of these themes and fades the rest; null: keeps all. */
  emphasise(themes: ReadonlySet<number> | null): void;
  /** @returns whether areas are still fading */
  place(map: MapSketch, frame: Frame, t: Transform): boolean;
}

export function createTerrain(canvas: HTMLCanvasElement): TerrainLayer {
  const pane = createPane(canvas, createPainter(canvas), 1);
  let areas: Area[] = [];
  let colours: readonly string[] = [];
  let ground = 'transparent';
  let [before, now]: [ReadonlySet<number> | null, ReadonlySet<number> | null] = [null, null];
  /** When the areas began to fade; null if none is fading. */
  let begun: number | null = null;
  const load = (share: number) => {
    const kept = (themes: ReadonlySet<number> | null, theme: number) =>
      themes === null || themes.has(theme) ? 1 : FADED;
    pane.load({
      ground,
      areas,
      colours,
      strength: (theme) => kept(before, theme) * (1 - share) + kept(now, theme) * share,
    });
  };
  return {
    resize: (width, height) => pane.resize(width, height, RIM),
    load(map) {
      areas = densityContours(map).map(({ theme, step, path }) => ({
        theme,
        path: new Path2D(path),
        line: step === 0 ? OUTER_LINE : INNER_LINE,
      }));
      load(1);
    },
    clear() {
      areas = [];
      before = now = begun = null;
      load(1);
    },
    paint(palette, shade) {
      colours = palette.css;
      ground = `rgb(${paperColour[shade].join(' ')})`;
      load(1);
    },
    emphasise(themes) {
      if (themes === now) return;
      [before, now] = [now, themes];
      begun = performance.now();
    },
    place(map, frame, t) {
      if (begun !== null) {
        const share = still() ? 1 : Math.min(1, (performance.now() - begun) / FADE_TIME);
        load(share);
        if (share === 1) begun = null;
      }
      pane.draw(gridTransform(map, frame, t));
      return begun !== null;
    },
  };
}

/**
 * Paints areas by the processor, which "willReadFrequently" requests: 75 areas of 100,000 papers took 8 ms, against
 * 490 ms on an emulated GPU; as SVG they blocked the page for 1.6 to 2.5 s. The canvas paints the page's ground itself,
 * which saves blending one layer in every frame.
 */
function createPainter(canvas: HTMLCanvasElement): Painter<Areas, LayerTransform> {
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  if (!context) throw new Error('terrain: the browser has no 2D canvas');
  let shown: Areas | null = null;
  return {
    load(next) {
      shown = next;
    },
    draw({ width, height, ratio, scaleX, scaleY, shiftX, shiftY }: LayerTransform & CanvasSize) {
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      if (!shown) return;
      context.fillStyle = shown.ground;
      context.fillRect(0, 0, width, height);
      context.setTransform(ratio * scaleX, 0, 0, ratio * scaleY, ratio * shiftX, ratio * shiftY);
      context.lineWidth = 1 / scaleX;
      for (const { theme, path, line } of shown.areas) {
        const strength = shown.strength(theme);
        context.fillStyle = context.strokeStyle = shown.colours[theme]!;
        context.globalAlpha = BODY * strength;
        context.fill(path);
        context.globalAlpha = line * strength;
        context.stroke(path);
      }
      context.globalAlpha = 1;
    },
    destroy() {},
  };
}
