/**
 * The rows of the table of papers. Only visible rows are drawn, so that a table of 100,000 papers scrolls like one of 100;
 * keys move among all rows.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LoadedMap } from '../../data/map-index.ts';
import { usePick } from '../../state/use-store.ts';
import { NewTag, PaperButton, Similarity, titleOf } from '../parts/paper-parts.tsx';
import { ThemeButton } from '../parts/theme-parts.tsx';
import { type Column, cellValue, type Order } from './table-sort.ts';

/** Height of a row in CSS pixels, as in styles/table.css. */
const ROW = 36;
/** Rows drawn above and below the visible ones, so that a quick scroll shows no gap. */
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

export interface TableRowsProps {
  map: LoadedMap;
  papers: readonly number[];
  columns: readonly Column[];
  /** Rank of each paper among the search results. */
  ranks: ReadonlyMap<number, number>;
  /** The order that the reader chose; null before that. */
  order: Order | null;
  onSort: (column: Column) => void;
  onTick: (paper: number) => void;
}

export function TableRows({ map, papers, columns, ranks, order, onSort, onTick }: TableRowsProps) {
  const selection = usePick((state) => state.selection);
  const focus = usePick((state) => state.focus);
  const { frame, first, last, onScroll, onKeyDown } = useWindow(papers, focus);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between the buttons inside
    <div ref={frame} class="table-frame" onScroll={onScroll} onKeyDown={onKeyDown}>
      <table aria-rowcount={papers.length + 1}>
        <thead>
          <Headings columns={columns} order={order} onSort={onSort} />
        </thead>
        <tbody>
          <Gap rows={first} columns={columns.length + 1} />
          {papers.slice(first, last).map((paper, i) => (
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
                  onChange={() => onTick(paper)}
                />
              </td>
              {columns.map((column) => (
                <td key={column} class={`col-${column}`}>
                  <Cell paper={paper} column={column} rank={ranks.get(paper)} />
                </td>
              ))}
            </tr>
          ))}
          <Gap rows={papers.length - last} columns={columns.length + 1} />
        </tbody>
      </table>
    </div>
  );
}

/** The visible rows (from `first` to before `last`), and the listeners that scroll them. */
function useWindow(papers: readonly number[], focus: number | null) {
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(400);
  const frame = useRef<HTMLDivElement>(null);
  /** The row to focus as soon as it is drawn. */
  const wanted = useRef<number | null>(null);
  const buttonOf = (row: number) =>
    frame.current?.querySelector<HTMLElement>(`tr[data-row="${row}"] .paper-button`);

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
    // The sticky heading covers one row.
    const room = element.clientHeight - ROW;
    if (row * ROW < element.scrollTop) element.scrollTop = row * ROW;
    else if ((row + 1) * ROW > element.scrollTop + room) element.scrollTop = (row + 1) * ROW - room;
  };
  useEffect(() => {
    // Scrolls to a paper opened on the map, unless the keyboard is in the table itself.
    if (focus !== null && !frame.current?.contains(document.activeElement)) reveal(papers.indexOf(focus));
  }, [focus, papers]);
  useEffect(() => {
    if (wanted.current === null) return;
    const button = buttonOf(wanted.current);
    if (button) {
      wanted.current = null;
      button.focus();
    }
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const row = Number((event.target as HTMLElement).closest('tr')?.dataset.row ?? Number.NaN);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[
      event.key
    ];
    if (step === undefined || Number.isNaN(row)) return;
    event.preventDefault();
    wanted.current = Math.max(0, Math.min(papers.length - 1, row + step));
    reveal(wanted.current);
    // If the row is already drawn, no scroll event follows.
    setTop(frame.current?.scrollTop ?? 0);
    buttonOf(wanted.current)?.focus();
  };
  return {
    frame,
    first: Math.max(0, Math.floor(top / ROW) - SPARE),
    last: Math.min(papers.length, Math.ceil((top + height) / ROW) + SPARE),
    onScroll: () => setTop(frame.current?.scrollTop ?? 0),
    onKeyDown,
  };
}

function Headings({ columns, order, onSort }: Pick<TableRowsProps, 'columns' | 'order' | 'onSort'>) {
  return (
    <tr aria-rowindex={1}>
      <th scope="col" class="col-select">
        <span class="visually-hidden">Selected</span>
      </th>
      {columns.map((column) => (
        <th
          key={column}
          scope="col"
          class={`col-${column}`}
          aria-sort={order?.column === column ? (order.descending ? 'descending' : 'ascending') : 'none'}
        >
          <button type="button" onClick={() => onSort(column)}>
            {HEADINGS[column]}
            <span aria-hidden="true">{order?.column === column ? (order.descending ? ' ↓' : ' ↑') : ''}</span>
          </button>
        </th>
      ))}
    </tr>
  );
}

/** Takes the place of rows that are not drawn. */
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
