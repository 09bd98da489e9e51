/** The table of papers: the selected ones, otherwise those found, otherwise all. */

import { useMemo, useState } from 'preact/hooks';
import type { LoadedMap } from '../../data/map-index.ts';
import { ExportMenu } from '../../export/export-menu.tsx';
import { shownPapers } from '../../state/selectors.ts';
import { usePick, useStore } from '../../state/use-store.ts';
import { CloseButton, Segmented } from '../parts/buttons.tsx';
import { TableRows } from './table-rows.tsx';
import { type Column, columnsOf, type Order, sortPapers } from './table-sort.ts';

type Scope = 'selected' | 'found' | 'all';

export function TablePanel() {
  const store = useStore();
  const map = usePick((state) => state.map);
  const { scope, papers, pin } = useScope(map);
  const { order, sorted, columns, ranks, sortBy } = useOrder(map, papers);
  if (!map) return null;
  return (
    <section class="panel table-panel" aria-label="Table of papers">
      <div class="results-head">
        <ScopeButtons map={map} scope={scope} onScope={pin} />
        <ClearSelection />
        <ExportMenu papers={sorted} />
        <CloseButton what="table" onClose={() => store.dispatch({ type: 'table', open: false })} />
      </div>
      <TableRows
        map={map}
        papers={sorted}
        columns={columns}
        ranks={ranks}
        order={order}
        onSort={sortBy}
        onTick={(paper) => {
          pin(scope);
          store.dispatch({ type: 'select', papers: [paper], mode: 'toggle' });
        }}
      />
    </section>
  );
}

/** The papers of the scope, in the map's order. */
function useScope(map: LoadedMap | null) {
  const selection = usePick((state) => state.selection);
  const found = usePick(shownPapers);
  /** Null for the narrowest scope. A tick pins the current scope; otherwise the first tick would remove all other rows. */
  const [pinned, setPinned] = useState<Scope | null>(null);
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
  return { scope, papers, pin: setPinned };
}

/** The papers in the chosen order, otherwise by rank of the search, otherwise in the map's order. */
function useOrder(map: LoadedMap | null, papers: readonly number[]) {
  const hits = usePick((state) => state.results?.hits);
  const [order, setOrder] = useState<Order | null>(null);
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
  const sortBy = (column: Column) =>
    setOrder((now) => ({ column, descending: now?.column === column && !now.descending }));
  return { order, sorted, columns, ranks, sortBy };
}

interface ScopeButtonsProps {
  map: LoadedMap;
  scope: Scope;
  onScope: (scope: Scope) => void;
}

function ScopeButtons({ map, scope, onScope }: ScopeButtonsProps) {
  const selected = usePick((state) => state.selection.size);
  const found = usePick((state) => shownPapers(state)?.size ?? null);
  const scopes: [Scope, string][] = [
    ['all', `All ${map.papers.length}`],
    ...(found !== null ? ([['found', `Found ${found}`]] as [Scope, string][]) : []),
    ...(selected > 0 ? ([['selected', `Selected ${selected}`]] as [Scope, string][]) : []),
  ];
  return <Segmented label="Papers in the table" options={scopes} chosen={scope} onChoose={onScope} />;
}

function ClearSelection() {
  const store = useStore();
  const some = usePick((state) => state.selection.size > 0);
  return (
    some && (
      <button type="button" class="quiet" onClick={() => store.dispatch({ type: 'select', papers: [] })}>
        Clear the selection
      </button>
    )
  );
}
