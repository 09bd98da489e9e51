/**
 * The page and its regions. Panels and the map communicate through the store alone; only map-frame.tsx, which creates the
 * map, calls it. Results that are not state, such as the nearest papers or a picture, are requested where they are needed.
 */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { MapFrame } from '../map/map-frame.tsx';
import { PaperPanel } from '../panels/paper/paper.tsx';
import { TablePanel } from '../panels/table/table.tsx';
import { ThemeCard } from '../panels/themes/theme-card.tsx';
import { ThemesPanel } from '../panels/themes/themes.tsx';
import { ReadingPanel } from '../reading/reading-panel.tsx';
import { SearchBox } from '../search/search-box.tsx';
import { SearchPanel } from '../search/search-panel.tsx';
import type { Panel } from '../state/state.ts';
import { usePick, useStore } from '../state/use-store.ts';
import { keepFocus } from './kept-focus.ts';
import { Later } from './later.tsx';
import { useServices } from './services.ts';
import { Status } from './status.tsx';

const tabs: readonly { panel: Panel; name: string }[] = [
  { panel: 'themes', name: 'Themes' },
  { panel: 'search', name: 'Results' },
  { panel: 'charts', name: 'Charts' },
  { panel: 'reading', name: 'Reading' },
  { panel: 'make', name: 'New' },
];

const loadCharts = async () => (await import('../charts/charts-panel.tsx')).ChartsPanel;

export interface AppProps {
  /** Opens another map. */
  onOpen: (map: string) => void;
}

export function App({ onOpen }: AppProps) {
  const store = useStore();
  const { make } = useServices();
  const drawn = usePick((state) => state.sketch !== null);
  // The map's layers are created while its files are loading.
  const awaited = usePick(({ maps, status }) => maps.length > 0 && status.kind === 'loading');
  const whole = usePick((state) => state.map !== null);
  const detail = usePick(({ map, focus, theme }) => map !== null && (focus !== null || theme !== null));
  const paper = usePick((state) => state.focus !== null);
  const table = usePick((state) => state.map !== null && state.table);
  const sheet = usePick((state) => state.sheet);
  const comparing = usePick((state) => state.other !== null);
  useEscape();
  useEffect(() => keepFocus(store), [store]);
  const classes = ['page', detail && 'with-detail', table && 'with-table', sheet && 'with-sheet'];
  return (
    <div class={classes.filter(Boolean).join(' ')}>
      <header class="bar">
        <Brand onOpen={onOpen} />
        {drawn && <SearchBox />}
      </header>
      <main class="stage">
        {(drawn || awaited) && <MapFrame />}
        {!drawn && <Status onOpen={onOpen} />}
      </main>
      {drawn && <Sheet />}
      {detail && (
        <aside class="detail" aria-label={paper ? 'Paper' : 'Theme'}>
          {paper ? <PaperPanel /> : <ThemeCard />}
        </aside>
      )}
      {table && (
        <section class="drawer" aria-label="Papers">
          <TablePanel />
        </section>
      )}
      {whole && comparing && make && (
        <section class="compare" aria-label="Comparison of two maps">
          <Later load={make.loadCompare} />
        </section>
      )}
      {make && <make.FileDrop />}
      <Notice />
    </div>
  );

  function useEscape(): void {
    useEffect(() => {
      const listen = (event: KeyboardEvent) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        if (!isWriting(event.target)) store.dispatch({ type: 'dismiss' });
      };
      document.addEventListener('keydown', listen);
      return () => document.removeEventListener('keydown', listen);
    }, []);
  }
}

/** Whether a field handles Escape itself: a search field is cleared, a note is left. */
function isWriting(target: EventTarget | null): boolean {
  const own = 'textarea, input:not([type="checkbox"], [type="range"], [type="search"]:placeholder-shown)';
  return target instanceof Element && target.matches(own);
}

function Brand({ onOpen }: AppProps) {
  const maps = usePick((state) => state.maps);
  const name = usePick((state) => state.sketch?.name);
  // Maps that were made or are kept in this browser are not in the site's list.
  const listed = name === undefined || maps.some((map) => map.name === name);
  return (
    <div class="brand">
      <h1>Isotheme</h1>
      {(maps.length > 1 || !listed) && (
        <select aria-label="Map" value={name} onChange={(event) => onOpen(event.currentTarget.value)}>
          {!listed && <option value={name}>{name}</option>}
          {maps.map((map) => (
            <option key={map.name} value={map.name}>
              {map.name} ({map.papers})
            </option>
          ))}
        </select>
      )}
      {maps.length === 1 && listed && <span class="map-name">{name}</span>}
    </div>
  );
}

/** The side column; on a phone, the sheet at the bottom. */
function Sheet() {
  const store = useStore();
  const { make } = useServices();
  const panel = usePick((state) => state.panel);
  const open = usePick((state) => state.sheet);
  const whole = usePick((state) => state.map !== null);
  const hits = usePick((state) => state.results?.hits.length);
  const reading = usePick((state) => state.reading.length);
  const counts = useMemo<Partial<Record<Panel, number | undefined>>>(
    () => ({ search: hits, reading: reading || undefined }),
    [hits, reading],
  );
  const list = useRef<HTMLDivElement>(null);
  const shown = tabs.filter((tab) => tab.panel !== 'make' || make !== null);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = shown.findIndex((tab) => tab.panel === panel);
    const next = shown[(at + step + shown.length) % shown.length]!;
    store.dispatch({ type: 'panel', panel: next.panel });
    list.current?.querySelector<HTMLElement>(`#tab-${next.panel}`)?.focus();
    event.preventDefault();
  };
  return (
    <aside class="sheet" aria-label="Contents">
      <button
        type="button"
        class="grip"
        aria-expanded={open}
        aria-label={open ? 'Make the list smaller' : 'Make the list larger'}
        onClick={() => store.dispatch({ type: 'sheet', open: !open })}
      />
      <div ref={list} class="tabs" role="tablist" aria-label="Lists" onKeyDown={move}>
        {shown.map(({ panel: each, name }) => (
          <button
            key={each}
            id={`tab-${each}`}
            type="button"
            role="tab"
            aria-selected={panel === each}
            aria-controls="tab-panel"
            tabIndex={panel === each ? 0 : -1}
            onClick={() => store.dispatch({ type: 'panel', panel: each })}
          >
            {name}
            {counts[each] !== undefined && <span class="tab-count">{counts[each]}</span>}
          </button>
        ))}
      </div>
      <div id="tab-panel" class="sheet-body" role="tabpanel" aria-labelledby={`tab-${panel}`}>
        {panel === 'themes' && <ThemesPanel />}
        {whole && panel === 'search' && <SearchPanel />}
        {whole && panel === 'charts' && <Later load={loadCharts} />}
        {whole && panel === 'reading' && <ReadingPanel />}
        {whole && panel === 'make' && make && <Later load={make.loadPanel} />}
      </div>
    </aside>
  );
}

const noticeTime = 6000;

function Notice() {
  const store = useStore();
  const notice = usePick((state) => state.notice);
  useEffect(() => {
    if (notice === null) return;
    const timer = setTimeout(() => store.dispatch({ type: 'notice', notice: null }), noticeTime);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <div class={notice ? 'notice' : 'notice empty'} role="status">
      {notice}
    </div>
  );
}
