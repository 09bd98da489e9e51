/** Colours of themes in a still picture: hue by the theme's place on the map, lightness apart among siblings. */
import { hcl } from 'd3';
import type { MapTheme } from '../../schema.ts';

/** CSS colour by theme id. Coarse themes get even steps around the circle in the order of their angle around the map's middle. */
export function themeColours(themes: readonly MapTheme[]): string[] {
  const colours: { h: number; c: number; l: number }[] = [];
  const coarse = themes.filter((theme) => theme.parent === null);
  const middle = centre(coarse);
  const around = [...coarse].sort((a, b) => angle(a, middle) - angle(b, middle) || a.id - b.id);
  around.forEach((theme, i) => {
    colours[theme.id] = { h: 250 + (360 * i) / around.length, c: 58, l: i % 2 === 0 ? 58 : 66 };
  });
  for (const parent of themes) {
    const children = themes
      .filter((theme) => theme.parent === parent.id)
      .sort((a, b) => angle(a, parent) - angle(b, parent) || a.id - b.id);
    const base = colours[parent.id]!;
    const room = Math.min(40, 220 / Math.max(1, coarse.length)) / (parent.level + 1);
    children.forEach((child, i) => {
      const along = children.length === 1 ? 0 : i / (children.length - 1) - 0.5;
      colours[child.id] = { h: base.h + along * room, c: base.c, l: base.l + (i % 2 === 0 ? 4 : -6) };
    });
  }
  return colours.map(({ h, c, l }) => hcl(h, c, l).formatHex());
}

/** The same hue as text on white: dark enough for a contrast of 4.5. */
export function inkOf(colour: string): string {
  const { h, c } = hcl(colour);
  return hcl(h, Math.min(c, 50), 38).formatHex();
}

function centre(themes: readonly MapTheme[]): { x: number; y: number } {
  const total = themes.reduce((sum, theme) => sum + theme.size, 0) || 1;
  return {
    x: themes.reduce((sum, theme) => sum + theme.x * theme.size, 0) / total,
    y: themes.reduce((sum, theme) => sum + theme.y * theme.size, 0) / total,
  };
}

function angle(theme: { x: number; y: number }, from: { x: number; y: number }): number {
  return Math.atan2(theme.y - from.y, theme.x - from.x);
}
