import { describe, expect, it } from 'vitest';
import { neighbours } from '../../pipeline/neighbours/neighbours.ts';
import { stabilitySentence } from '../../pipeline/stability/sentence.ts';
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
  it('finds real themes again, with every paper in its own', async () => {
    const report = await assessStability(
      map((i) => i % 2),
      { runs: 4 },
    );
    expect(report.runs).toBe(4);
    expect(report.ari).toEqual({ seeds: 1, resamples: 1 });
    expect(report.themes).toEqual([
      { id: 0, name: 'Graphs', level: 0, size: 10, comesBack: 1, overlap: 1 },
      { id: 1, name: 'Caches', level: 0, size: 10, comesBack: 1, overlap: 1 },
    ]);
    expect(report.papers).toHaveLength(20);
    expect(report.papers[3]).toEqual({ paper: 3, id: 'p3', title: 'Study 3', sure: 1 });
    expect(report.papers.every(({ sure }) => sure === 1)).toBe(true);
  });

  it('counts what does not return: themes across subjects, and a paper in the wrong theme', async () => {
    const halves = await assessStability(
      map((i) => (i < 10 ? 0 : 1)),
      { runs: 1 },
    );
    // Each half shares five papers with either subject: 5 of 15.
    expect(halves.themes.map(({ comesBack, overlap }) => [comesBack, overlap])).toEqual([
      [0, 0.3333],
      [0, 0.3333],
    ]);
    expect(halves.ari.seeds).toBeLessThan(0.05);
    const wrong = await assessStability(
      map((i) => (i === 0 ? 1 : i % 2)),
      { runs: 1 },
    );
    expect(wrong.themes.map(({ comesBack, overlap }) => [comesBack, overlap])).toEqual([
      [1, 0.9],
      [1, 0.9091],
    ]);
    expect(wrong.papers.map(({ sure }) => sure)).toEqual(range(20).map((i) => (i === 0 ? 0 : 1)));
  });

  it('counts a theme as returned if half of its papers are together', async () => {
    // A theme of five of the ten; the other five are in none.
    const half = await assessStability(
      map((i) => (i % 2 ? 1 : i < 10 ? 0 : -1)),
      { runs: 1 },
    );
    expect(half.themes[0]).toMatchObject({ comesBack: 1, overlap: 0.5 });
    expect(half.papers[18]!.sure).toBe(0);
    const less = await assessStability(
      map((i) => (i % 2 ? 1 : i < 8 ? 0 : -1)),
      { runs: 1 },
    );
    expect(less.themes[0]).toMatchObject({ comesBack: 0, overlap: 0.4 });
  });

  it('leaves a fifth of the papers out of every second run', async () => {
    const counts: number[] = [];
    const drawn = new Set<string>();
    const findNeighbours: typeof neighbours = (features, wanted) => {
      counts.push(features.rows);
      drawn.add(features.data.join());
      return neighbours(features, wanted);
    };
    const one = await assessStability(
      map((i) => i % 2),
      { runs: 1, findNeighbours },
    );
    expect(one.ari).toEqual({ seeds: 1, resamples: null });
    await assessStability(
      map((i) => i % 2),
      { runs: 4, findNeighbours },
    );
    expect(counts).toEqual([20, 20, 16, 20, 16]);
    // All papers are always the same ones, a sample is another each time.
    expect(drawn.size).toBe(3);
  });

  it('repeats the clustering twenty times with seed 1 by default, and reports each run', async () => {
    const steps: string[] = [];
    const report = await assessStability(
      map((i) => i % 2),
      { onProgress: ({ stage, done, total }) => steps.push(`${stage} ${done}/${total}`) },
    );
    expect(report.runs).toBe(20);
    expect([steps.length, steps[0], steps.at(-1)]).toEqual([20, 'cluster 1/20', 'cluster 20/20']);
    const mixed = map((i) => ((i * 7) % 3 === 0 ? 0 : 1));
    const byDefault = await assessStability(mixed);
    expect(await assessStability(mixed, { runs: 20, seed: 1 })).toEqual(byDefault);
    expect(await assessStability(mixed, { runs: 20, seed: 2 })).not.toEqual(byDefault);
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
      { runs: 3 },
    );
    expect(report.themes.map(({ id, level, size }) => [id, level, size])).toEqual([
      [0, 0, 12],
      [1, 0, 12],
      ...range(4).map((t) => [2 + t, 1, 6]),
    ]);
    expect(report.themes.map(({ comesBack, overlap }) => [comesBack, overlap])).toEqual(
      range(6).map(() => [1, 1]),
    );
    const crossed = await assessStability(
      levels((t) => t >> 1),
      { runs: 1 },
    );
    expect(crossed.themes.map(({ overlap }) => overlap)).toEqual([0.3333, 0.3333, 1, 1, 1, 1]);
    expect(crossed.ari.seeds).toBe(1);
    expect(crossed.papers.every(({ sure }) => sure === 1)).toBe(true);
  });

  it('compares finest themes with the finest if a run has fewer levels', async () => {
    // Three finest themes are too few for a level above them: what is in between can come back in one of them alone.
    const deep = handMap(
      range(18).map((i) => ({
        title: 'Study',
        vector: range(3).map((d) => +(d === i % 3)),
        theme: 3 + (i % 3),
      })),
      [
        { name: 'All' },
        { name: 'Most', level: 1, parent: 0 },
        { name: 'Rest', level: 1, parent: 0 },
        ...range(3).map((t) => ({ name: `Fine ${t}`, level: 2, parent: t === 2 ? 2 : 1 })),
      ],
    );
    const { themes, ari, papers } = await assessStability(deep, { runs: 2 });
    expect(themes.map(({ level, comesBack, overlap }) => [level, comesBack, overlap])).toEqual([
      [0, 0, expect.closeTo(1 / 3, 1)],
      [1, expect.any(Number), expect.closeTo(1 / 2, 1)],
      [1, 1, 1],
      [2, 1, 1],
      [2, 1, 1],
      [2, 1, 1],
    ]);
    expect(ari).toEqual({ seeds: 1, resamples: 1 });
    expect(papers.every(({ sure }) => sure === 1)).toBe(true);
  });

  it('counts an unthemed paper that stays unthemed as sure', async () => {
    const bare = handMap(
      [
        ...range(10).map((i) => ({ title: '', vector: i % 2 ? [1, 0] : [0, 1], theme: i % 2 })),
        { title: '', vector: [0, 0] },
      ],
      [{ name: 'Even' }, { name: 'Odd' }],
    );
    // About the mean an empty vector is none, so papers are given as they stand.
    const found = await assessStability(bare, {
      runs: 1,
      findNeighbours: (features, wanted) => {
        features.data.fill(0, 10 * features.width);
        return neighbours(features, wanted);
      },
    });
    expect(found.papers.map(({ sure }) => sure)).toEqual(range(11).map(() => 1));
    expect(found.themes.map(({ overlap }) => overlap)).toEqual([1, 1]);
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

describe('the sentence', () => {
  const theme = (id: number, comesBack: number, level = 0) => ({
    id,
    name: `T${id}`,
    level,
    size: 3,
    comesBack,
    overlap: 0,
  });
  const papers = (...sure: number[]) =>
    sure.map((value, paper) => ({ paper, id: '', title: '', sure: value }));
  const sentence = (themes: ReturnType<typeof theme>[], sure: number[] = [1], runs = 10) =>
    stabilitySentence({ runs, themes, papers: papers(...sure), ari: { seeds: 1, resamples: 1 } });
  const again = (times: string) =>
    `The themes were made again ${times}, with other random numbers and with a fifth of the papers left out.`;

  it('counts firm themes of the finest level and sure papers from four in five on', () => {
    expect(sentence([theme(0, 0), theme(1, 0.8, 1), theme(2, 1, 1)], [0.8, 0.79, 1])).toBe(
      `${again('10 times')} All 2 came back at least four times in five. 2 of 3 papers stayed with their theme nearly every time.`,
    );
    expect(sentence([theme(0, 0.79), theme(1, 0.5)], [], 1)).toBe(
      `${again('once')} 0 of 2 came back at least four times in five. 0 of 0 papers stayed with their theme nearly every time.`,
    );
  });

  it('names the loosest three', () => {
    expect(sentence([theme(0, 0.4)])).toContain(
      '. Take "T0" (came back in 4 of 10 runs) as a suggestion rather than a fact.',
    );
    expect(sentence([theme(0, 0.4), theme(1, 0.1)])).toContain(
      'Take "T1" (came back in 1 of 10 runs) and "T0" (came back in 4 of 10 runs) as a suggestion',
    );
    expect(sentence([theme(0, 0.2), theme(1, 0.3), theme(2, 0.3), theme(3, 0.1), theme(4, 0.4)])).toContain(
      'Take "T3" (came back in 1 of 10 runs), "T0" (came back in 2 of 10 runs) and "T1" (came back in 3 of 10 runs) and 2 more as a suggestion',
    );
  });

  it('says so if the map has no themes', () => {
    expect(sentence([])).toBe('The map has no themes that could come back.');
  });
});
