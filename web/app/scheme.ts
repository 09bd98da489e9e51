/** The page's colour scheme, and a map's colours in it. */
import { type Palette, type Shade, themePalette } from '../../pipeline/map/index.ts';
import type { MapSketch } from '../data/map-index.ts';
import type { Scheme } from '../state/state.ts';
import type { Store } from '../state/store.ts';

const darkQuery = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)');

export function shadeOf(scheme: Scheme): Shade {
  if (scheme !== 'system') return scheme;
  return darkQuery().matches ? 'dark' : 'light';
}

const palettes = new WeakMap<MapSketch['themes'], Map<Shade, Palette>>();

/** The colours of a map, computed once for each scheme. */
export function paletteOf({ themes }: Pick<MapSketch, 'themes'>, shade: Shade): Palette {
  const known = palettes.get(themes) ?? new Map<Shade, Palette>();
  palettes.set(themes, known);
  const palette = known.get(shade) ?? themePalette(themes, shade);
  known.set(shade, palette);
  return palette;
}

/** Keeps the page's `data-scheme` in step with the store and the system, and calls `changed` after each change. @returns ends that */
export function connectScheme(store: Store, changed: () => void): () => void {
  const apply = () => {
    document.documentElement.dataset.scheme = shadeOf(store.get().scheme);
    changed();
  };
  const query = darkQuery();
  const unsubscribe = store.subscribe((state) => state.scheme, apply);
  query.addEventListener('change', apply);
  apply();
  return () => {
    unsubscribe();
    query.removeEventListener('change', apply);
  };
}
