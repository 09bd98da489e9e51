/** The map in the page: its element, the tools over it, and its description for screen readers. */

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Insets } from '../../pipeline/draw/index.ts';
import { Icon } from '../app/icons.tsx';
import { connectScheme, shadeOf } from '../app/scheme.ts';
import type { MapSketch } from '../data/map-index.ts';
import { uncertainThemes } from '../data/map-stability.ts';
import { isPlaced } from '../data/placed.ts';
import { yearSpan } from '../data/year-span.ts';
import { Legend } from '../panels/legend.tsx';
import { titleOf } from '../panels/parts/paper-parts.tsx';
import { hasFilters, shownPapers } from '../state/selectors.ts';
import { noFilters } from '../state/state.ts';
import { usePick, useStore } from '../state/use-store.ts';
import { createMap, type MapView } from './map.ts';

export function MapFrame() {
  const store = useStore();
  const element = useRef<HTMLElement>(null);
  const [view, setView] = useState<MapView | null>(null);
  const map = usePick((state) => state.sketch);
  const whole = usePick((state) => state.map !== null);
  useLayoutEffect(() => {
    const made = createMap(element.current!, store, {
      base: baseInsets,
      covered: coveredInsets,
      obstacles: () => boxes('.tool-group, .legend, .selection-bar'),
    });
    setView(made);
    const disconnect = connectScheme(store, () => made.refresh());
    return () => {
      disconnect();
      made.destroy();
    };
  }, [store]);
  return (
    <>
      <section
        ref={element}
        class="map"
        role="application"
        aria-roledescription="map of papers"
        aria-label={map ? `Map of ${map.index.count} papers` : 'Map'}
        aria-describedby="map-summary"
        aria-busy={!whole}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes keys: arrows go from paper to paper
        tabIndex={0}
      />
      {map && <Summary map={map} />}
      <Spoken />
      {map && view && <Tools view={view} />}
      {map && <Legend map={map} />}
      <SelectionBar />
    </>
  );
}

/** Height of the row of tools under a phone's bar. It counts while a sheet hides the tools too, so that the map stays put. */
const PHONE_TOOLS = 54;

/** Pixels that are always covered: by the bar and the side column; on a phone by the bar, the tools and the closed sheet. */
function baseInsets(): Insets {
  const phone = isPhone();
  const column = box('.sheet');
  const bar = box('.bar');
  return phone
    ? { top: (bar?.height ?? 0) + PHONE_TOOLS, right: 0, bottom: 92, left: 0 }
    : { top: 0, right: 0, bottom: 0, left: column ? column.right + 4 : 0 };
}

/** Pixels that are covered now. */
function coveredInsets(): Insets {
  const insets = baseInsets();
  const detail = box('.detail');
  const drawer = box('.drawer');
  if (isPhone()) {
    const lowest = Math.min(
      innerHeight,
      ...[detail, drawer, box('.sheet')].map((each) => each?.top ?? Infinity),
    );
    return { ...insets, bottom: Math.max(insets.bottom, innerHeight - lowest) };
  }
  if (detail) insets.right = innerWidth - detail.left;
  if (drawer) insets.bottom = innerHeight - drawer.top;
  return insets;
}

function boxes(selector: string): DOMRect[] {
  return Array.from(document.querySelectorAll(selector), (element) => element.getBoundingClientRect()).filter(
    (rect) => rect.width > 0,
  );
}

function box(selector: string): DOMRect | null {
  return document.querySelector(selector)?.getBoundingClientRect() ?? null;
}

function isPhone(): boolean {
  return matchMedia('(max-width: 760px)').matches;
}

