/** Actions on a theme that several parts of the page offer. */

import type { MapSketch } from '../data/map-index.ts';
import { middleBox } from '../map/camera/theme-box.ts';
import type { Store } from './store.ts';

/** Opens a theme's card and flies to its papers. */
export function openTheme(store: Store, map: MapSketch, theme: number): void {
  store.dispatch({ type: 'theme', theme });
  store.dispatch({ type: 'fly', box: middleBox(map, theme) });
}

/** Adds a theme to the filters, or removes it. */
export function toggleOnly(store: Store, theme: number): void {
  const { themes } = store.get().filters;
  const next = themes.includes(theme) ? themes.filter((other) => other !== theme) : [...themes, theme];
  store.dispatch({ type: 'filters', filters: { themes: next } });
}
