import { describe, expect, it } from 'vitest';
import {
  isUncertain,
  stabilityOf,
  stabilityWord,
  stabilityWords,
  themeSentence,
  themesSentence,
} from '../../pipeline/stability/sentence.ts';
import { assessStability } from '../../pipeline/stability/stability.ts';
import { handMap } from '../support/hand-map.ts';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Twenty papers that their vectors alone set apart as even and odd, in the themes that are given. */
function map(of: (i: number) => number, themes = ['Graphs', 'Caches']) {
  return handMap(
    range(20).map((i) => ({
      title: `Study ${i}`,
      vector: [i % 2 ? 1 : 0, i % 2 ? 0 : 1, i / 100],
      theme: of(i),
    })),
    themes.map((name) => ({ name })),
  );
}

describe('stability', () => {
  it('finds clear themes again, with every paper in its own', async () => {
    const report = await assessStability(
      map((i) => i % 2),
      { runs: 4 },
    );
    expect(report.runs).toBe(4);
    expect(report.ari).toBe(1);
    expect(report.themes).toEqual([
      { id: 0, name: 'Graphs', level: 0, size: 10, stability: 1 },
      { id: 1, name: 'Caches', level: 0, size: 10, stability: 1 },
    ]);
    expect(report.papers).toHaveLength(20);
    expect(report.papers[3]).toEqual({ paper: 3, id: 'p3', title: 'Study 3', stability: 1 });
    expect(report.papers.every(({ stability }) => stability === 1)).toBe(true);
  });

  it('measures what does not return: themes across subjects, and a paper in the wrong theme', async () => {
    const halves = await assessStability(
      map((i) => (i < 10 ? 0 : 1)),
      { runs: 5 },
    );
    // Each half shares about four of its eight papers with either subject: 4 of 12.
    for (const { stability } of halves.themes) {
      expect(stability).toBeGreaterThan(0.3);
      expect(stability).toBeLessThan(0.45);
    }
    expect(halves.ari).toBeLessThan(0.05);
    const wrong = await assessStability(
      map((i) => (i === 0 ? 1 : i % 2)),
      { runs: 5 },
    );
    // Five runs leave out each paper once, this one too: then both themes are as they were.
    for (const { stability } of wrong.themes) {
      expect(stability).toBeGreaterThan((4 * 0.85 + 1) / 5);
      expect(stability).toBeLessThan((4 * 0.92 + 1) / 5);
    }
    expect(wrong.papers.map(({ stability }) => stability)).toEqual(range(20).map((i) => (i === 0 ? 0 : 1)));
  });

  it('leaves papers without a theme out, and says of none of them how stable it is', async () => {
    const some = await assessStability(
      map((i) => (i < 4 ? -1 : i % 2)),
      { runs: 5 },
    );
    expect(some.themes.map(({ stability }) => stability)).toEqual([1, 1]);
    expect(some.papers.map(({ stability }) => stability)).toEqual(range(20).map((i) => (i < 4 ? null : 1)));
    expect(some.summary).toContain('16 of 16 papers stayed with their theme nearly every time.');
  });

  it('makes the themes again a hundred times with the seed of the map by default, and reports each run', async () => {
    const steps: string[] = [];
    const mixed = map((i) => ((i * 7) % 3 === 0 ? 0 : 1));
    const report = await assessStability(mixed, {
      onProgress: ({ stage, done, total }) => steps.push(`${stage} ${done}/${total}`),
    });
    expect(report.runs).toBe(100);
    expect([steps.length, steps[0], steps.at(-1)]).toEqual([100, 'cluster 1/100', 'cluster 100/100']);
    const { seed } = mixed.manifest.settings;
    expect(await assessStability(mixed, { runs: 100, seed })).toEqual(report);
    expect(await assessStability(mixed, { runs: 100, seed: seed + 1 })).not.toEqual(report);
  });

  it('is the same with the same seed', async () => {
    const mixed = map((i) => ((i * 7) % 3 === 0 ? 0 : 1));
    const first = await assessStability(mixed, { runs: 4, seed: 5 });
    expect(await assessStability(mixed, { runs: 4, seed: 5 })).toEqual(first);
  });

  it('compares the themes of each level with the same level, and papers with the finest', async () => {
    // Four groups of six, of which the even are alike and the odd are.
    const levels = (parent: (t: number) => number) =>
      handMap(
        range(24).map((i) => ({
          title: 'Study',
          id: `id ${i}`,
          vector: range(4).map((d) => (d === i % 4 ? 1 : d % 2 === i % 2 ? 0.5 : 0)),
          theme: 2 + (i % 4),
        })),
        [
          { name: 'Left' },
          { name: 'Right' },
          ...range(4).map((t) => ({ name: `Fine ${t}`, level: 1, parent: parent(t) })),
        ],
      );
    const report = await assessStability(
      levels((t) => t % 2),
      { runs: 5 },
    );
    expect(report.themes.map(({ id, level, size }) => [id, level, size])).toEqual([
      [0, 0, 12],
      [1, 0, 12],
      ...range(4).map((t) => [2 + t, 1, 6]),
    ]);
    expect(report.themes.map(({ stability }) => stability)).toEqual(range(6).map(() => 1));
    const crossed = await assessStability(
      levels((t) => t >> 1),
      { runs: 5 },
    );
    for (const { stability } of crossed.themes.slice(0, 2)) expect(stability).toBeLessThan(0.5);
    expect(crossed.themes.slice(2).map(({ stability }) => stability)).toEqual([1, 1, 1, 1]);
    expect(crossed.ari).toBe(1);
    expect(crossed.papers.every(({ stability }) => stability === 1)).toBe(true);
  });

  it('gives an only child, which is the same theme, the figure of its parent', async () => {
    // The coarse themes lie across the subjects, and the finer level divides only the second.
    const one = handMap(
      range(20).map((i) => ({
        title: `Study ${i}`,
        vector: [i % 2 ? 1 : 0, i % 2 ? 0 : 1, i / 100],
        theme: i < 10 ? 2 : 3 + (i % 2),
      })),
      [
        { name: 'First' },
        { name: 'Second' },
        { name: 'First', level: 1, parent: 0 },
        { name: 'Even', level: 1, parent: 1 },
        { name: 'Odd', level: 1, parent: 1 },
      ],
    );
    const { themes } = await assessStability(one, { runs: 5 });
    expect(themes[2]!.stability).toBe(themes[0]!.stability);
    expect(themes[3]!.stability).not.toBe(themes[1]!.stability);
  });

  it('has no figures for a map without themes', async () => {
    const none = await assessStability(
      map(() => -1, []),
      { runs: 2 },
    );
    expect(none).toMatchObject({ runs: 2, themes: [], ari: null });
    expect(none.papers.every(({ stability }) => stability === null)).toBe(true);
    expect(none.summary).toBe('The map has no themes that could come back.');
  });

  it('refuses a number of runs that is not positive and whole, and stops when it is cancelled', async () => {
    const one = map(() => 0);
    for (const runs of [0, -1, 1.5])
      await expect(assessStability(one, { runs })).rejects.toThrow(
        `runs must be a positive whole number, not ${runs}`,
      );
    await expect(assessStability(one, { signal: AbortSignal.abort() })).rejects.toThrow('Cancelled');
  });
});

