/** Keys of the map: arrows go from paper to paper, Enter opens, Space selects, plus and minus zoom, 0 shows all. */
import type { Store } from '../../state/store.ts';
import type { Direction, Picker } from './pick.ts';

export interface MapKeys {
  store: Store;
  picker(): Picker | null;
  /** The position of the layout in the middle of the window. */
  centre(): [number, number];
  /** Marks a paper and brings it into view. */
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

export function connectKeys(root: HTMLElement, targets: MapKeys): void {
  root.addEventListener('keydown', (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && pressed(event.key, targets))
      event.preventDefault();
  });
}

/** @returns whether the key has a meaning here */
function pressed(key: string, { store, picker, centre, hover, zoomBy, showAll }: MapKeys): boolean {
  const state = store.get();
  const at = state.hover ?? state.focus;
  const direction = directions[key];
  if (direction) {
    const next = at === null ? picker()?.nearest(...centre(), Infinity) : picker()?.towards(at, direction);
    if (next !== null && next !== undefined) hover(next);
  } else if (key === 'Enter' && at !== null) store.dispatch({ type: 'focus', paper: at });
  else if (key === ' ' && at !== null) store.dispatch({ type: 'select', papers: [at], mode: 'toggle' });
  else if (key === '+' || key === '=') zoomBy(1.6);
  else if (key === '-' || key === '_') zoomBy(1 / 1.6);
  else if (key === '0') showAll();
  else return false;
  return true;
}
