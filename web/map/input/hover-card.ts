/** The card beside the paper under the pointer: title, theme, and the first words of the abstract. */
import type { Palette } from '../../../pipeline/map/index.ts';
import type { LoadedMap } from '../../data/map-index.ts';
import { isPlaced } from '../../data/placed.ts';

export interface HoverCard {
  show(map: LoadedMap, paper: number, palette: Palette): void;
  /** Moves the card, if it shows, beside a pixel and within a window of this size. */
  place(x: number, y: number, window: { width: number; height: number }): void;
  hide(): void;
}

const snippetLength = 170;
/** Milliseconds that the pointer rests on a paper before its abstract is fetched. */
const restTime = 120;

export function createHoverCard(parent: HTMLElement): HoverCard {
  const card = document.createElement('div');
  card.className = 'hover-card';
  card.hidden = true;
  // Screen readers receive the same text from the map's live region.
  card.setAttribute('aria-hidden', 'true');
  const theme = append(card, 'div', 'hover-theme');
  const title = append(card, 'div', 'hover-title');
  const meta = append(card, 'div', 'hover-meta');
  const abstract = append(card, 'div', 'hover-abstract');
  parent.append(card);
  let last = -1;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    show(map, paper, palette) {
      card.hidden = false;
      if (last === paper) return;
      last = paper;
      const { title: name, authors, venue, date } = map.papers[paper]!;
      const path = map.index.trails[map.arrays.theme[paper]!] ?? [];
      theme.textContent = path.map((part) => map.themes[part]!.name).join(' › ') || 'Unthemed';
      theme.style.color = palette.ink[path.at(-1) ?? -1] ?? '';
      title.textContent = name;
      meta.textContent = [
        isPlaced(map, paper) ? 'New' : '',
        authors?.length ? authorLine(authors) : '',
        venue,
        date?.slice(0, 4),
      ]
        .filter(Boolean)
        .join(' · ');
      meta.hidden = meta.textContent === '';
      clearTimeout(timer);
      const text = map.abstracts.peek(paper);
      abstract.textContent = text === undefined ? '…' : beginning(text);
      if (text === undefined)
        timer = setTimeout(() => {
          map.abstracts.read([paper]).then(
            ([read = '']) => {
              if (last === paper) abstract.textContent = beginning(read);
            },
            () => {
              if (last === paper) abstract.textContent = 'The abstract could not be read.';
            },
          );
        }, restTime);
    },
    place(x, y, { width, height }) {
      if (card.hidden) return;
      const box = card.getBoundingClientRect();
      const gap = 16;
      const left = x + gap + box.width <= width - 8 ? x + gap : x - gap - box.width;
      const top = Math.min(Math.max(y - box.height / 2, 8), height - box.height - 8);
      card.style.transform = `translate(${Math.max(8, Math.round(left))}px, ${Math.round(top)}px)`;
    },
    hide() {
      clearTimeout(timer);
      card.hidden = true;
      last = -1;
    },
  };
}

function beginning(text: string): string {
  return text.length > snippetLength ? `${text.slice(0, snippetLength).replace(/\s+\S*$/, '')}…` : text;
}

/** "A. Author, B. Author and 3 others" */
function authorLine(authors: readonly string[]): string {
  if (authors.length <= 3) return authors.join(', ');
  return `${authors.slice(0, 2).join(', ')} and ${authors.length - 2} others`;
}

function append(parent: HTMLElement, tag: string, className: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  parent.append(element);
  return element;
}
