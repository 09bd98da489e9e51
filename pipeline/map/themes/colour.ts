/**
 * Colours of themes. The hue follows a theme's position in the layout, so that neighbouring themes look related; siblings
 * differ in lightness and a little in hue. Colours are computed in OKLCH, where equal steps look equal (Ottosson 2020,
 * https://bottosson.github.io/posts/oklab/).
 */
import type { MapTheme } from '../schema.ts';

export type Rgb = readonly [red: number, green: number, blue: number];
export interface Oklch {
  /** 0 … 1. */
  l: number;
  /** 0 … about 0.3. */
  c: number;
  /** Degrees. */
  h: number;
}
export type Shade = 'light' | 'dark';

/** Background of the map, as in styles/tokens.css. */
export const paperColour: Record<Shade, Rgb> = { light: [251, 250, 247], dark: [15, 17, 22] };
/** Unthemed papers. */
export const unthemedColour: Record<Shade, Rgb> = { light: [125, 128, 134], dark: [150, 154, 163] };
/** Dimmed papers. */
export const quietColour: Record<Shade, Rgb> = { light: [203, 205, 208], dark: [58, 63, 73] };

export interface Palette {
  /** `[themes, 3]` sRGB bytes, for points and areas. */
  fill: Uint8Array;
  /** The same as CSS, `#rrggbb`. */
  css: readonly string[];
  /** CSS of a darker (or lighter) variant for text on the background, with a contrast of at least 4.5. */
  ink: readonly string[];
}

/** Lightness of the middle step, and the distance between steps. */
const steps = {
  light: { l: 0.645, c: 0.168, coarse: [0, 0.085, -0.085], fine: [0, 0.055, -0.055, 0.1, -0.1] },
  dark: { l: 0.735, c: 0.145, coarse: [0, 0.08, -0.085], fine: [0, 0.05, -0.06, 0.09, -0.1] },
} as const;
/** Share of the gap between two coarse hues that the sub-themes of one may fill. */
const familyWidth = 0.62;
const widestFamily = 44;
/** The first hue if the layout does not determine one: a blue. */
const restingHue = 255;

/**
 * One colour a theme.
 * @param themes all themes of a map, parents before children
 * @param shade the scheme that the colours are for
 */
export function themePalette(themes: readonly MapTheme[], shade: Shade): Palette {
  const colours: Oklch[] = [];
  const coarse = themes.filter((theme) => theme.parent === null);
  const gap = 360 / Math.max(coarse.length, 1);
  for (const [theme, hue] of hueCircle(coarse))
    colours[theme.id] = { l: steps[shade].l + glow(hue), c: steps[shade].c, h: hue };
  spreadLightness(coarse, colours, steps[shade].coarse);
  for (const parent of themes) {
    const children = themes.filter((theme) => theme.parent === parent.id);
    if (children.length === 1) colours[children[0]!.id] = colours[parent.id]!;
    else if (children.length > 0)
      spreadFamily(parent, children, colours, gap * familyWidth ** parent.level, shade);
  }
  const fill = new Uint8Array(themes.length * 3);
  const css: string[] = [];
  const ink: string[] = [];
  for (const theme of themes) {
    const colour = colours[theme.id]!;
    const rgb = oklchToRgb(colour);
    fill.set(rgb, theme.id * 3);
    css[theme.id] = cssOf(rgb);
    ink[theme.id] = cssOf(readable(colour, shade));
  }
  return { fill, css, ink };
}

/** Extra lightness of a hue: yellows and greens look muddy where blues and reds are vivid. */
function glow(hue: number): number {
  return 0.075 * Math.max(0, Math.cos(((hue - 105) * Math.PI) / 180));
}

/**
 * Hues in even steps around the circle, in the order of the themes' angles around the layout's centre, rotated to be as
 * close to those angles as possible. Even steps keep 20 and more themes distinct wherever they are.
 */
