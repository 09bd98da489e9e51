/** Charts of what the map holds; each narrows the map, the lists and the other charts. */
import '../styles/charts.css';
import { useState } from 'preact/hooks';
import { thousands } from '../app/thousands.ts';
import { LONGEST_SPAN } from '../data/year-span.ts';
import { SaveMap } from '../export/save-map.tsx';
import { usePalette } from '../panels/parts.tsx';
import { hasFilters } from '../state/selectors.ts';
import { noFilters } from '../state/state.ts';
import { usePick, useStore } from '../state/use-store.ts';
import { type Bar, Bars } from './bars.tsx';
import { farPapers, themeCounts, themesOverTime, venueCounts, yearCounts } from './counts.ts';
import { Stream } from './stream.tsx';
import { Years } from './years.tsx';

const VENUES = 10;
const THEMES = 8;
/** With fewer years a stream is no more than its two ends. */
const STREAM_YEARS = 3;

export function ChartsPanel() {
  const store = useStore();
  const map = usePick((state) => state.map);
  const filters = usePick((state) => state.filters);
  const results = usePick((state) => state.results);
  const palette = usePalette();
  const [level, setLevel] = useState(0);
  const [allVenues, setAllVenues] = useState(false);
  const [allThemes, setAllThemes] = useState(false);
  if (!map) return null;
  const state = { map, filters, results };
  const themes = themeCounts(state, level).sort((a, b) => b.total - a.total || a.key - b.key);
  const years = yearCounts(state);
  const far = farPapers(map);
  const venues = venueCounts(state);
  const coarse = map.index.byLevel[0] ?? [];

  const toggleTheme = (theme: number) => {
    const on = filters.themes.includes(theme);
    const next = on ? filters.themes.filter((id) => id !== theme) : [...filters.themes, theme];
    store.dispatch({ type: 'filters', filters: { themes: next } });
  };
  const toggleVenue = (venue: string) => {
    const on = filters.venues.includes(venue);
    const next = on ? filters.venues.filter((name) => name !== venue) : [...filters.venues, venue];
    store.dispatch({ type: 'filters', filters: { venues: next } });
  };
  const hoverTheme = (theme: number | null) => store.dispatch({ type: 'hoverTheme', theme });
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
      <div class="results-head">
        <h2 class="section-title">Papers per theme</h2>
        {map.index.levels > 1 && (
          <fieldset class="segmented" aria-label="Level of the themes">
            {map.index.byLevel.map((ids, which) => (
              <button
                key={which}
                type="button"
                aria-pressed={level === which}
                onClick={() => setLevel(which)}
              >
                {ids.length} {which === 0 ? 'areas' : 'themes'}
              </button>
            ))}
          </fieldset>
        )}
      </div>
      <Bars
        label="Papers per theme"
        bars={themes.slice(0, allThemes ? themes.length : THEMES).map(
          ({ key, total, shown }): Bar => ({
            key,
            label: map.themes[key]!.name,
            total,
            shown,
            colour: palette?.css[key],
            pressed: filters.themes.includes(key),
          }),
        )}
        onPress={(key) => toggleTheme(Number(key))}
        onHover={(key) => hoverTheme(key === null ? null : Number(key))}
      />
      <More all={allThemes} count={themes.length} shown={THEMES} onChange={setAllThemes} />
      {years.length > 1 && (
        <>
          <h2 class="section-title">Papers per year</h2>
          <Years
            counts={years}
            chosen={filters.years}
            onChoose={(chosen) => store.dispatch({ type: 'filters', filters: { years: chosen } })}
          />
          {far > 0 && (
            <p class="muted">
              {far === 1 ? '1 paper of another year is' : `${thousands(far)} papers of other years are`} left
              out: the charts go over {LONGEST_SPAN} years at most.
            </p>
          )}
        </>
      )}
      {years.length >= STREAM_YEARS && palette && (
        <>
          <h2 class="section-title">Themes over time</h2>
          <Stream
            rows={themesOverTime(state, coarse)}
            themes={coarse.map((id) => ({
              id,
              name: map.themes[id]!.name,
              colour: palette.css[id]!,
              pressed: filters.themes.includes(id),
            }))}
            onPress={toggleTheme}
            onHover={hoverTheme}
          />
        </>
      )}
      {venues.length > 1 && (
        <>
          <h2 class="section-title">Papers per venue</h2>
          <Bars
            label="Papers per venue"
            bars={venues.slice(0, allVenues ? venues.length : VENUES).map(
              ({ key, total, shown }): Bar => ({
                key,
                label: key,
                total,
                shown,
                pressed: filters.venues.includes(key),
              }),
            )}
            onPress={(key) => toggleVenue(String(key))}
          />
          <More all={allVenues} count={venues.length} shown={VENUES} onChange={setAllVenues} />
        </>
      )}
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
