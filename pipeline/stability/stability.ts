/**
 * stability: makes the themes of a map again and again, each time without another fifth of the papers. It is the measure that
 * the build takes (cluster/bootstrap-stability.ts), from more runs, and for papers as well.
 */
import {
  createResampler,
  createStabilityMean,
  type Overlaps,
  overlapsOf,
  type Resample,
} from '../cluster/bootstrap-stability.ts';
import { bestAssignment } from '../compare/assignment.ts';
import { agreement } from '../evaluate/metrics.ts';
import type { ThemeMap } from '../map/schema.ts';
import { levelsOf, themesOnLevel } from '../map/themes/theme-path.ts';
import { represent } from '../represent/represent.ts';
import type { RunOptions, ThemeGroups } from '../types.ts';
import { throwIfAborted, UsageError } from '../util/errors.ts';
import { createRandom, deriveSeed } from '../util/random.ts';
import { round } from '../util/round.ts';
import { STAYED, themesSentence } from './sentence.ts';
import type { PaperStability, Stability } from './types.ts';

/** How often, and with which random numbers, the themes are made again. */
export interface StabilityOptions {
  /** Number of runs; more give surer figures. Default 100. */
  runs?: number;
  /** Random seed. Default: that of the map. */
  seed?: number;
}

/**
 * Makes the themes of a map again and counts what comes back. The first runs are those of the build.
 * @throws UsageError if `runs` is not a positive whole number
 * @throws CancelledError if `signal` is aborted, which is checked between two runs
 */
export async function assessStability(
  map: ThemeMap,
  { runs = 100, seed, onProgress, signal }: StabilityOptions & RunOptions = {},
): Promise<Stability> {
  if (!Number.isInteger(runs) || runs < 1)
    throw new UsageError(`runs must be a positive whole number, not ${runs}`, { code: 'invalid-option' });
  const { themes, settings } = map.manifest;
  const levels = levelsOf(map).map((level) => groupsOn(map, level));
  const papers = createPaperTally(levels.at(-1)?.assignment ?? new Int32Array(0));
  const figures = new Map<number, number>();
  if (levels.length > 0) {
    const features = represent(map.arrays.vectors, settings.model.dimension, map.papers);
    const random = createRandom(deriveSeed(seed ?? settings.seed, 'stability'));
    const next = createResampler(features, levels, random);
    const mean = createStabilityMean(levels);
    for (let r = 0; r < runs; r++) {
      // Lets timers and signals through between two runs.
      await new Promise((resolve) => setTimeout(resolve, 0));
      throwIfAborted(signal);
      const resample = next();
      const overlaps = overlapsOf(levels, resample);
      mean.add(overlaps);
      papers.add(overlaps.at(-1)!, resample);
      onProgress?.({ stage: 'cluster', done: r + 1, total: runs });
    }
    mean.stabilities().forEach((found, l) => {
      for (const [t, id] of levels[l]!.ids.entries()) figures.set(id, round(found[t]!));
    });
  }
  const found = themes.map(({ id, name, level, size }) => ({
    id,
    name,
    level,
    size,
    stability: figures.get(id)!,
  }));
  const shares = papers.shares();
  const own = map.papers.map(
    ({ id, title }, paper): PaperStability => ({ paper, id, title, stability: shares[paper] ?? null }),
  );
  return { runs, ari: papers.ari(), themes: found, papers: own, summary: summaryOf(runs, found, own) };
}

function summaryOf(runs: number, themes: Stability['themes'], papers: readonly PaperStability[]): string {
  const sentence = themesSentence(themes);
  if (themes.length === 0) return sentence;
  const themed = papers.flatMap(({ stability }) => stability ?? []);
  const stayed = themed.filter((stability) => stability >= STAYED).length;
  return `The themes were made again ${runs === 1 ? 'once' : `${runs} times`}. ${sentence} ${stayed} of ${themed.length} papers stayed with their theme nearly every time.`;
}

/** The themes of one level, numbered from 0; `ids` has their ids in the map. */
function groupsOn(map: ThemeMap, level: number): ThemeGroups & { ids: number[] } {
  const { themes } = map.manifest;
  const numbers = new Map<number, number>();
  const counts = new Map<number, number>();
  for (const theme of themes) {
    const number = counts.get(theme.level) ?? 0;
    numbers.set(theme.id, number);
    counts.set(theme.level, number + 1);
  }
  const own = themes.filter((theme) => theme.level === level);
  return {
    ids: own.map((theme) => theme.id),
    count: own.length,
    assignment: themesOnLevel(map, level).map((id) => numbers.get(id) ?? -1),
    parents: Int32Array.from(own, ({ parent }) => (parent === null ? -1 : numbers.get(parent)!)),
  };
}

/** How often papers were in the counterpart of their theme, and how well all of them agreed. */
function createPaperTally(themeOf: Int32Array) {
  const seen = new Float64Array(themeOf.length);
  const stayed = new Float64Array(themeOf.length);
  let agreed = 0;
  let runs = 0;
  return {
    /** @param overlaps of the finest themes */
    add({ jaccard, themes, groups }: Overlaps, { papers, levels }: Resample): void {
      const groupOf = levels.at(-1)!.assignment;
      const counterparts = bestAssignment(jaccard, themes, groups);
      papers.forEach((paper, i) => {
        seen[paper]!++;
        if (counterparts[themeOf[paper]!] === groupOf[i]) stayed[paper]!++;
      });
      agreed += agreement(
        Int32Array.from(papers, (paper) => themeOf[paper]!),
        groupOf,
      ).ari;
      runs++;
    },
    /** `[N]` share of the runs in which a paper stayed; null if it was in none. */
    shares: () => Array.from(seen, (times, paper) => (times > 0 ? round(stayed[paper]! / times) : null)),
    ari: () => (runs > 0 ? round(agreed / runs) : null),
  };
}
