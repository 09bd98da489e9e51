/** Emphasis: which papers stand out, which are dimmed, which are selected. One rule for all layers of the map. */
import type { MapSketch } from '../../data/map-index.ts';
import { isProvisional, memo, shownPapers } from '../../state/selectors.ts';
import type { State } from '../../state/state.ts';

/** Drawn small and grey. */
export const dimmed = 0;
export const plain = 1;
/** In the selection: drawn with a ring. */
export const selected = 2;

/**
 * `[N]` of {@link dimmed}, {@link plain} and {@link selected}. A theme under the pointer comes first, then the papers that
 * pass the query and the filters, then the open theme, then the selection.
 */
export const emphasisOf = memo(
  (state: State) => [
    state.sketch,
    state.hoverTheme,
    state.theme,
    state.contrast,
    state.selection,
    shownPapers(state),
  ],
  (state: State): Uint8Array => {
    const { sketch } = state;
    const emphasis = new Uint8Array(sketch?.index.count ?? 0).fill(plain);
    if (!sketch) return emphasis;
    const some = standOut(state, sketch);
    if (some) {
      emphasis.fill(dimmed);
      for (const paper of some) emphasis[paper] = plain;
    }
    for (const paper of state.selection) if (emphasis[paper] !== dimmed) emphasis[paper] = selected;
    return emphasis;
  },
);

/**
 * The emphasis without provisional answers: while semantic search is about to complete a keyword answer, the map keeps
 * the last emphasis, so that it is painted once.
 */
export function settledEmphasis(): (state: State) => Uint8Array {
  let last: { map: State['sketch']; emphasis: Uint8Array } | null = null;
  return (state) => {
    if (!last || last.map !== state.sketch || !isProvisional(state))
      last = { map: state.sketch, emphasis: emphasisOf(state) };
    return last.emphasis;
  };
}

function standOut(state: State, map: MapSketch): Iterable<number> | null {
  if (state.hoverTheme !== null) return map.index.members[state.hoverTheme]!;
  const shown = shownPapers(state);
  if (shown) return shown;
  if (state.theme !== null) {
    const members = map.index.members[state.theme]!;
    return state.contrast === null ? members : [...members, ...map.index.members[state.contrast]!];
  }
  return state.selection.size > 0 ? state.selection : null;
}

/**
 * Themes whose names and areas keep their strength: the one under the pointer, else the open one and its contrast, each
 * with its ancestors and descendants. Null: all themes.
 */
export const emphasisedThemes = memo(
  (state: State) => [state.sketch, state.hoverTheme, state.theme, state.contrast],
  ({ sketch: map, hoverTheme, theme, contrast }: State): ReadonlySet<number> | null => {
    const strong = (hoverTheme !== null ? [hoverTheme] : [theme, contrast]).filter((id) => id !== null);
    if (!map || strong.length === 0) return null;
    const { paths } = map.index;
    const emphasised = new Set(strong.flatMap((id) => paths[id]!));
    for (const path of paths) if (strong.some((id) => path.includes(id))) emphasised.add(path.at(-1)!);
    return emphasised;
  },
);
