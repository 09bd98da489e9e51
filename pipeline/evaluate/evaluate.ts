/** evaluate: compares a finished map with hand labels. */
import type { ThemeMap } from '../map/schema.ts';
import { levelsOf, themesOnLevel } from '../map/themes/theme-path.ts';
import type { Neighbours } from '../types.ts';
import { UserError } from '../util/errors.ts';
import { round } from '../util/round.ts';
import { agreement, neighbourAgreement } from './metrics.ts';
import { measureNames, type NameQuality } from './name-quality.ts';

/** How well a map agrees with labels, as `isotheme eval --json` prints it. Shares and indices have 4 decimals. */
export interface Evaluation {
  /** Papers of the map. */
  papers: number;
  /** Papers with a label; all figures but the map's own are about these. */
  labelled: number;
  /** Labels with ids that are not in the map. */
  unknown: number;
  labels: number;
  /** Share of papers whose nearest neighbour has their label; mean share among the 5 and the 10 nearest. */
  knn1: number | null;
  knn5: number | null;
  knn10: number | null;
  /** Quality of the layout, as measured when the map was built. */
  trustworthiness: number;
  continuity: number;
  keep15: number;
  /** Coarsest first. */
  levels: LevelEvaluation[];
  /** Quality of the finest themes' names; null if the map has no themes. */
  names: NameEvaluation | null;
}

/** The figures of name-quality.ts for the finest level. `named` of `named + unnamed` themes share a word with their label. */
export type NameEvaluation = Omit<NameQuality, 'level' | 'labelled'> & { unnamed: number };

/** Agreement of one level's themes with the labels; an unthemed paper counts as a theme of its own. */
export interface LevelEvaluation {
  level: number;
  themes: number;
  ari: number;
  ami: number;
  homogeneity: number;
  completeness: number;
  /** Share of labelled papers that carry the commonest label of their theme. */
  purity: number;
  /** Share of labelled papers that are unthemed. */
  unthemed: number;
}

/**
 * Compares a map with hand labels: agreement of neighbours, of themes (ARI, AMI) and of names.
 * @param labels label by paper id
 * @throws UserError if no label is for a paper of the map
 */
export function evaluateMap(map: ThemeMap, labels: ReadonlyMap<string, string>): Evaluation {
  const names = new Map<string, number>();
  const codes = Int32Array.from(map.papers, ({ id }) => {
    const label = labels.get(id);
    if (label === undefined) return -1;
    if (!names.has(label)) names.set(label, names.size);
    return names.get(label)!;
  });
  const labelled = Array.from(codes.keys()).filter((paper) => codes[paper]! >= 0);
  if (labelled.length === 0)
    throw new UserError(
      `None of the ${labels.size} labels is for a paper of the map "${map.manifest.name}"; the labels' ids must be the papers' (such as "${map.papers[0]?.id ?? ''}").`,
    );
  const truth = labelled.map((paper) => codes[paper]!);
  const neighbours: Neighbours = {
    count: map.papers.length,
    k: map.manifest.arrays.neighbours.shape[1] ?? 0,
    indices: map.arrays.neighbours,
    similarities: map.arrays.similarities,
  };
  const knn = (k: number): number | null => {
    const share = neighbourAgreement(neighbours, codes, k);
    return Number.isNaN(share) ? null : round(share);
  };
  const { trustworthiness, continuity, keep15 } = map.manifest.quality;
  return {
    papers: map.papers.length,
    labelled: labelled.length,
    unknown: labels.size - labelled.length,
    labels: names.size,
    knn1: knn(1),
    knn5: knn(5),
    knn10: knn(10),
    trustworthiness,
    continuity,
    keep15,
    levels: levelsOf(map).map((level) => {
      const themes = themesOnLevel(map, level);
      const groups = labelled.map((paper) => themes[paper]!);
      const { ari, ami, homogeneity, completeness, purity } = agreement(groups, truth);
      return {
        level,
        themes: map.manifest.themes.filter((theme) => theme.level === level).length,
        ari: round(ari),
        ami: round(ami),
        homogeneity: round(homogeneity),
        completeness: round(completeness),
        purity: round(purity),
        unthemed: round(groups.filter((theme) => theme < 0).length / groups.length),
      };
    }),
    names: evaluateNames(map, labels),
  };
}

function evaluateNames(map: ThemeMap, labels: ReadonlyMap<string, string>): NameEvaluation | null {
  const finest = measureNames(map, labels).at(-1);
  if (!finest) return null;
  const { level: _, labelled, ...figures } = finest;
  return { ...figures, unnamed: (labelled ?? 0) - (figures.named ?? 0) };
}
