/** Small pieces that several panels are made of. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Palette } from '../../pipeline/map/index.ts';
import { paletteOf, shadeOf } from '../app/scheme.ts';
import type { LoadedMap } from '../data/map-index.ts';
import { markText } from '../related/mark-phrases.ts';
import { usePick, useStore } from '../state/use-store.ts';

/** The colours of the map's themes in the scheme that the page shows; null without a map. */
export function usePalette(): Palette | null {
  const map = usePick((state) => state.sketch);
  const scheme = usePick((state) => state.scheme);
  const [, redraw] = useState({});
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const listen = () => redraw({});
    query.addEventListener('change', listen);
    return () => query.removeEventListener('change', listen);
  }, []);
  return map && paletteOf(map, shadeOf(scheme));
}

/** A dot in the theme's colour; an empty ring for −1, unthemed. For the eye only: the name stands beside it. */
export function ThemeDot({ theme }: { theme: number }) {
  const palette = usePalette();
  const colour = palette?.css[theme];
  return (
    <span
      class={colour ? 'theme-dot' : 'theme-dot theme-dot-none'}
      style={colour ? { background: colour } : {}}
      aria-hidden="true"
    />
  );
}

/**
 * Text with phrases marked: with `coloured` each phrase has the colour of its position, so that it can be found again
 * in another text.
 */
export function Marked({
  text,
  phrases,
  coloured = false,
}: {
  text: string;
  phrases: readonly (readonly string[])[];
  coloured?: boolean;
}) {
  if (phrases.length === 0) return <>{text}</>;
  return (
    <>
      {markText(text, phrases).map(({ text: part, phrase }, i) =>
        phrase === undefined ? (
          part
        ) : (
          <mark key={i} class={coloured ? `mark-${phrase % 5}` : undefined}>
            {part}
          </mark>
        ),
      )}
    </>
  );
}

/** A similarity (or another share of 1) as number and bar; negative ones have no bar. */
export function Similarity({ value, label = 'Similarity' }: { value: number; label?: string }) {
  return (
    <span class="similarity" title={`${label}: ${value.toFixed(2)} of 1`}>
      <span class="similarity-bar" aria-hidden="true">
        <span style={{ width: `${Math.max(0, Math.min(1, value)) * 100}%` }} />
      </span>
      <span class="similarity-value">
        <span class="visually-hidden">{label} </span>
        {value.toFixed(2)}
      </span>
    </span>
  );
}

/** A paper's title as a button that opens the paper and, under pointer or focus, shows it on the map. */
export function PaperButton({
  paper,
  children,
  class: extra = '',
}: {
  paper: number;
  children?: ComponentChildren;
  class?: string;
}) {
  const store = useStore();
  const map = usePick((state) => state.map);
  const hover = (on: boolean) => store.dispatch({ type: 'hover', paper: on ? paper : null });
  return (
    <button
      type="button"
      class={`paper-button ${extra}`}
      onClick={() => store.dispatch({ type: 'focus', paper })}
      onPointerEnter={() => hover(true)}
      onPointerLeave={() => hover(false)}
      onFocus={() => hover(true)}
      onBlur={() => hover(false)}
    >
      {children ?? titleOf(map, paper)}
    </button>
  );
}

export function titleOf(map: LoadedMap | null, paper: number): string {
  return map?.papers[paper]?.title || '(no title)';
}

/** The name of a theme as a button that opens it. */
export function ThemeButton({ theme, label }: { theme: number; label?: string }) {
  const store = useStore();
  const name = usePick((state) => state.sketch?.themes[theme]?.name);
  return (
    <button
      type="button"
      class="theme-button"
      onClick={() => store.dispatch({ type: 'theme', theme })}
      onPointerEnter={() => store.dispatch({ type: 'hoverTheme', theme })}
      onPointerLeave={() => store.dispatch({ type: 'hoverTheme', theme: null })}
    >
      <ThemeDot theme={theme} />
      <span class="theme-button-name">{label ?? name}</span>
    </button>
  );
}

/** Moves the focus among the elements that `selector` finds below a list, with the arrow keys, Home and End. */
export function arrowKeys(event: KeyboardEvent, selector: string): void {
  const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  const items = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(selector)];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = items[Math.max(0, Math.min(items.length - 1, at + step))];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
