/** Which papers stand out, which are kept in grey, which are chosen: one rule for all layers. */
import type { MapSketch } from '../../data/map-index.ts';
import { isProvisional, memo, shownPapers } from '../../state/selectors.ts';
import type { State } from '../../state/state.ts';

/** Kept in grey. */
export const quiet = 0;
export const plain = 1;
/** In the selection: drawn with a ring. */
export const chosen = 2;

/**
 * `[N]` of {@link quiet}, {@link plain} and {@link chosen}. A theme under the pointer counts before all; then what the
 * query and the filters show; then the open theme; then the selection.
 */
export const emphasis = memo(
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
    const levels = new Uint8Array(sketch?.index.count ?? 0).fill(plain);
    if (!sketch) return levels;
    const some = standOut(state, sketch);
    if (some) {
      levels.fill(quiet);
      for (const paper of some) levels[paper] = plain;
    }
    for (const paper of state.selection) if (levels[paper] !== quiet) levels[paper] = chosen;
    return levels;
  },
);

/**
 * The emphasis without the passing answers of a search: where meaning is about to complete what the words found, the
 * map is painted once, with the whole answer.
 */
export function settledEmphasis(): (state: State) => Uint8Array {
  let last: { map: State['sketch']; levels: Uint8Array } | null = null;
  return (state) => {
    if (!last || last.map !== state.sketch || !isProvisional(state))
      last = { map: state.sketch, levels: emphasis(state) };
    return last.levels;
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
 * Themes whose names and areas stay strong: the one under the pointer, else the open one and the one it is contrasted
 * with, each with all above and below it. Null: all.
 */
export const stressedThemes = memo(
  (state: State) => [state.sketch, state.hoverTheme, state.theme, state.contrast],
  ({ sketch: map, hoverTheme, theme, contrast }: State): ReadonlySet<number> | null => {
    const strong = (hoverTheme !== null ? [hoverTheme] : [theme, contrast]).filter((id) => id !== null);
    if (!map || strong.length === 0) return null;
    const { paths } = map.index;
    const stressed = new Set(strong.flatMap((id) => paths[id]!));
    for (const path of paths) if (strong.some((id) => path.includes(id))) stressed.add(path.at(-1)!);
    return stressed;
  },
);
