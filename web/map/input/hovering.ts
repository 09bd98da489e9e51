/** The paper under the pointer, or reached by keys: reported to the store, and shown with a card. */
import { project } from '../../../pipeline/draw/index.ts';
import type { Palette } from '../../../pipeline/map/index.ts';
import type { Store } from '../../state/store.ts';
import type { Scene } from '../camera/camera.ts';
import type { Motion } from '../camera/motion.ts';
import { createHoverCard } from './hover-card.ts';

export interface Hovering {
  /** Call when the pointer or the arrow keys reach a paper of the map, or leave it. */
  mark(paper: number | null): void;
  /** Shows the card of the store's hovered paper if the map marked it; panels mark papers too, without a card. */
  show(paper: number | null, palette: Palette): void;
  /** Moves the card beside its paper. */
  place(): void;
  hide(): void;
}

export interface HoveringOptions extends Scene {
  store: Store;
  motion: Pick<Motion, 'now'>;
}

/** @param root element that receives the card */
export function createHovering(root: HTMLElement, { store, map, frame, motion }: HoveringOptions): Hovering {
  const card = createHoverCard(root);
  let cardWanted = false;

  function place(): void {
    const { hover } = store.get();
    const shown = map();
    if (hover === null || !shown) return;
    const { layout } = shown.arrays;
    const [x, y] = project(frame(), motion.now(), layout[2 * hover]!, layout[2 * hover + 1]!);
    card.place(x, y, frame());
  }

  return {
    mark(paper) {
      cardWanted = true;
      store.dispatch({ type: 'hover', paper });
      cardWanted = false;
    },
    show(paper, palette) {
      // The open paper has a panel of its own.
      const { map: whole, focus } = store.get();
      if (paper !== null && whole && cardWanted && paper !== focus) card.show(whole, paper, palette);
      else card.hide();
      place();
    },
    place,
    hide: card.hide,
  };
}
