/** The themes as the manifest lists them. */
import type { Clustering, ThemeWords } from '../../types.ts';
import { round } from '../../util/round.ts';
import type { MapTheme } from '../schema.ts';
import { onlyChildren } from './theme-tree.ts';

/**
 * Numbers the themes of all levels in one sequence, coarsest first, and finds each paper's finest theme by id. An only child and
 * its parent are one theme: both have the words of the child.
 * @param layout `[N, 2]`
 * @param carried per level, the id in another map of the theme that each one continues; null without such a map
 */
export function describeThemes(
  clustering: Clustering,
  words: ThemeWords[][],
  layout: Float32Array,
  carried: (number | null)[][] | null,
) {
  const themeList: MapTheme[] = [];
  const wordsOf = sharedWords(clustering, words);
  const firstIds: number[] = [];
  clustering.levels.forEach((level, l) => {
    const firstId = themeList.length;
    firstIds.push(firstId);
    const members: number[][] = Array.from({ length: level.count }, () => []);
    level.assignment.forEach((theme, paper) => {
      if (theme >= 0) members[theme]!.push(paper);
    });
    for (let t = 0; t < level.count; t++) {
      const own = members[t]!;
      const { name: themeName, keywords, keywordWeights, exemplars, evidence } = wordsOf[l]![t]!;
      const parent = level.parents[t]!;
      themeList.push({
        id: firstId + t,
        level: l,
        parent: parent < 0 ? null : firstIds[l - 1]! + parent,
        name: themeName,
        keywords,
        keywordWeights: keywordWeights.map((weight) => round(weight)),
        size: own.length,
        ...centralPosition(own, layout),
        stability: round(level.stability[t]!),
        exemplars,
        ...(evidence && { evidence }),
        ...(carried && { carried: carried[l]![t]! }),
      });
    }
  });
  const finest = clustering.levels.at(-1);
  const offset = firstIds.at(-1) ?? 0;
  const toId = (theme: number) => (theme < 0 ? -1 : theme + offset);
  return {
    themeList,
    themeOf: finest ? finest.assignment.map(toId) : new Int32Array(layout.length / 2).fill(-1),
    secondOf: clustering.runnerUp.map(toId),
  };
}

/** The words of each theme; those of its only child where it has one. */
function sharedWords({ levels }: Clustering, words: readonly (readonly ThemeWords[])[]): ThemeWords[][] {
  const shared = words.map((list) => [...list]);
  for (let l = levels.length - 1; l > 0; l--) {
    const { parents } = levels[l]!;
    onlyChildren(parents).forEach((only, t) => {
      if (only === 1) shared[l - 1]![parents[t]!] = shared[l]![t]!;
    });
  }
  return shared;
}

/** The position of the member nearest to the median: a label is then among its papers, even if they lie apart. */
function centralPosition(members: readonly number[], layout: Float32Array): { x: number; y: number } {
  const mx = median(members.map((paper) => layout[2 * paper]!));
  const my = median(members.map((paper) => layout[2 * paper + 1]!));
  let x = mx;
  let y = my;
  let nearest = Infinity;
  for (const paper of members) {
    const distance = Math.hypot(layout[2 * paper]! - mx, layout[2 * paper + 1]! - my);
    if (distance >= nearest) continue;
    nearest = distance;
    x = layout[2 * paper]!;
    y = layout[2 * paper + 1]!;
  }
  return { x: round(x), y: round(y) };
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
