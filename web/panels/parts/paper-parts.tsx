/** Small pieces that show a paper: its title, marks in its texts, how similar it is. */
import type { ComponentChildren } from 'preact';
import type { LoadedMap } from '../../data/map-index.ts';
import { isPlaced } from '../../data/placed.ts';
import { markText } from '../../related/mark-phrases.ts';
import { usePick, useStore } from '../../state/use-store.ts';
import { hoverListeners } from './listeners.ts';

/** A paper's title as a button that opens the paper; it stands out on the map under the pointer or focus. */
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

/** Marks a paper that was placed on the finished map; nothing for other papers. */
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
 * Text with marked phrases. With `coloured`, each phrase has its own colour, so that the reader finds it in another text.
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

/** A similarity (or another share of 1) as a number and a bar; negative values have no bar. */
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
