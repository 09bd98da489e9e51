/** The paper under the pointer, or the keyboard's: told to the store, and shown with its card. */
import { type Frame, project } from '../../../pipeline/draw/index.ts';
import type { Palette } from '../../../pipeline/map/index.ts';
import type { MapSketch } from '../../data/map-index.ts';
import type { Store } from '../../state/store.ts';
import type { Motion } from '../camera/motion.ts';
import { createHoverCard } from './hover-card.ts';

export interface Hovering {
  /** The pointer or the keyboard has come to a paper of the map, or has left it. */
  mark(paper: number | null): void;
  /** Shows the card of the paper that the store says is marked, where the map has marked it: panels mark papers too. */
  show(paper: number | null, palette: Palette): void;
  /** Puts the card beside its paper. */
  place(): void;
  hide(): void;
}

export interface HoveringOptions {
  store: Store;
  map(): MapSketch | null;
  frame(): Frame;
  now: Motion['now'];
}

/** @param root the card is put in it */
export function createHovering(root: HTMLElement, { store, map, frame, now }: HoveringOptions): Hovering {
  const card = createHoverCard(root);
  let cardWanted = false;

  function place(): void {
    const { hover } = store.get();
    const shown = map();
    if (hover === null || !shown) return;
    const { layout } = shown.arrays;
    const { width, height } = frame();
    card.place(...project(frame(), now(), layout[2 * hover]!, layout[2 * hover + 1]!), width, height);
  }

  return {
    mark(paper) {
      cardWanted = true;
      store.dispatch({ type: 'hover', paper });
      cardWanted = false;
    },
    show(paper, palette) {
      // The open paper has a card of its own.
      const { map: whole, focus } = store.get();
      if (paper !== null && whole && cardWanted && paper !== focus) card.show(whole, paper, palette);
      else card.hide();
      place();
    },
    place,
    hide: card.hide,
  };
}
