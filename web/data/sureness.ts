/**
 * How sure papers and themes are: from the stability test of this visit where there was one, else from what the map
 * itself holds. One measure for the map's softness, the bars of the tree and the words beside them. Pure.
 */
import { type Firmness, testedFirmness } from '../../pipeline/stability/index.ts';
import { memo } from '../state/selectors.ts';
import type { State } from '../state/state.ts';
import type { LoadedMap } from './map-index.ts';

export interface Sureness {
  /** `[N]` 0 … 1; 1 for unthemed papers, whose hollow points say so already. */
  papers: Float32Array;
  /** `[themes]` how surely each comes back, 0 … 1; null for proposed ones, which nothing has tested. */
  themes: readonly (number | null)[];
  /** Whether a test of this visit told, or the map. */
  tested: boolean;
  /** The outcome for a reader without statistics. */
  sentence: string;
}

/** Hennig 2007: above .75 a group is valid, below .6 it should not be trusted. */
const FIRM = 0.75;
const LOOSE = 0.6;
/** A paper that belongs to its theme this clearly lies well inside. */
const CLEAR = 0.5;
/** Doubtful themes that are named. */
const NAMED = 3;

/**
 * How firm a theme is, in one word.
 *
 * @param share 0 … 1: of a test's runs in which it came back, or the likeness (Jaccard) that the map holds of it
 */
export function firmnessOf(share: number, tested: boolean): Firmness {
  if (tested) return testedFirmness(share);
  if (share >= FIRM) return 'firm';
  return share >= LOOSE ? 'fair' : 'loose';
}

/** Null without a map. */
export const surenessOf = memo(
  (state: State) => [state.map, state.tested],
  ({ map, tested }: State): Sureness | null => {
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

/** Clearly inside a theme that comes back is sure; on its rim, or in one that seldom comes back, is not. */
function fromMap(map: LoadedMap): Sureness {
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
  const firm = finest.filter((id) => firmnessOf(shares[id]!, false) === 'firm').length;
  const loose = finest
    .filter((id) => firmnessOf(shares[id]!, false) === 'loose')
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
