/** The list of areas and their themes, with sizes. It follows the view, can be folded, and filters by name. */
import { useMemo, useRef, useState } from 'preact/hooks';
import { thousands } from '../../app/thousands.ts';
import type { MapSketch } from '../../data/map-index.ts';
import { stabilitySentence } from '../../data/map-stability.ts';
import { placedByTheme, placedCount, proposedThemes } from '../../data/placed.ts';
import { countInView, themeInView } from '../../data/theme-facts.ts';
import { openTheme, toggleOnly } from '../../state/theme-actions.ts';
import { usePick, useStore } from '../../state/use-store.ts';
import { arrowKeys, hoverListeners } from '../parts/listeners.ts';
import { ProposedTag, StabilityMeter, UncertainMark, usePalette } from '../parts/theme-parts.tsx';
import { Breadcrumbs } from './breadcrumbs.tsx';
import { matching } from './theme-filter.ts';

/** From this magnification on, the areas in view are unfolded. */
const UNFOLD_AT = 1.5;

export function ThemesPanel() {
  const map = usePick((state) => state.sketch);
  return map && <Contents key={map.name} map={map} />;
}

function Contents({ map }: { map: MapSketch }) {
  const store = useStore();
  const seen = usePick((state) => state.seen);
  const near = usePick((state) => state.view.k >= UNFOLD_AT);
  const counts = useMemo(() => countInView(map, near ? seen : null), [map, near ? seen : null]);
  const place = near ? themeInView(map, counts) : [];
  const [wanted, setWanted] = useState('');
  const [folds, setFolds] = useState<ReadonlyMap<number, boolean>>(new Map());
  const list = useRef<HTMLUListElement>(null);
  const [proposed, setProposed] = useState(false);
  const found = useMemo(() => matching(map, wanted, proposed), [map, wanted, proposed]);
  const placed = useMemo(() => placedByTheme(map), [map]);
  const soft = usePick((state) => state.soft);
  const sentence = usePick(stabilitySentence);
  const areas = map.index.byLevel[0] ?? [];
  const inView = areas.filter((area) => counts[area]! > 0).length;
  const isOpen = (theme: number) =>
    found !== null || (folds.get(theme) ?? (near && counts[theme]! > 0.2 * map.themes[theme]!.size));
  const allOpen = areas.every(isOpen);
  return (
    <section class="panel themes-panel" aria-label="Themes">
      {place.length > 0 && <Breadcrumbs path={place} />}
      <div class="themes-head">
        <input
          type="search"
          class="theme-filter"
          placeholder="Filter themes"
          aria-label="Filter themes by name or keyword"
          value={wanted}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
        <button
          type="button"
          class="quiet"
          disabled={found !== null}
          onClick={() => setFolds(new Map(map.themes.map((theme) => [theme.id, !allOpen])))}
        >
          {allOpen ? 'Fold all' : 'Unfold all'}
        </button>
      </div>
      <PlacedFilters map={map} proposed={proposed} onProposed={setProposed} />
      <ul
        ref={list}
        class={near ? 'theme-tree following' : 'theme-tree'}
        aria-label={near ? `Areas, ${inView} of ${areas.length} in view` : 'Areas'}
        onKeyDown={(event) => arrowKeys(event, '.theme-name')}
      >
        {areas
          .filter((area) => found === null || found.has(area))
          .map((area) => (
            <Branch
              key={area}
              map={map}
              theme={area}
              counts={counts}
              placed={placed}
              soft={soft}
              found={found}
              isOpen={isOpen}
              onFold={(theme, open) => setFolds(new Map(folds).set(theme, open))}
            />
          ))}
      </ul>
      {found?.size === 0 && <p class="muted">No theme has “{wanted}” in its name or keywords.</p>}
      <p class="stability-sentence">{sentence}</p>
      {map.manifest.unthemed.length > 0 && (
        <button type="button" class="quiet unthemed" onClick={chooseUnthemed}>
          {map.manifest.unthemed.length} without a theme
        </button>
      )}
    </section>
  );

  function chooseUnthemed(): void {
    store.dispatch({ type: 'select', papers: map.manifest.unthemed.map((entry) => entry.paper) });
  }
}

