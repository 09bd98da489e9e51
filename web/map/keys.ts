/** The map by keyboard: arrows step from paper to paper, Enter opens, plus and minus zoom, 0 shows all. */
import type { Store } from '../store.ts';
import type { Direction, Picker } from './pick.ts';

export interface MapKeys {
  store: Store;
  picker: Picker | null;
  /** The place of the layout in the middle of the window. */
  centre(): [number, number];
  /** Puts the mark on a paper and brings it into view. */
  hover(paper: number): void;
  zoomBy(factor: number): void;
  showAll(): void;
}

const directions: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

export function mapKeys(
  event: KeyboardEvent,
  { store, picker, centre, hover, zoomBy, showAll }: MapKeys,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const state = store.get();
  const at = state.hover ?? state.focus;
  const direction = directions[event.key];
  if (direction && picker) {
    const next = at === null ? picker.nearest(...centre(), Infinity) : picker.towards(at, direction);
    if (next !== null) hover(next);
  } else if (event.key === 'Enter' && at !== null) store.dispatch({ type: 'focus', paper: at });
  else if (event.key === ' ' && at !== null) store.dispatch({ type: 'select', papers: [at], mode: 'toggle' });
  else if (event.key === '+' || event.key === '=') zoomBy(1.6);
  else if (event.key === '-' || event.key === '_') zoomBy(1 / 1.6);
  else if (event.key === '0') showAll();
  else return;
  event.preventDefault();
}
