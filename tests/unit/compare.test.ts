import { describe, expect, it } from 'vitest';
import { bestAssignment } from '../../pipeline/compare/assignment.ts';
import { foldTitle, pairPapers } from '../../pipeline/compare/papers.ts';
import { moved, procrustes } from '../../pipeline/compare/procrustes.ts';
import { comparisonCsv, comparisonMarkdown } from '../../pipeline/compare/table.ts';
import { compare } from '../../pipeline/compare.ts';
import { createRandom } from '../../pipeline/random.ts';
import type { ThemeMap } from '../../pipeline/schema.ts';
import { buildPage, pagePapers } from './page-map.ts';
import { smallMap } from './small-map.ts';
import { tinyMap } from './tiny-map.ts';

describe('bestAssignment', () => {
  /** Best total over all assignments of rows to columns. */
  function exhaustive(benefit: Float64Array, rows: number, columns: number, row = 0, used = 0): number {
    if (row === rows) return 0;
    let best = rows > columns ? exhaustive(benefit, rows, columns, row + 1, used) : -Infinity;
    for (let c = 0; c < columns; c++)
      if (!(used & (1 << c)))
        best = Math.max(
          best,
          benefit[row * columns + c]! + exhaustive(benefit, rows, columns, row + 1, used | (1 << c)),
        );
    return best;
  }

  it('finds the best total, as trying all does', () => {
    const random = createRandom(5);
    for (const [rows, columns] of [
      [1, 1],
      [3, 3],
      [4, 6],
      [6, 4],
      [5, 5],
    ] as const)
      for (let again = 0; again < 20; again++) {
        const benefit = Float64Array.from({ length: rows * columns }, () => Math.floor(random() * 9) / 4);
        const found = bestAssignment(benefit, rows, columns);
        const taken = [...found].filter((column) => column >= 0);
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken).toHaveLength(Math.min(rows, columns));
        const total = found.reduce((sum, c, r) => sum + (c < 0 ? 0 : benefit[r * columns + c]!), 0);
        expect(total).toBeCloseTo(exhaustive(benefit, rows, columns), 9);
      }
  });

  it('takes nothing from nothing and refuses a wrong length', () => {
    expect([...bestAssignment(new Float64Array(0), 0, 4)]).toEqual([]);
    expect(() => bestAssignment(new Float64Array(3), 2, 2)).toThrow(
      'benefit holds 3 numbers; 2 × 2 are needed',
    );
  });
});

describe('pairPapers', () => {
  const paper = (id: string, title: string) => ({ id, title });

  it('goes by id and title, then by title, then by an id that is more than a position', () => {
    const first = [
      paper('0', 'A Study'),
      paper('1', 'Twice'),
      paper('2', 'Twice'),
      paper('x/9', 'Old title'),
    ];
    const second = [
      paper('0', 'Something else'),
      paper('x/9', 'New title'),
      paper('7', 'A  study!'),
      paper('2', 'Twice'),
    ];
    expect(pairPapers(first, second)).toEqual([
      { a: 0, b: 2 },
      { a: 2, b: 3 },
      { a: 3, b: 1 },
    ]);
  });

  it('compares titles without case, accents and punctuation, and never by nothing', () => {
    expect(foldTitle('Épilogue: KV-Cache')).toBe('epilogue kv cache');
    expect(foldTitle(' !? ')).toBe('!?');
    expect(pairPapers([paper('a', '')], [paper('b', '')])).toEqual([]);
  });
});

describe('procrustes', () => {
  it('takes back a turn, a mirroring, a scale and a shift', () => {
    const random = createRandom(2);
    const layout = Float32Array.from({ length: 40 }, () => random() * 10);
    const pairs = Array.from({ length: 20 }, (_, i) => ({ a: i, b: i }));
    const [cos, sin] = [Math.cos(2), Math.sin(2)];
    const turned = Float32Array.from(layout, (_, i) => {
      const x = layout[i - (i % 2)]!;
      const y = -layout[i - (i % 2) + 1]!;
      return i % 2 === 0 ? 3 * (cos * x - sin * y) + 5 : 3 * (sin * x + cos * y) - 2;
    });
    const back = moved(turned, procrustes(layout, turned, pairs, { scale: true }));
    back.forEach((value, i) => {
      expect(value).toBeCloseTo(layout[i]!, 4);
    });
  });
});

describe('compare', () => {
  it('finds a map equal to itself', () => {
    const report = compare(tinyMap(), tinyMap());
    expect(report).toMatchObject({ shared: 7, ari: 1, ami: 1, moved: [], neighboursKept: 1, shift: 0 });
    expect(report.themes.matched.map(({ a, b, overlap }) => [a.id, b.id, overlap])).toEqual([
      [2, 2, 1],
      [3, 3, 1],
      [4, 4, 1],
    ]);
    expect(report.summary).toContain('No shared paper changed its theme');
  });

  it('tells a split theme, its parts and the papers that went with them', async () => {
    const three = await smallMap();
    const one = { ...three, manifest: { ...three.manifest }, arrays: { ...three.arrays } };
    const finest = three.manifest.themes.filter((theme) => theme.level === three.manifest.levels.length - 1);
    const [keep, join] = [finest[0]!.id, finest[1]!.id];
    one.arrays.theme = three.arrays.theme.map((theme) => (theme === join ? keep : theme));
    const apart = compare(one, three).themes;
    expect(apart.split).toHaveLength(1);
    expect(apart.split[0]!.a.id).toBe(keep);
    expect(apart.split[0]!.b.map((part) => part.papers)).toEqual([4, 4]);
    const together = compare(three, one);
    expect(together.themes.merged[0]!.a.map((part) => part.papers)).toEqual([4, 4]);
    expect(together.moved).toHaveLength(4);
    expect(together.moved.every(({ how }) => how === 'merged')).toBe(true);
  });

  it('matches by vectors and names where no paper is shared, and says so', async () => {
    const papers = pagePapers();
    const even = await buildPage(papers.filter((_, i) => i % 2 === 0));
    const odd = await buildPage(papers.filter((_, i) => i % 2 === 1));
    const report = compare(even, odd);
    expect(report).toMatchObject({ shared: 0, ari: null, ami: null, matchedBy: 'vectors and names' });
    expect(report.summary).toContain('share no papers');
    const of = (map: ThemeMap, title: string) =>
      map.arrays.theme[map.papers.findIndex((paper) => paper.title.startsWith(title))];
    // Two papers on one subject, one in each half.
    const decoding = [of(even, 'S2D'), of(odd, 'DistillSpec')];
    expect(report.themes.matched.map(({ a, b }) => [a.id, b.id])).toContainEqual(decoding);
    expect(report.themes.matched.every(({ by }) => by === 'meaning')).toBe(true);
  });

  it('gives the page the same themes under five other seeds', async () => {
    const first = await buildPage(pagePapers());
    for (const seed of [2, 3, 4, 5, 6]) {
      const report = compare(first, await buildPage(pagePapers(), { seed }));
      expect(report.ari).toBeGreaterThanOrEqual(0.85);
    }
  });

  it('writes a row a change as CSV, and Markdown without markup of its texts', () => {
    const other = tinyMap();
    other.manifest.themes[2]!.name = '=KV *Cache*';
    const report = compare(tinyMap(), other);
    const lines = comparisonCsv(report).trimEnd().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe("theme,matched,KV Cache,'=KV *Cache*,2,2,2,1,1,1,,");
    expect(comparisonMarkdown(report)).toContain('| KV Cache (2) | =KV \\*Cache\\* (2) | 2 | 1.00 |');
  });
});
