/**
 * How stable themes and papers are: as measured in this visit if that was done, else as the map says. It is one measure
 * (pipeline/stability); a test of this visit takes it from more runs, so its figures take the place of the map's. Pure.
 */
import { isUncertain, stabilityOf, themesSentence } from '../../pipeline/stability/index.ts';
import { memo } from '../state/selectors.ts';
import type { State } from '../state/state.ts';
import type { LoadedMap } from './map-index.ts';

export interface MapStability {
  /** `[N]` 0 … 1; 1 for unthemed papers, whose hollow points already say so. */
  papers: Float32Array;
  /** Whether the figures come from a test of this visit. */
  tested: boolean;
}

/** A paper with a silhouette from here on lies well inside its theme. */
const CLEAR = 0.5;
/** From this stability of its theme on, a paper's own place decides. */
const STABLE = 0.75;

/** The outcome of this visit's test of the shown map, if there was one. */
function outcome({ sketch, tested }: State) {
  const report = sketch && tested.get(sketch.name);
  return report?.papers.length === sketch?.index.count ? report : undefined;
}

/** `[themes]` stability of each, 0 … 1; null for proposed themes that nothing has measured. Empty without a map. */
export const themeStabilities = memo(
  (state: State) => [state.sketch, state.tested],
  (state: State): readonly (number | null)[] => {
    const report = outcome(state);
    return report
      ? report.themes.map((theme) => theme.stability)
      : (state.sketch?.themes.map(stabilityOf) ?? []);
  },
);

/** The themes that are uncertain. */
export const uncertainThemes = memo(
  (state: State) => [themeStabilities(state)],
  (state: State): ReadonlySet<number> =>
    new Set(themeStabilities(state).flatMap((stability, theme) => (isUncertain(stability) ? [theme] : []))),
);

/** What is known of all themes, in words. */
export const stabilitySentence = memo(
  (state: State) => [state.sketch, state.tested],
  (state: State): string => {
    const stabilities = themeStabilities(state);
    return (
      outcome(state)?.summary ??
      themesSentence(
        state.sketch?.themes.map((theme, i) => ({ ...theme, stability: stabilities[i] ?? null })) ?? [],
      )
    );
  },
);

/** The stability of the papers of the loaded map; null without one. */
export const mapStability = memo(
  (state: State) => [state.map, state.tested],
  (state: State): MapStability | null => {
    const { map } = state;
    if (!map) return null;
    const report = outcome(state);
    return report
      ? { papers: Float32Array.from(report.papers, ({ stability }) => stability ?? 1), tested: true }
      : { papers: fromMap(map, themeStabilities(state)), tested: false };
  },
);

/** A paper is stable if it lies clearly inside a stable theme. */
function fromMap(map: LoadedMap, stabilities: readonly (number | null)[]): Float32Array {
  return Float32Array.from(map.arrays.theme, (theme, paper) => {
    if (theme < 0) return 1;
    const clear = Math.min(1, map.arrays.strength[paper]! / CLEAR);
    return clear * Math.min(1, (stabilities[theme] ?? STABLE) / STABLE);
  });
}
