/**
 * How stable papers and themes are: by the stability test of this visit if there was one, else by the map's own
 * figures. One measure for the softness of points, the bars in the tree and the words beside them. Pure.
 */
import { type StabilityWord, testedStabilityWord } from '../../pipeline/stability/index.ts';
import { memo } from '../state/selectors.ts';
import type { State } from '../state/state.ts';
import type { LoadedMap } from './map-index.ts';

export interface MapStability {
  /** `[N]` 0 … 1; 1 for unthemed papers, whose hollow points already say so. */
  papers: Float32Array;
  /** `[themes]` how often each comes back, 0 … 1; null for proposed themes, which nothing has tested. */
  themes: readonly (number | null)[];
  /** Whether the figures come from a test of this visit. */
  tested: boolean;
  /** The outcome in words, for a reader without statistics. */
  sentence: string;
}

/** Mean Jaccard similarity above .75 means a valid cluster, below .6 one not to be trusted (Hennig 2007). */
const FIRM = 0.75;
const LOOSE = 0.6;
/** A paper with a silhouette from here on lies well inside its theme. */
const CLEAR = 0.5;
/** The most loose themes that the sentence names. */
const NAMED = 3;

/**
 * How stable a theme is, in one word.
 *
 * @param share 0 … 1: the share of test runs in which it came back, or its mean Jaccard similarity from the map
 */
export function stabilityWord(share: number, tested: boolean): StabilityWord {
  if (tested) return testedStabilityWord(share);
  if (share >= FIRM) return 'firm';
  return share >= LOOSE ? 'fair' : 'loose';
}

/** The stability of the loaded map; null without one. */
export const mapStability = memo(
  (state: State) => [state.map, state.tested],
  ({ map, tested }: State): MapStability | null => {
    if (!map) return null;
    const report = tested.get(map.name);
    if (report?.papers.length !== map.papers.length) return fromMap(map);
    const themes: (number | null)[] = map.themes.map(() => null);
    for (const { id, comesBack } of report.themes) themes[id] = comesBack;
    return {
      papers: Float32Array.from(report.papers, ({ sure, paper }) =>
        map.arrays.theme[paper]! < 0 ? 1 : sure,
      ),
      themes,
      tested: true,
      sentence: report.summary,
    };
  },
);

/** A paper is stable if it lies clearly inside a theme that comes back, not on the rim or in a theme that seldom does. */
function fromMap(map: LoadedMap): MapStability {
  const themes = map.themes.map(({ stability, proposed }) => (proposed ? null : stability));
  return {
    papers: Float32Array.from(map.arrays.theme, (theme, paper) => {
      if (theme < 0) return 1;
      const clear = Math.min(1, map.arrays.strength[paper]! / CLEAR);
      return clear * Math.min(1, (themes[theme] ?? FIRM) / FIRM);
    }),
    themes,
    tested: false,
    sentence: sentenceOf(map, themes),
  };
}

function sentenceOf(map: LoadedMap, shares: readonly (number | null)[]): string {
  const finest = (map.index.byLevel.at(-1) ?? []).filter((id) => shares[id] !== null);
  if (finest.length === 0) return 'The map has no themes that could come back.';
  const firm = finest.filter((id) => stabilityWord(shares[id]!, false) === 'firm').length;
  const loose = finest
    .filter((id) => stabilityWord(shares[id]!, false) === 'loose')
    .sort((a, b) => shares[a]! - shares[b]! || a - b);
  const first = `When a fifth of the papers is left out, ${firm} of ${finest.length} themes come back much the same.`;
  if (loose.length === 0) return first;
  const named = loose.slice(0, NAMED).map((id) => `“${map.themes[id]!.name}”`);
  const more = loose.length - named.length;
  const list =
    more > 0
      ? `${named.join(', ')} and ${more} more`
      : [named.slice(0, -1).join(', '), named.at(-1)].filter(Boolean).join(' and ');
  return `${first} Take ${list} as a suggestion rather than a fact.`;
}