function hueCircle(themes: readonly MapTheme[]): [MapTheme, number][] {
  const total = themes.reduce((sum, theme) => sum + theme.size, 0) || 1;
  const cx = themes.reduce((sum, theme) => sum + theme.x * theme.size, 0) / total;
  const cy = themes.reduce((sum, theme) => sum + theme.y * theme.size, 0) / total;
  const angles = themes.map((theme) => ({ theme, angle: Math.atan2(theme.y - cy, theme.x - cx) }));
  angles.sort((a, b) => a.angle - b.angle || a.theme.id - b.theme.id);
  const step = (2 * Math.PI) / Math.max(themes.length, 1);
  let sin = 0;
  let cos = 0;
  for (const [i, { angle }] of angles.entries()) {
    sin += Math.sin(angle - i * step);
    cos += Math.cos(angle - i * step);
  }
  const turn = Math.hypot(sin, cos) < 1e-9 ? 0 : Math.atan2(sin, cos);
  return angles.map(({ theme }, i) => [theme, modulo(restingHue + degrees(turn + i * step), 360)]);
}

/**
 * Gives each coarse theme the step of lightness (and of chroma, if there are many) that differs most from those already
 * given, also for readers without red or green cones: hue alone is not enough. Larger themes choose first.
 */
function spreadLightness(themes: readonly MapTheme[], colours: Oklch[], offsets: readonly number[]): void {
  const done: Seen[] = [];
  // Few areas all have full chroma; to keep many distinct, some are paler.
  const many = themes.length > 10;
  const lightness = many ? [...offsets, ...offsets.slice(1).map((offset) => 1.6 * offset)] : offsets;
  const chroma = many ? [1, 0.66] : [1];
  for (const theme of [...themes].sort((a, b) => b.size - a.size || a.id - b.id)) {
    const { l, c, h } = colours[theme.id]!;
    const options = lightness.flatMap((offset) =>
      chroma.map((share) => {
        const colour = { l: l + offset, c: c * share, h };
        const seen = seenAs(colour);
        const nearest = done.reduce((least, other) => Math.min(least, distance(seen, other)), Infinity);
        return { colour, seen, nearest };
      }),
    );
    const best = options.reduce((a, b) => (b.nearest > a.nearest + 1e-9 ? b : a));
    colours[theme.id] = best.colour;
    done.push(best.seen);
  }
}

/** Children get hues around their parent's, in the order of their angles around it, and alternate in lightness. */
function spreadFamily(
  parent: MapTheme,
  children: readonly MapTheme[],
  colours: Oklch[],
  room: number,
  shade: Shade,
): void {
  const base = colours[parent.id]!;
  const width = Math.min(room * familyWidth, widestFamily);
  const ordered = [...children].sort(
    (a, b) =>
      Math.atan2(a.y - parent.y, a.x - parent.x) - Math.atan2(b.y - parent.y, b.x - parent.x) || a.id - b.id,
  );
  const offsets = steps[shade].fine;
  const middle = (ordered.length - 1) / 2;
  for (const [i, child] of ordered.entries()) {
    const along = (i - middle) / ordered.length;
    colours[child.id] = {
      l: clamp(base.l + offsets[i % offsets.length]! * (shade === 'light' ? 0.9 : 1), 0.45, 0.88),
      c: base.c * (i % 2 === 0 ? 1 : 0.88),
      h: modulo(base.h + along * width, 360),
    };
  }
}

/** A colour of a ramp for numbers: `t` 0 (first year, pale) … 1 (last year, deep). */
export function rampColour(t: number, shade: Shade): Rgb {
  const at = clamp(t, 0, 1);
  return shade === 'light'
    ? oklchToRgb({ l: 0.82 - 0.37 * at, c: 0.09 + 0.08 * at, h: 200 + 110 * at })
    : oklchToRgb({ l: 0.45 + 0.42 * at, c: 0.12 + 0.02 * at, h: 290 - 190 * at });
}

