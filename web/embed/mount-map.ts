/** Mounts a map in another page: the map's layers in a shadow tree, with a store of their own. */

import { shadeOf } from '../app/scheme.ts';
import { findPaper, type LoadedMap } from '../data/map-index.ts';
import { toLoaded } from '../data/theme-map.ts';
import { middleBox } from '../map/camera/theme-box.ts';
import { createMap } from '../map/map.ts';
import type { State } from '../state/state.ts';
import { createStore } from '../state/store.ts';
import { checkIds, checkListener, checkMount, noShadow } from './check.ts';
import { loadFrom } from './load-from.ts';
import { mountStyle } from './style.ts';
import type { MapEvents, MountedMap, MountMap } from './types.ts';

const noInsets = { top: 0, right: 0, bottom: 0, left: 0 };
/** Height in pixels of elements that have none of their own. */
const HEIGHT = 480;

/** The part of the state whose changes each event reports. */
const WATCHED: { [K in keyof MapEvents]: (state: State) => unknown } = {
  select: (state) => state.selection,
  open: (state) => state.focus,
  hover: (state) => state.hover,
  theme: (state) => state.theme,
};

export const mountMap: MountMap = async (element, map, options = {}) => {
  checkMount(element, map, options);
  const loaded =
    typeof map === 'string' || map instanceof URL ? await loadFrom(map) : toLoaded(map, map.manifest.name);
  return mountLoaded(element, loaded, options);
};

/** Mounts a loaded map. It replaces the content of the element's shadow tree. */
export function mountLoaded(
  element: HTMLElement,
  map: LoadedMap,
  { scheme = 'system', colourBy = 'theme', label }: Parameters<MountMap>[2] & {},
): MountedMap {
  const shadow = element.shadowRoot ?? attachShadow(element);
  shadow.adoptedStyleSheets = [mountStyle()];
  const ownHeight = element.style.height;
  if (element.clientHeight === 0) element.style.height = `${HEIGHT}px`;
  const root = document.createElement('div');
  root.className = 'map';
  root.tabIndex = 0;
  root.setAttribute('role', 'application');
  root.setAttribute('aria-roledescription', 'map of papers');
  root.setAttribute('aria-label', label ?? `${map.name}, a map of ${map.papers.length} papers`);
  const spoken = document.createElement('p');
  spoken.className = 'summary';
  spoken.setAttribute('aria-live', 'polite');
  shadow.replaceChildren(root, spoken);

  const store = createStore();
  store.dispatch({ type: 'scheme', scheme });
  const view = createMap(root, store, { base: () => noInsets, covered: () => noInsets, obstacles: () => [] });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const paint = () => {
    element.dataset.scheme = shadeOf(scheme);
    view.refresh();
  };
  dark.addEventListener('change', paint);
  store.dispatch({ type: 'map', map });
  store.dispatch({ type: 'colourBy', colourBy });
  paint();

  const idOf = (paper: number | null) => (paper === null ? null : map.papers[paper]!.id);
  const read: { [K in keyof MapEvents]: (state: State) => MapEvents[K] } = {
    select: ({ selection }) => [...selection].sort((a, b) => a - b).map((paper) => map.papers[paper]!.id),
    open: ({ focus }) => idOf(focus),
    hover: ({ hover }) => idOf(hover),
    theme: ({ theme }) => (theme === null ? null : map.themes[theme]!.name),
  };
  const ends = new Map<keyof MapEvents, Map<unknown, () => void>>();
  const off = (event: keyof MapEvents, listener: unknown) => {
    ends.get(event)?.get(listener)?.();
    ends.get(event)?.delete(listener);
  };
  const position = (id: string): number | undefined => findPaper(map, id);
  const speak = store.subscribe(
    (state) => state.hover,
    (hover) => {
      if (shadow.activeElement === root) spoken.textContent = hover === null ? '' : map.papers[hover]!.title;
    },
  );

  return {
    map: { manifest: map.manifest, papers: map.papers },
    select(ids) {
      checkIds(ids);
      const papers = Array.from(ids, position).filter((paper) => paper !== undefined);
      store.dispatch({ type: 'select', papers });
    },
    open(id) {
      const paper = id === null ? null : position(id);
      if (paper === undefined)
        throw new RangeError(`The map "${map.name}" has no paper with the id "${id}".`);
      store.dispatch({ type: 'focus', paper });
    },
    theme(name) {
      const theme = name === null ? null : map.themes.findLast((each) => each.name === name);
      if (theme === undefined) throw new RangeError(`The map "${map.name}" has no theme called "${name}".`);
      store.dispatch({ type: 'theme', theme: theme?.id ?? null });
      if (theme) store.dispatch({ type: 'fly', box: middleBox(map, theme.id) });
    },
    showAll: () => view.showAll(),
    on(event, listener) {
      checkListener(event, listener);
      off(event, listener);
      const end = store.subscribe(WATCHED[event], () => listener(read[event](store.get())));
      ends.set(event, (ends.get(event) ?? new Map()).set(listener, end));
      return () => off(event, listener);
    },
    off,
    destroy() {
      for (const listeners of ends.values()) for (const end of listeners.values()) end();
      ends.clear();
      speak();
      dark.removeEventListener('change', paint);
      view.destroy();
      shadow.replaceChildren();
      element.style.height = ownHeight;
      delete element.dataset.scheme;
    },
  };
}

function attachShadow(element: HTMLElement): ShadowRoot {
  try {
    return element.attachShadow({ mode: 'open' });
  } catch {
    throw noShadow(element);
  }
}
