/** The label candidates: themes, and paper titles once few papers are in view. Pure, without the DOM. */
import { asLabel, type Label, type LabelView, themeLabels, wrapText } from '../../../pipeline/draw/index.ts';
import { isWhole, type LoadedMap, type MapSketch } from '../../data/map-index.ts';
import { dimmed } from '../points/emphasis.ts';

/** Titles appear when at most this many papers are in view, from this magnification on. */
export const MOST_TITLES = 70;
const TITLES_FROM = 2.2;
/** Font size in pixels and characters of a line. */
const TITLE = { wide: { size: 11, line: 30 }, narrow: { size: 10.5, line: 22 } };
const TITLE_LINES = 2;
/** Pixels between a title and its point. */
const TITLE_GAP = 4;
/** Titles are placed after themes: exemplars first, then by silhouette. */
const EXEMPLAR_PRIORITY = 0.5;
const SILHOUETTE_PRIORITY = 0.4;

export interface CandidateOptions extends LabelView {
  /** Titles need the whole map. */
  map: MapSketch;
  /** From `themeSpread`. */
  spread: Float32Array;
  /** Papers in view; null if there are more than {@link MOST_TITLES}. */
  inView: readonly number[] | null;
  /** `[N]` from `emphasisOf`: dimmed papers get no title. */
  emphasis: Uint8Array;
  /** Radius of the points in pixels. */
  pointRadius: number;
}

/** The labels that may be placed, in no order. */
export function labelCandidates(options: CandidateOptions): Label[] {
  const { map, spread } = options;
  const labels = themeLabels(map, options, spread);
  return isWhole(map) ? [...labels, ...titleLabels(map, options)] : labels;
}

function titleLabels(map: LoadedMap, options: CandidateOptions): Label[] {
  const { t, inView, emphasis, narrow, pointRadius } = options;
  if (!inView || inView.length > MOST_TITLES || t.k < TITLES_FROM) return [];
  const { size, line } = narrow ? TITLE.narrow : TITLE.wide;
  const exemplars = new Set(map.themes.flatMap((theme) => theme.exemplars));
  const { layout, strength } = map.arrays;
  return inView
    .filter((paper) => emphasis[paper] !== dimmed)
    .map((paper) => {
      const lines = wrapText(map.papers[paper]!.title, line, TITLE_LINES);
      const [x, y] = [layout[2 * paper]!, layout[2 * paper + 1]!];
      const priority =
        (exemplars.has(paper) ? EXEMPLAR_PRIORITY : 0) + SILHOUETTE_PRIORITY * strength[paper]!;
      const text = { kind: 'paper', id: paper, lines, size, weight: 450, x, y } as const;
      return asLabel(options, text, priority, pointRadius + TITLE_GAP);
    });
}
