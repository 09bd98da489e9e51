/** Small pieces that show a paper: its title, marks in its texts, how similar it is. */
import type { ComponentChildren } from 'preact';
import type { LoadedMap } from '../../data/map-index.ts';
import { isPlaced } from '../../data/placed.ts';
import { markText } from '../../related/mark-phrases.ts';
import { usePick, useStore } from '../../state/use-store.ts';
import { hoverListeners } from './listeners.ts';

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
  const hover = hoverListeners((on) => store.dispatch({ type: 'hover', paper: on ? paper : null }));
  return (
    <button
      type="button"
      class={`paper-button ${extra}`}
      onClick={() => store.dispatch({ type: 'focus', paper })}
      {...hover}
    >
      {children ?? titleOf(map, paper)}
    </button>
  );
}

export function titleOf(map: LoadedMap | null, paper: number): string {
  return map?.papers[paper]?.title || '(no title)';
}

/** Says of a paper that it was placed on the finished map; nothing for the others. */
export function NewTag({ paper }: { paper: number }) {
  const placed = usePick(({ map }) => map !== null && isPlaced(map, paper));
  return placed ? (
    <span class="tag" title="Placed on the map after it was made">
      <span class="diamond" aria-hidden="true" />
      New
    </span>
  ) : null;
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
