/**
 * The chosen papers (else those found, else all) as a table. Only the rows on the screen are drawn, so that a map of
 * 100,000 papers scrolls like one of 100.
 */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { shownPapers } from '../selectors.ts';
import { usePick, useStore } from '../use-store.ts';
import { ExportMenu } from './export-menu.tsx';
import { NewTag } from './marks.tsx';
import { PaperButton, Similarity, ThemeButton, titleOf } from './parts.tsx';
import { type Column, cellValue, columnsOf, type Order, sortPapers } from './table-sort.ts';

/** Height of a row in CSS pixels, as in styles/table.css. */
const ROW = 36;
/** Rows drawn above and below the screen, so that a quick scroll shows no gap. */
const SPARE = 8;

const HEADINGS: Record<Column, string> = {
  relevance: 'Rank',
  title: 'Title',
  theme: 'Theme',
  authors: 'Authors',
  year: 'Year',
  venue: 'Venue',
  strength: 'Strength',
};

/** Which papers the table lists. */
type Scope = 'selected' | 'found' | 'all';

export function TablePanel() {
  const store = useStore();
  const map = usePick((state) => state.map);
  const selection = usePick((state) => state.selection);
  const focus = usePick((state) => state.focus);
  const hits = usePick((state) => state.results?.hits);
  const found = usePick(shownPapers);
  /** Null: the narrowest there is. A tick in the table pins the scope, or the first tick would sweep all other rows away. */
  const [pinned, setPinned] = useState<Scope | null>(null);
  const [order, setOrder] = useState<Order | null>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(400);
  const frame = useRef<HTMLDivElement>(null);
  const wanted = useRef<number | null>(null);

  const scope: Scope =
    pinned === 'all' || (pinned === 'found' && found) || (pinned === 'selected' && selection.size > 0)
      ? pinned
      : selection.size > 0
        ? 'selected'
        : found
          ? 'found'
          : 'all';
  const papers = useMemo(() => {
    const some = { selected: selection, found, all: null }[scope];
    return some ? [...some].sort((a, b) => a - b) : [...(map?.papers.keys() ?? [])];
  }, [map, scope, scope === 'selected' ? selection : found]);

  const ranks = useMemo(() => new Map(hits?.map((hit, rank) => [hit.paper, rank + 1])), [hits]);
  const columns = useMemo(() => (map ? columnsOf(map, ranks.size > 0) : []), [map, ranks]);
  const sorted = useMemo(() => {
    if (!map) return [];
    const by: Order | null =
      order && columns.includes(order.column)
        ? order
        : ranks.size > 0
          ? { column: 'relevance', descending: false }
          : null;
    return by ? sortPapers(map, papers, by, ranks) : papers;
  }, [map, papers, order, columns, ranks]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const reveal = (row: number) => {
    const element = frame.current;
    if (!element || row < 0) return;
    // The sticky heading covers the height of one row.
    const room = element.clientHeight - ROW;
    if (row * ROW < element.scrollTop) element.scrollTop = row * ROW;
    else if ((row + 1) * ROW > element.scrollTop + room) element.scrollTop = (row + 1) * ROW - room;
  };
  useEffect(() => {
    // A paper opened on the map comes into view here, where the keyboard is not in the table itself.
    if (focus !== null && !frame.current?.contains(document.activeElement)) reveal(sorted.indexOf(focus));
  }, [focus, sorted]);
  useEffect(() => {
    if (wanted.current === null) return;
    const button = frame.current?.querySelector<HTMLElement>(
      `tr[data-row="${wanted.current}"] .paper-button`,
    );
    if (button) {
      wanted.current = null;
      button.focus();
    }
  });

  if (!map) return null;
  const first = Math.max(0, Math.floor(top / ROW) - SPARE);
  const last = Math.min(sorted.length, Math.ceil((top + height) / ROW) + SPARE);
  const onKeyDown = (event: KeyboardEvent) => {
    const row = Number((event.target as HTMLElement).closest('tr')?.dataset.row ?? Number.NaN);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[
      event.key
    ];
    if (step === undefined || Number.isNaN(row)) return;
    event.preventDefault();
    wanted.current = Math.max(0, Math.min(sorted.length - 1, row + step));
    reveal(wanted.current);
    // The row may be drawn already; then no scroll event draws it again.
    setTop(frame.current?.scrollTop ?? 0);
    frame.current?.querySelector<HTMLElement>(`tr[data-row="${wanted.current}"] .paper-button`)?.focus();
  };
  const sortBy = (column: Column) =>
    setOrder((now) => ({ column, descending: now?.column === column && !now.descending }));
  const scopes: [Scope, string][] = [
    ['all', `All ${map.papers.length}`],
    ...(found ? ([['found', `Found ${found.size}`]] as [Scope, string][]) : []),
    ...(selection.size > 0 ? ([['selected', `Selected ${selection.size}`]] as [Scope, string][]) : []),
  ];
  return (
    <section class="panel table-panel" aria-label="Table of papers">
      <div class="results-head">
        <fieldset class="segmented" aria-label="Papers in the table">
          {scopes.map(([value, label]) => (
            <button key={value} type="button" aria-pressed={scope === value} onClick={() => setPinned(value)}>
              {label}
            </button>
          ))}
        </fieldset>
        {selection.size > 0 && (
          <button type="button" class="quiet" onClick={() => store.dispatch({ type: 'select', papers: [] })}>
            Clear the selection
          </button>
        )}
        <ExportMenu papers={sorted} />
        <button
          type="button"
          class="quiet close"
          aria-label="Close the table"
          onClick={() => store.dispatch({ type: 'table', open: false })}
        >
          ×
        </button>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between the buttons inside */}
      <div
        ref={frame}
        class="table-frame"
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        onKeyDown={onKeyDown}
      >
        <table aria-rowcount={sorted.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col" class="col-select">
                <span class="visually-hidden">Selected</span>
              </th>
              {columns.map((column) => (
                <th
                  key={column}
                  scope="col"
                  class={`col-${column}`}
                  aria-sort={
                    order?.column === column ? (order.descending ? 'descending' : 'ascending') : 'none'
                  }
                >
                  <button type="button" onClick={() => sortBy(column)}>
                    {HEADINGS[column]}
                    <span aria-hidden="true">
                      {order?.column === column ? (order.descending ? ' ↓' : ' ↑') : ''}
                    </span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Gap rows={first} columns={columns.length + 1} />
            {sorted.slice(first, last).map((paper, i) => (
              <tr
                key={paper}
                data-row={first + i}
                aria-rowindex={first + i + 2}
                class={focus === paper ? 'open' : ''}
              >
                <td class="col-select">
                  <input
                    type="checkbox"
                    checked={selection.has(paper)}
                    aria-label={`Select ${titleOf(map, paper)}`}
                    onChange={() => {
                      setPinned(scope);
                      store.dispatch({ type: 'select', papers: [paper], mode: 'toggle' });
                    }}
                  />
                </td>
                {columns.map((column) => (
                  <td key={column} class={`col-${column}`}>
                    <Cell paper={paper} column={column} rank={ranks.get(paper)} />
                  </td>
                ))}
              </tr>
            ))}
            <Gap rows={sorted.length - last} columns={columns.length + 1} />
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Stands for the rows that are not drawn. */
function Gap({ rows, columns }: { rows: number; columns: number }) {
  if (rows <= 0) return null;
  return (
    <tr>
      <td colSpan={columns} style={{ height: `${rows * ROW}px` }} />
    </tr>
  );
}

function Cell({ paper, column, rank }: { paper: number; column: Column; rank: number | undefined }) {
  const map = usePick((state) => state.map);
  if (!map) return null;
  switch (column) {
    case 'relevance':
      return <>{rank ?? ''}</>;
    case 'title':
      return (
        <>
          <NewTag paper={paper} /> <PaperButton paper={paper} />
        </>
      );
    case 'theme': {
      const theme = map.arrays.theme[paper]!;
      return theme >= 0 ? <ThemeButton theme={theme} /> : <span class="muted">no theme</span>;
    }
    case 'strength':
      return <Similarity value={map.arrays.strength[paper]!} label="Belongs to its theme" />;
    default: {
      const value = cellValue(map, paper, column);
      return <span title={value === null ? undefined : String(value)}>{value ?? ''}</span>;
    }
  }
}
