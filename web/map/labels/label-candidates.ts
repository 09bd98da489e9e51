/** Which labels want to be on the screen: those of themes, and from near the titles of papers. Pure. */
import { asLabel, type Label, type LabelView, themeLabels, wrapText } from '../../../pipeline/draw/index.ts';
import { isWhole, type LoadedMap, type MapSketch } from '../../data/map-index.ts';

/** Titles appear when no more papers than this are in view. */
export const mostTitles = 70;
/** The magnification from which on titles appear. */
const titlesFrom = 2.2;

export interface CandidateOptions extends LabelView {
  /** Titles are known of a whole map alone. */
  map: MapSketch;
  /** Spread of each theme, from `themeSpread`. */
  spread: Float32Array;
  /** Papers in view; null for more than {@link mostTitles}. */
  inView: readonly number[] | null;
  /** `[N]` 0 for papers that are dimmed; null if none is. */
  standOut: Uint8Array | null;
  pointRadius: number;
}

/** The labels to place, in no order. */
export function labelCandidates(options: CandidateOptions): Label[] {
  const { map, spread } = options;
  const labels = themeLabels(map, options, spread);
  return isWhole(map) ? [...labels, ...titleLabels(map, options)] : labels;
}

function titleLabels(map: LoadedMap, options: CandidateOptions): Label[] {
  const { t, inView, standOut, narrow } = options;
  if (!inView || inView.length > mostTitles || t.k < titlesFrom) return [];
  const exemplars = new Set(map.themes.flatMap((theme) => theme.exemplars));
  return inView
    .filter((paper) => standOut?.[paper] !== 0)
    .map((paper) =>
      asLabel(
        options,
        {
          kind: 'paper',
          id: paper,
          lines: wrapText(map.papers[paper]!.title, narrow ? 22 : 30, 2),
          size: narrow ? 10.5 : 11,
          weight: 450,
          x: map.arrays.layout[2 * paper]!,
          y: map.arrays.layout[2 * paper + 1]!,
        },
        (exemplars.has(paper) ? 0.5 : 0) + 0.4 * map.arrays.strength[paper]!,
        options.pointRadius + 4,
      ),
    );
}