/** The colour, its lightness changed until it is readable on the background (WCAG contrast ≥ 4.5, a little more for halos). */
function readable(colour: Oklch, shade: Shade): Rgb {
  const towards = shade === 'light' ? -0.01 : 0.01;
  let l = shade === 'light' ? Math.min(colour.l, 0.55) : Math.max(colour.l, 0.78);
  let rgb = oklchToRgb({ ...colour, l });
  while (contrast(rgb, paperColour[shade]) < 5.2 && l > 0 && l < 1) {
    l += towards;
    rgb = oklchToRgb({ ...colour, l });
  }
  return rgb;
}

/** WCAG 2 contrast ratio, 1 … 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((byte) => linear(byte / 255)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Machado, Oliveira & Fernandes 2009, severity 1, on linear sRGB. */
const sight: readonly (readonly number[])[] = [
  [1, 0, 0, 0, 1, 0, 0, 0, 1],
  [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
];

/** OKLab of a colour as seen by readers with all cones, without red and without green ones. */
type Seen = (readonly number[])[];

function seenAs(colour: Oklch): Seen {
  const rgb = oklchToLinear(colour);
  return sight.map((matrix) => linearToOklab(through(matrix, rgb)));
}

/** The smallest distance as seen by any of these readers. */
function distance(a: Seen, b: Seen): number {
  let least = Infinity;
  for (let reader = 0; reader < a.length; reader++) {
    const [p, q] = [a[reader]!, b[reader]!];
    least = Math.min(least, Math.hypot(p[0]! - q[0]!, p[1]! - q[1]!, p[2]! - q[2]!));
  }
  return least;
}

/** The smallest OKLab distance of two sRGB colours as seen by readers with all cones, without red or without green ones. */
export function rgbDistance(a: Rgb, b: Rgb): number {
  return distance(seenAs(rgbToOklch(a)), seenAs(rgbToOklch(b)));
}

/** sRGB bytes; colours outside of sRGB lose chroma. */
export function oklchToRgb(colour: Oklch): Rgb {
  return oklchToLinear(colour).map((value) => Math.round(255 * gamma(value))) as unknown as Rgb;
}

export function rgbToOklch(rgb: Rgb): Oklch {
  const [l, a, b] = linearToOklab(rgb.map((byte) => linear(byte / 255)) as unknown as Rgb);
  return { l, c: Math.hypot(a, b), h: modulo(degrees(Math.atan2(b, a)), 360) };
}

/** A colour as `#rrggbb`. */
export function cssOf(rgb: Rgb): string {
  return `#${rgb.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function oklchToLinear(colour: Oklch): Rgb {
  let [low, high] = [0, colour.c];
  let best = raw(colour);
  if (inGamut(best)) return best;
  for (let i = 0; i < 14; i++) {
    const c = (low + high) / 2;
    best = raw({ ...colour, c });
    if (inGamut(best)) low = c;
    else high = c;
  }
  return raw({ ...colour, c: low }).map((value) => clamp(value, 0, 1)) as unknown as Rgb;
}

function raw({ l, c, h }: Oklch): Rgb {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const x = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const y = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const z = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
    -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
    -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
  ];
}

function linearToOklab([r, g, b]: Rgb): Rgb {
  const x = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const y = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const z = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * x + 0.793617785 * y - 0.0040720468 * z,
    1.9779984951 * x - 2.428592205 * y + 0.4505937099 * z,
    0.0259040371 * x + 0.7827717662 * y - 0.808675766 * z,
  ];
}

function through(m: readonly number[], [r, g, b]: Rgb): Rgb {
  return [
    m[0]! * r + m[1]! * g + m[2]! * b,
    m[3]! * r + m[4]! * g + m[5]! * b,
    m[6]! * r + m[7]! * g + m[8]! * b,
  ];
}

function inGamut(rgb: Rgb): boolean {
  return rgb.every((value) => value >= -1e-6 && value <= 1 + 1e-6);
}
function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
function gamma(value: number): number {
  const v = clamp(value, 0, 1);
  return v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055;
}
function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
function degrees(radians: number): number {
  return (radians * 180) / Math.PI;
}