function Tools({ view }: { view: MapView }) {
  const store = useStore();
  const map = usePick((state) => state.map);
  const tool = usePick((state) => state.tool);
  const table = usePick((state) => state.table);
  const scheme = usePick((state) => state.scheme);
  const colourBy = usePick((state) => state.colourBy);
  const soft = usePick((state) => state.soft);
  const dark = shadeOf(scheme) === 'dark';
  const years = map && yearSpan(map.papers);
  const share = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      store.dispatch({ type: 'notice', notice: 'The link to this view is on the clipboard.' });
    } catch {
      store.dispatch({ type: 'notice', notice: 'The link to this view is in the address bar.' });
    }
  };
  return (
    // The toolbar appears once all its buttons are known, so that none moves under the pointer.
    <div
      class="tools"
      role="toolbar"
      aria-label="Map tools"
      style={{ visibility: map ? 'visible' : 'hidden' }}
    >
      <div class="tool-group">
        <button
          type="button"
          aria-pressed={tool === 'lasso'}
          title="Select with a lasso (or hold Shift and draw)"
          aria-label="Select with a lasso"
          onClick={() => store.dispatch({ type: 'tool', tool: tool === 'lasso' ? 'pan' : 'lasso' })}
        >
          <Icon name="lasso" />
        </button>
        <button
          type="button"
          aria-pressed={table}
          title="Table of papers"
          aria-label="Table of papers"
          onClick={() => store.dispatch({ type: 'table', open: !table })}
        >
          <Icon name="table" />
        </button>
        <button
          type="button"
          title="Copy a link to this view"
          aria-label="Copy a link to this view"
          onClick={share}
        >
          <Icon name="link" />
        </button>
        <button
          type="button"
          aria-pressed={soft}
          title="Show how stable the themes are"
          aria-label="Show how stable the themes are"
          onClick={() => store.dispatch({ type: 'soft', soft: !soft })}
        >
          <Icon name="soft" />
        </button>
        {years && years[0] !== years[1] && (
          <button
            type="button"
            class="wide"
            aria-pressed={colourBy === 'year'}
            title="Colour by year"
            onClick={() =>
              store.dispatch({ type: 'colourBy', colourBy: colourBy === 'year' ? 'theme' : 'year' })
            }
          >
            Year
          </button>
        )}
        <button
          type="button"
          title={dark ? 'Light colours' : 'Dark colours'}
          aria-label={dark ? 'Light colours' : 'Dark colours'}
          onClick={() => store.dispatch({ type: 'scheme', scheme: dark ? 'light' : 'dark' })}
        >
          <Icon name="scheme" />
        </button>
      </div>
      <div class="tool-group zoom-tools">
        <button type="button" title="Zoom in (+)" aria-label="Zoom in" onClick={() => view.zoomBy(1.6)}>
          <Icon name="plus" />
        </button>
        <button type="button" title="Zoom out (−)" aria-label="Zoom out" onClick={() => view.zoomBy(1 / 1.6)}>
          <Icon name="minus" />
        </button>
        <button type="button" title="Whole map (0)" aria-label="Whole map" onClick={view.showAll}>
          <Icon name="fit" />
        </button>
      </div>
    </div>
  );
}

/** Describes the map to screen readers: its areas, largest first, and its keys. */
function Summary({ map }: { map: MapSketch }) {
  const uncertain = usePick(uncertainThemes);
  const areas = [...(map.index.byLevel[0] ?? [])]
    .sort((a, b) => map.themes[b]!.size - map.themes[a]!.size)
    .map(
      (area) =>
        `${map.themes[area]!.name} (${map.themes[area]!.size}${uncertain.has(area) ? ', uncertain' : ''})`,
    );
  const finest = map.index.byLevel.at(-1)?.length ?? 0;
  return (
    <p id="map-summary" class="visually-hidden">
      {map.index.count} papers in {areas.length} areas and {finest} themes, by number of papers:{' '}
      {areas.join(', ')}. Arrow keys go to the nearest paper in a direction, Enter opens it, Space selects it,
      plus and minus zoom, 0 shows the whole map.
    </p>
  );
}

/** Announces the paper that the arrow keys have reached. */
function Spoken() {
  const map = usePick((state) => state.map);
  const hover = usePick((state) => state.hover);
  const theme = map && hover !== null ? map.themes[map.arrays.theme[hover]!] : undefined;
  return (
    <div class="visually-hidden" aria-live="polite">
      {map && hover !== null && document.activeElement?.classList.contains('map')
        ? `${titleOf(map, hover)}. ${theme?.name ?? 'No theme'}.${isPlaced(map, hover) ? ' New.' : ''}`
        : ''}
    </div>
  );
}

/** Shows how many papers are selected or filtered, with buttons to act on them and to undo. */
function SelectionBar() {
  const store = useStore();
  const selected = usePick((state) => state.selection.size);
  const filtered = usePick((state) => hasFilters(state.filters));
  const shown = usePick((state) => shownPapers(state)?.size ?? null);
  const table = usePick((state) => state.table);
  if (selected === 0 && !filtered) return null;
  return (
    <fieldset class="selection-bar" aria-label="Selection">
      {filtered && (
        <>
          <span>{shown} shown by filters</span>
          <button type="button" onClick={() => store.dispatch({ type: 'filters', filters: noFilters })}>
            Show all
          </button>
        </>
      )}
      {selected > 0 && (
        <>
          <span>{selected} selected</span>
          {!table && (
            <button type="button" onClick={() => store.dispatch({ type: 'table', open: true })}>
              List
            </button>
          )}
          <button
            type="button"
            onClick={() => {
              store.dispatch({ type: 'like', like: [...store.get().selection].slice(0, 50) });
              store.dispatch({ type: 'panel', panel: 'search' });
            }}
          >
            More like these
          </button>
          <button type="button" onClick={() => store.dispatch({ type: 'select', papers: [] })}>
            Clear
          </button>
        </>
      )}
    </fieldset>
  );
}
