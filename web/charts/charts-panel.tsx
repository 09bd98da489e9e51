/** Charts of the papers of a map; each one filters the map, the lists and the other charts. */
import '../styles/charts.css';
import { useState } from 'preact/hooks';
import { thousands } from '../app/thousands.ts';
import type { LoadedMap } from '../data/map-index.ts';
import { LONGEST_SPAN } from '../data/year-span.ts';
import { SaveMap } from '../export/save-map.tsx';
import { Segmented } from '../panels/parts/buttons.tsx';
import { usePalette } from '../panels/parts/theme-parts.tsx';
import { hasFilters } from '../state/selectors.ts';
import { noFilters, type State } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { usePick, useStore } from '../state/use-store.ts';
import { type Bar, Bars } from './bars.tsx';
import { type Count, farPapers, themeCounts, themesOverTime, venueCounts, yearCounts } from './counts.ts';
import { Stream } from './stream.tsx';
import { Years } from './years.tsx';

const VENUES = 10;
const THEMES = 8;
/** With fewer years a stream would be hardly more than its two ends. */
const STREAM_YEARS = 3;

/** The part of the state that the charts count. */
type Counted = Pick<State, 'filters' | 'results'> & { map: LoadedMap };

export function ChartsPanel() {
  const store = useStore();
  const map = usePick((state) => state.map);
  const filters = usePick((state) => state.filters);
  const results = usePick((state) => state.results);
  if (!map) return null;
  const counted = { map, filters, results };
  const years = yearCounts(counted);
  const venues = venueCounts(counted);
  return (
    <section class="panel charts-panel" aria-label="Charts">
      {hasFilters(filters) && (
        <button
          type="button"
          class="quiet"
          onClick={() => store.dispatch({ type: 'filters', filters: noFilters })}
        >
          Clear all filters
        </button>
      )}
      <ThemeChart counted={counted} />
      {years.length > 1 && <YearChart counted={counted} years={years} />}
      {years.length >= STREAM_YEARS && <StreamChart counted={counted} />}
      {venues.length > 1 && <VenueChart counted={counted} venues={venues} />}
      {years.length <= 1 && venues.length <= 1 && (
        <p class="muted">
          The papers of this map carry no dates and venues that differ, so there are no charts over them.
        </p>
      )}
      <h2 class="section-title">Save the map</h2>
      <SaveMap />
    </section>
  );
}

function ThemeChart({ counted }: { counted: Counted }) {
  const store = useStore();
  const palette = usePalette();
  const [level, setLevel] = useState(0);
  const [all, setAll] = useState(false);
  const { map, filters } = counted;
  const themes = themeCounts(counted, level).sort((a, b) => b.total - a.total || a.key - b.key);
  return (
    <>
      <div class="results-head">
        <h2 class="section-title">Papers per theme</h2>
        {map.index.levels > 1 && (
          <Segmented
            label="Level of the themes"
            options={map.index.byLevel.map(
              (ids, which) => [which, `${ids.length} ${which === 0 ? 'areas' : 'themes'}`] as const,
            )}
            chosen={level}
            onChoose={setLevel}
          />
        )}
      </div>
      <Bars
        label="Papers per theme"
        bars={themes.slice(0, all ? themes.length : THEMES).map(
          (count): Bar => ({
            ...count,
            label: map.themes[count.key]!.name,
            colour: palette?.css[count.key],
            pressed: filters.themes.includes(count.key),
          }),
        )}
        onPress={(key) => toggleTheme(store, filters.themes, Number(key))}
        onHover={(key) => store.dispatch({ type: 'hoverTheme', theme: key === null ? null : Number(key) })}
      />
      <More all={all} count={themes.length} shown={THEMES} onChange={setAll} />
    </>
  );
}

function YearChart({ counted, years }: { counted: Counted; years: readonly Count<number>[] }) {
  const store = useStore();
  const far = farPapers(counted.map);
  return (
    <>
      <h2 class="section-title">Papers per year</h2>
      <Years
        counts={years}
        chosen={counted.filters.years}
        onChoose={(chosen) => store.dispatch({ type: 'filters', filters: { years: chosen } })}
      />
      {far > 0 && (
        <p class="muted">
          {far === 1 ? '1 paper of another year is' : `${thousands(far)} papers of other years are`} left out:
          the charts go over {LONGEST_SPAN} years at most.
        </p>
      )}
    </>
  );
}

function StreamChart({ counted }: { counted: Counted }) {
  const store = useStore();
  const palette = usePalette();
  const { map, filters } = counted;
  const areas = map.index.byLevel[0] ?? [];
  if (!palette) return null;
  return (
    <>
      <h2 class="section-title">Themes over time</h2>
      <Stream
        rows={themesOverTime(counted, areas)}
        themes={areas.map((id) => ({
          id,
          name: map.themes[id]!.name,
          colour: palette.css[id]!,
          pressed: filters.themes.includes(id),
        }))}
        onPress={(theme) => toggleTheme(store, filters.themes, theme)}
        onHover={(theme) => store.dispatch({ type: 'hoverTheme', theme })}
      />
    </>
  );
}

function VenueChart({ counted, venues }: { counted: Counted; venues: readonly Count<string>[] }) {
  const store = useStore();
  const [all, setAll] = useState(false);
  const chosen = counted.filters.venues;
  return (
    <>
      <h2 class="section-title">Papers per venue</h2>
      <Bars
        label="Papers per venue"
        bars={venues
          .slice(0, all ? venues.length : VENUES)
          .map((count): Bar => ({ ...count, label: count.key, pressed: chosen.includes(count.key) }))}
        onPress={(key) =>
          store.dispatch({ type: 'filters', filters: { venues: toggled(chosen, String(key)) } })
        }
      />
      <More all={all} count={venues.length} shown={VENUES} onChange={setAll} />
    </>
  );
}

function toggleTheme(store: Store, chosen: readonly number[], theme: number): void {
  store.dispatch({ type: 'filters', filters: { themes: toggled(chosen, theme) } });
}

function toggled<T>(list: readonly T[], item: T): readonly T[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}

function More({
  all,
  count,
  shown,
  onChange,
}: {
  all: boolean;
  count: number;
  shown: number;
  onChange: (all: boolean) => void;
}) {
  if (count <= shown) return null;
  return (
    <button type="button" class="quiet more" aria-expanded={all} onClick={() => onChange(!all)}>
      {all ? 'Show fewer' : `Show all ${count}`}
    </button>
  );
}