describe('words', () => {
  it('are three, by the percentage that is shown', () => {
    expect([1, 0.75, 0.745, 0.744, 0.5, 0.495, 0.494, 0].map(stabilityWord)).toEqual([
      'stable',
      'stable',
      'stable',
      'partly stable',
      'partly stable',
      'partly stable',
      'uncertain',
      'uncertain',
    ]);
    expect([0.75, 0.5, 0.494].map(stabilityWords)).toEqual([
      '75 %, stable',
      '50 %, partly stable',
      '49 %, uncertain',
    ]);
    expect([0.5, 0.49, null].map(isUncertain)).toEqual([false, true, false]);
  });

  it('are not said of a proposed theme, which nothing has measured', () => {
    const [theme] = map(() => 0).manifest.themes;
    expect(stabilityOf(theme!)).toBe(0.5);
    expect(stabilityOf({ ...theme!, proposed: true })).toBe(null);
    expect(themeSentence(null)).toBe('Its stability has not been measured.');
  });

  it('say of one theme whether it comes back', () => {
    const again = 'When the themes are made again without a fifth of the papers,';
    expect([0.9, 0.6, 0.1].map(themeSentence)).toEqual([
      `${again} it comes back much the same.`,
      `${again} it comes back in part: papers at its border may belong elsewhere.`,
      `${again} less than half of it comes back: take it as a suggestion.`,
    ]);
  });
});

describe('the sentence on all themes', () => {
  const theme = (id: number, stability: number | null, level = 0) => ({
    id,
    name: `T${id}`,
    level,
    stability,
  });
  const same = 'without a fifth of the papers, they come back much the same.';

  it('counts the stable ones of the finest level', () => {
    expect(themesSentence([theme(0, 0.6), theme(1, 0.8, 1), theme(2, 1, 1)])).toBe(
      `All 2 themes are stable: ${same}`,
    );
    expect(themesSentence([theme(0, 0.74), theme(1, 0.5)])).toBe(`0 of 2 themes are stable: ${same}`);
  });

  it('names the three least stable of those that are uncertain', () => {
    const first = (n: number) => `0 of ${n} themes are stable: ${same}`;
    expect(themesSentence([theme(0, 0.4), theme(1, 0.5)])).toBe(
      `${first(2)} “T0” (40 %) is uncertain: take it as a suggestion.`,
    );
    expect(themesSentence([theme(0, 0.4), theme(1, 0.1)])).toBe(
      `${first(2)} “T1” (10 %) and “T0” (40 %) are uncertain: take them as suggestions.`,
    );
    expect(themesSentence([0.2, 0.3, 0.3, 0.1, 0.4].map((stability, id) => theme(id, stability)))).toBe(
      `${first(5)} “T3” (10 %), “T0” (20 %), “T1” (30 %) and 2 more are uncertain: take them as suggestions.`,
    );
  });

  it('names uncertain themes of each level, and an only child once', () => {
    const only = { ...theme(4, 0.3, 1), name: 'T1' };
    expect(themesSentence([theme(0, 0.4), theme(1, 0.3), theme(2, 1, 1), theme(3, 1, 1), only])).toBe(
      `2 of 3 themes are stable: ${same} “T1” (30 %) and “T0” (40 %) are uncertain: take them as suggestions.`,
    );
  });

  it('leaves themes out that have not been measured, and says so if there is none', () => {
    expect(themesSentence([theme(0, null), theme(1, 1), theme(2, 1)])).toContain('All 2 themes');
    expect(themesSentence([theme(0, null), theme(1, 0.6)])).toBe(
      `The only theme is partly stable. ${themeSentence(0.6)}`,
    );
    expect(themesSentence([theme(0, null)])).toBe('The map has no themes that could come back.');
    expect(themesSentence([])).toBe('The map has no themes that could come back.');
  });
});
