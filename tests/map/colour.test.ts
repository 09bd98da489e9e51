import { describe, expect, it } from 'vitest';
import type { MapTheme } from '../../pipeline/map/schema.ts';
import {
  contrast,
  oklchToRgb,
  paperColour,
  type Rgb,
  rampColour,
  rgbDistance,
  rgbToOklch,
  type Shade,
  themePalette,
} from '../../pipeline/map/themes/colour.ts';

const shades: Shade[] = ['light', 'dark'];

function theme(id: number, parent: number | null, x: number, y: number, size = 10): MapTheme {
  const level = parent === null ? 0 : 1;
  return {
    id,
    level,
    parent,
    name: `T${id}`,
    keywords: [],
    keywordWeights: [],
    size,
    x,
    y,
    stability: 1,
    exemplars: [],
  };
}

/** Coarse themes on a ring, each with parts around it. */
function ring(coarse: number, parts = 0): MapTheme[] {
  const themes: MapTheme[] = [];
  for (let i = 0; i < coarse; i++) {
    const angle = (2 * Math.PI * i) / coarse;
    themes.push(theme(i, null, Math.cos(angle), Math.sin(angle), 10 + i));
  }
  for (let i = 0; i < coarse; i++)
    for (let j = 0; j < parts; j++) {
      const angle = (2 * Math.PI * j) / parts;
      const { x, y } = themes[i]!;
      themes.push(theme(themes.length, i, x + 0.1 * Math.cos(angle), y + 0.1 * Math.sin(angle)));
    }
  return themes;
}

function fillOf(fill: Uint8Array, id: number): Rgb {
  return [fill[3 * id]!, fill[3 * id + 1]!, fill[3 * id + 2]!];
}

function numbersOf(css: string): Rgb {
  return css.match(/[0-9a-f]{2}/g)!.map((byte) => Number.parseInt(byte, 16)) as unknown as Rgb;
}

function hueGap(a: Rgb, b: Rgb): number {
  const gap = Math.abs(rgbToOklch(a).h - rgbToOklch(b).h) % 360;
  return Math.min(gap, 360 - gap);
}

describe('OKLCH', () => {
  it('agrees with the published values of sRGB red, and converts back', () => {
    const red = rgbToOklch([255, 0, 0]);
    expect(red.l).toBeCloseTo(0.628, 3);
    expect(red.c).toBeCloseTo(0.2577, 3);
    expect(red.h).toBeCloseTo(29.23, 1);
    expect(oklchToRgb(red)).toEqual([255, 0, 0]);
    expect(oklchToRgb({ l: 1, c: 0, h: 0 })).toEqual([255, 255, 255]);
  });

  it('reduces chroma rather than hue if a colour is outside of sRGB', () => {
    const rgb = oklchToRgb({ l: 0.7, c: 0.4, h: 150 });
    expect(Math.abs(rgbToOklch(rgb).h - 150)).toBeLessThan(4);
    expect(Math.abs(rgbToOklch(rgb).l - 0.7)).toBeLessThan(0.02);
  });

  it('knows the contrast of black and white', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
  });
});

describe.each(shades)('the palette in the %s scheme', (shade) => {
  it('keeps 24 areas apart, also for readers without red or green cones', () => {
    const { fill } = themePalette(ring(24), shade);
    for (let a = 0; a < 24; a++)
      for (let b = 0; b < a; b++)
        expect(rgbDistance(fillOf(fill, a), fillOf(fill, b)), `${a} and ${b}`).toBeGreaterThan(0.012);
    const { fill: few } = themePalette(ring(8), shade);
    for (let a = 0; a < 8; a++)
      for (let b = 0; b < a; b++)
        expect(rgbDistance(fillOf(few, a), fillOf(few, b)), `${a} and ${b}`).toBeGreaterThan(0.05);
  });

  it('gives neighbours on the layout neighbouring hues', () => {
    const { fill } = themePalette(ring(10), shade);
    for (let i = 0; i < 10; i++) {
      const near = hueGap(fillOf(fill, i), fillOf(fill, (i + 1) % 10));
      const far = hueGap(fillOf(fill, i), fillOf(fill, (i + 5) % 10));
      expect(near).toBeLessThan(60);
      expect(far).toBeGreaterThan(120);
    }
  });

  it('keeps parts near the hue of their area and apart from each other', () => {
    const themes = ring(6, 5);
    const { fill } = themePalette(themes, shade);
    for (const part of themes.filter((each) => each.parent !== null)) {
      expect(hueGap(fillOf(fill, part.id), fillOf(fill, part.parent!))).toBeLessThan(36);
      for (const other of themes)
        if (other.parent === part.parent && other.id < part.id)
          expect(rgbDistance(fillOf(fill, part.id), fillOf(fill, other.id))).toBeGreaterThan(0.01);
    }
  });

  it('writes names in ink that reads on the page (AA)', () => {
    const { ink } = themePalette(ring(24, 3), shade);
    for (const css of ink) expect(contrast(numbersOf(css), paperColour[shade])).toBeGreaterThanOrEqual(4.5);
  });

  it('is the same for the same themes, and empty without themes', () => {
    expect(themePalette(ring(7, 3), shade)).toEqual(themePalette(ring(7, 3), shade));
    expect(themePalette([], shade).css).toEqual([]);
    expect(themePalette([theme(0, null, 0, 0)], shade).css).toHaveLength(1);
  });

  it('changes the lightness of the ramp of years in one direction only', () => {
    const lightness = [0, 0.25, 0.5, 0.75, 1].map((t) => rgbToOklch(rampColour(t, shade)).l);
    const sorted = [...lightness].sort((a, b) => (shade === 'light' ? b - a : a - b));
    expect(lightness).toEqual(sorted);
  });
});