/** Filters for what was placed on the finished map: new papers, and themes proposed for them. */
function PlacedFilters({
  map,
  proposed,
  onProposed,
}: {
  map: MapSketch;
  proposed: boolean;
  onProposed: (only: boolean) => void;
}) {
  const store = useStore();
  const only = usePick((state) => state.filters.placed);
  const placed = placedCount(map);
  const themes = proposedThemes(map).length;
  if (placed === 0) return null;
  return (
    <fieldset class="theme-marks" aria-label="Placed on this map">
      <button
        type="button"
        class="chip"
        aria-pressed={only}
        title="Show only papers that were placed on this map"
        onClick={() => store.dispatch({ type: 'filters', filters: { placed: !only } })}
      >
        <span class="diamond" aria-hidden="true" /> {thousands(placed)} new
      </button>
      {themes > 0 && (
        <button
          type="button"
          class="chip"
          aria-pressed={proposed}
          title="List only themes proposed for papers that fit none"
          onClick={() => onProposed(!proposed)}
        >
          {themes} proposed
        </button>
      )}
    </fieldset>
  );
}

interface BranchProps {
  map: MapSketch;
  theme: number;
  counts: Uint32Array;
  /** `[themes]` number of new papers of each theme. */
  placed: Uint32Array;
  /** Whether the stability of all themes is shown. */
  soft: boolean;
  found: ReadonlySet<number> | null;
  isOpen: (theme: number) => boolean;
  onFold: (theme: number, open: boolean) => void;
}

function Branch({ map, theme, counts, placed, soft, found, isOpen, onFold }: BranchProps) {
  const store = useStore();
  const palette = usePalette();
  const active = usePick((state) => state.theme === theme);
  const marked = usePick((state) => state.hoverTheme === theme);
  const only = usePick((state) => state.filters.themes.includes(theme));
  const { name, size, level, proposed } = map.themes[theme]!;
  const children = map.index.children[theme]!.filter((child) => found === null || found.has(child));
  const open = children.length > 0 && isOpen(theme);
  const seen = counts[theme]!;
  const hover = hoverListeners((on) => store.dispatch({ type: 'hoverTheme', theme: on ? theme : null }));
  const largest = useMemo(
    () => Math.max(...map.themes.filter((other) => other.level === level).map((other) => other.size), 1),
    [map, level],
  );
  return (
    <li class={`theme level-${Math.min(level, 3)} ${seen === 0 ? 'out-of-view' : ''}`}>
      <div class={`theme-row ${active ? 'active' : ''} ${marked ? 'marked' : ''}`}>
        {children.length > 0 ? (
          <button
            type="button"
            class="fold"
            aria-expanded={open}
            aria-label={`Parts of ${name}`}
            onClick={() => onFold(theme, !open)}
          />
        ) : (
          <span class="fold-space" />
        )}
        <button
          type="button"
          class="theme-name"
          aria-current={active}
          onClick={() => openTheme(store, map, theme)}
          {...hover}
        >
          <span class="theme-swatch" style={{ background: palette?.css[theme] }} />
          <span class="theme-label">
            {name} <UncertainMark theme={theme} />
            {proposed && <ProposedTag />}
          </span>
          <span class="theme-count">
            {seen < size && `${thousands(seen)} of `}
            {thousands(size)}
            <span class="visually-hidden"> papers</span>
            {placed[theme]! > 0 && !proposed && (
              <span class="theme-new">
                <span class="diamond" aria-hidden="true" /> {placed[theme]}
                <span class="visually-hidden"> new</span>
              </span>
            )}
          </span>
          <span class="theme-bar" aria-hidden="true">
            <span style={{ width: `${(100 * size) / largest}%`, background: palette?.css[theme] }} />
          </span>
        </button>
        {soft && <StabilityMeter theme={map.themes[theme]!} />}
        <button
          type="button"
          class="only"
          aria-pressed={only}
          aria-label={`Show only ${name}`}
          title="Show only this on the map"
          onClick={() => toggleOnly(store, theme)}
        />
      </div>
      {open && (
        <ul>
          {children.map((child) => (
            <Branch key={child} {...{ map, counts, placed, soft, found, isOpen, onFold }} theme={child} />
          ))}
        </ul>
      )}
    </li>
  );
}
