/** The parts of the layout, held against the plain formulas on a few papers. */
import { UMAP } from 'umap-js';
import { describe, expect, it } from 'vitest';
import { drawToAnchors, startAtAnchors } from '../../pipeline/layout/anchors.ts';
import { fitCurve } from '../../pipeline/layout/curve.ts';
import { distances, type FuzzyGraph, fuzzyGraph } from '../../pipeline/layout/fuzzy-graph.ts';
import { chooseEngine, defaultEpochs, LAYOUT_DEFAULTS, layout } from '../../pipeline/layout/layout.ts';
import { orientCanonically } from '../../pipeline/layout/orientation.ts';
import { optimise } from '../../pipeline/layout/sgd.ts';
import { pcaStart } from '../../pipeline/layout/start.ts';
import { optimiseWithUmapJs } from '../../pipeline/layout/umap-js.ts';
import { neighbours } from '../../pipeline/neighbours/neighbours.ts';
import type { Matrix, Neighbours } from '../../pipeline/types.ts';
import { createRandom, deriveSeed, gaussian } from '../../pipeline/util/random.ts';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

function sphere(count: number, width: number, seed = 1): Matrix {
  const random = createRandom(seed);
  const rows = range(count).map(() => {
    const row = range(width).map(() => gaussian(random));
    return row.map((value) => value / Math.hypot(...row));
  });
  return { rows: count, width, data: Float32Array.from(rows.flat()) };
}

const near = (rows: [number, number][][]): Neighbours => ({
  count: rows.length,
  k: rows[0]!.length,
  indices: Int32Array.from(rows.flat().map(([j]) => j)),
  similarities: Float32Array.from(rows.flat().map(([, similarity]) => similarity)),
});

describe('the curve', () => {
  // The sum of squares that umap-learn makes least, on its 300 points.
  const error = (a: number, b: number, minDist: number) =>
    range(300).reduce((sum, s) => {
      const x = (3 * s) / 299;
      const wanted = x < minDist ? 1 : Math.exp(-(x - minDist));
      return sum + (1 / (1 + a * x ** (2 * b)) - wanted) ** 2;
    }, 0);

  it.each([0, 0.01, 0.1, 0.5, 0.99, 2])(
    'fits a smallest distance of %f with the least squared error',
    (minDist) => {
      const { a, b } = fitCurve(minDist);
      const least = error(a, b, minDist);
      for (const step of [1e-3, -1e-3]) {
        expect(error(a * (1 + step), b, minDist)).toBeGreaterThan(least);
        expect(error(a, b * (1 + step), minDist)).toBeGreaterThan(least);
        expect(error(a * (1 + step), b * (1 + step), minDist)).toBeGreaterThan(least);
        expect(error(a * (1 + step), b * (1 - step), minDist)).toBeGreaterThan(least);
      }
    },
  );

  it.each([
    [0.001, 1.929073, 0.791504],
    [0.1, 1.576943, 0.895061],
    [0.5, 0.58303, 1.334167],
  ])('gives umap-learn’s parameters for a smallest distance of %f', (minDist, a, b) => {
    expect(fitCurve(minDist).a).toBeCloseTo(a, 5);
    expect(fitCurve(minDist).b).toBeCloseTo(b, 5);
  });
});

describe('the fuzzy graph', () => {
  it('uses cosine distances, clipped at 0', () => {
    expect([
      ...distances(
        near([
          [
            [1, 0.75],
            [2, 1.5],
          ],
        ]),
      ),
    ]).toEqual([0.25, 0]);
  });

  /** Memberships as UMAP defines them: 1 up to the nearest distance above 0, and such that a row sums to log2(k + 1). */
  function memberships(row: number[]): number[] {
    const rho = Math.min(...row.filter((d) => d > 0));
    const sum = (sigma: number) =>
      row.reduce((total, d) => total + (d <= rho ? 1 : Math.exp(-(d - rho) / sigma)), 0);
    let [low, high] = [1e-9, 1e9];
    for (let step = 0; step < 200; step++) {
      const middle = Math.sqrt(low * high);
      if (sum(middle) > Math.log2(row.length + 1)) high = middle;
      else low = middle;
    }
    return row.map((d) => (d <= rho ? 1 : Math.exp(-(d - rho) / low)));
  }

  it('unites both directions of an edge as a + b − ab, sorted by head and tail', () => {
    const k = 5;
    const corpus = sphere(12, 4);
    const found = neighbours(corpus, k);
    const wanted = new Map<string, number>();
    const directed = range(12).map((i) =>
      memberships(range(k).map((s) => Math.max(0, 1 - found.similarities[i * k + s]!))),
    );
    for (let i = 0; i < 12; i++)
      for (let j = 0; j < 12; j++) {
        const of = (from: number, to: number) => {
          const slot = range(k).find((s) => found.indices[from * k + s] === to);
          return slot === undefined ? 0 : directed[from]![slot]!;
        };
        const both = of(i, j) + of(j, i) - of(i, j) * of(j, i);
        if (both > 0) wanted.set(`${i} ${j}`, both);
      }
    const { count, heads, tails, weights } = fuzzyGraph(found);
    expect(count).toBe(12);
    expect(Array.from(heads, (head, e) => `${head} ${tails[e]}`)).toEqual([...wanted.keys()]);
    [...wanted.values()].forEach((weight, e) => {
      expect(weights[e]).toBeCloseTo(weight, 4);
    });
  });

  it('gives copies a membership of 1, and has a smallest scale', () => {
    // Two copies and one paper apart: the nearest distance above 0 is .5, its membership 1.
    const { weights } = fuzzyGraph(
      near([
        [
          [1, 1],
          [2, 0.5],
        ],
        [
          [0, 1],
          [2, 0.5],
        ],
        [
          [0, 0.5],
          [1, 0.5],
        ],
      ]),
    );
    expect([...weights]).toEqual([1, 1, 1, 1, 1, 1]);
    // Many nearest neighbours at one distance: the sum of 1s is above the target already, and the last falls off at once.
    const rows = range(6).map((i): [number, number][] =>
      range(6)
        .filter((j) => j !== i)
        .map((j, s) => [j, s < 4 ? 0.5 : 0.4]),
    );
    const floored = fuzzyGraph(near(rows));
    const scale = 1e-3 * ((4 * 0.5 + 0.6) / 6);
    expect(Math.min(...floored.weights)).toBeLessThan(2 * Math.exp(-0.1 / scale) + 1e-30);
    const same = fuzzyGraph(
      near(
        range(3).map((i): [number, number][] =>
          range(3)
            .filter((j) => j !== i)
            .map((j) => [j, 1]),
        ),
      ),
    );
    expect([...same.weights]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(
      fuzzyGraph({ count: 0, k: 0, indices: new Int32Array(0), similarities: new Float32Array(0) }).heads
        .length,
    ).toBe(0);
  });
});

describe('the canonical orientation', () => {
  it('centres the layout, lays its long side horizontal, and points the longer tails right and up', () => {
    // A long tail along (3, 4) / 5 and a short one across it.
    const tails: [number, number][] = [
      [-1, 0],
      [-1, 0.2],
      [0, -0.5],
      [0, 1.2],
      [5, 0.1],
    ];
    const along = (x: number, y: number) => [0.6 * x - 0.8 * y, 0.8 * x + 0.6 * y];
    const settled = (mirrorX: number, mirrorY: number) => {
      const places = Float32Array.from(
        tails.flatMap(([x, y]) => along(mirrorX * x, mirrorY * y)).map((value) => value + 7),
      );
      orientCanonically(places);
      return places;
    };
    const upright = settled(1, 1);
    const axis = (at: number) => range(5).map((i) => upright[2 * i + at]!);
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    for (const at of [0, 1]) {
      expect(sum(axis(at))).toBeCloseTo(0, 5);
      expect(sum(axis(at).map((value) => value ** 3))).toBeGreaterThan(0);
    }
    expect(sum(axis(0).map((x, i) => x * axis(1)[i]!))).toBeCloseTo(0, 4);
    expect(sum(axis(0).map((x) => x * x))).toBeGreaterThan(sum(axis(1).map((y) => y * y)));
    for (const [x, y] of [
      [-1, 1],
      [1, -1],
      [-1, -1],
    ] as const)
      settled(x, y).forEach((value, at) => {
        expect(value).toBeCloseTo(upright[at]!, 4);
      });
    // Distances stay.
    expect(Math.hypot(upright[8]! - upright[0]!, upright[9]! - upright[1]!)).toBeCloseTo(
      Math.hypot(6, 0.1),
      4,
    );
  });

  it('turns an upright layout horizontal', () => {
    const places = Float32Array.of(1, 0, 1, 1, 1, 4);
    orientCanonically(places);
    expect([...places].map((value) => Math.round(value * 1e4) / 1e4 + 0)).toEqual([
      -1.6667, 0, -0.6667, 0, 2.3333, 0,
    ]);
    const none = new Float32Array(0);
    orientCanonically(none);
    expect(none.length).toBe(0);
  });
});

describe('the start', () => {
  it('is the first two principal components within ±10, with noise of .01', () => {
    // Variances 9 : 4 : 1 along three axes of four, about a mean.
    const rows = range(8).map((i) =>
      [i & 1 ? 3 : -3, i & 2 ? 2 : -2, 0, i & 4 ? 1 : -1].map((value) => value + 5),
    );
    const corpus = { rows: 8, width: 4, data: Float32Array.from(rows.flat()) };
    const start = pcaStart(corpus, 1);
    const signs = [0, 1].map((axis) => Math.sign(start[14 + axis]!));
    rows.forEach((row, i) => {
      expect(Math.abs(start[2 * i]! - signs[0]! * 10 * ((row[0]! - 5) / 3))).toBeLessThan(0.05);
      expect(Math.abs(start[2 * i + 1]! - signs[1]! * 10 * ((row[1]! - 5) / 3))).toBeLessThan(0.05);
    });
    expect(pcaStart(corpus, 1)).toEqual(start);
    const other = pcaStart(corpus, 2);
    expect(other).not.toEqual(start);
    other.forEach((value, at) => {
      expect(Math.abs(value - start[at]!)).toBeLessThan(0.1);
    });
    // The noise is drawn paper by paper from a sequence of its own.
    const random = createRandom(deriveSeed(1, 'layout-start'));
    const noise = range(16).map(() => 0.01 * gaussian(random));
    const residual = Array.from(start, (value, at) => value - noise[at]!);
    expect(Math.max(...residual.map(Math.abs))).toBeCloseTo(10, 4);
    expect(Math.abs(residual[0]!)).toBeCloseTo(Math.abs(residual[2]!), 4);
  });

  it('is only noise if all papers are copies', () => {
    const start = pcaStart({ rows: 5, width: 2, data: new Float32Array(10).fill(0.5) }, 1);
    expect(Math.max(...start.map(Math.abs))).toBeLessThan(0.05);
    expect(new Set(start).size).toBe(10);
  });
});

describe('the optimiser', () => {
  const NEGATIVE_SAMPLES = 8;
  /** Squared distance from which papers coincide. */
  const NEXT_TO_NOTHING = 2 ** -26;

  /** UMAP's update, edge by edge, with powers where the optimiser has tables, and the same numbers at random. */
  function plain(
    graph: FuzzyGraph,
    start: Float32Array,
    a: number,
    b: number,
    epochs: number,
    seed: number,
  ): Float64Array {
    const places = Float64Array.from(start);
    const strongest = Math.max(...graph.weights);
    const edges = range(graph.heads.length).filter((e) => graph.weights[e]! >= strongest / epochs);
    const period = edges.map((e) => strongest / graph.weights[e]!);
    const next = [...period];
    const nextNegative = period.map((p) => p / NEGATIVE_SAMPLES);
    const clip = (value: number) => Math.min(4, Math.max(-4, value));
    let state = deriveSeed(seed, 'layout-negatives') | 1;
    for (let epoch = 0; epoch < epochs; epoch++) {
      const alpha = (1 - epoch / epochs) ** 2;
      edges.forEach((edge, e) => {
        if (next[e]! > epoch) return;
        const [j, k] = [graph.heads[edge]!, graph.tails[edge]!];
        const gap = [0, 1].map((axis) => places[2 * j + axis]! - places[2 * k + axis]!);
        const squared = gap[0]! ** 2 + gap[1]! ** 2;
        const pull =
          squared > NEXT_TO_NOTHING ? (-2 * a * b * squared ** (b - 1)) / (1 + a * squared ** b) : 0;
        for (const axis of [0, 1]) {
          const move = clip(pull * gap[axis]!) * alpha;
          places[2 * j + axis]! += move;
          places[2 * k + axis]! -= move;
        }
        next[e]! += period[e]!;
        const samples = Math.floor((epoch - nextNegative[e]!) / (period[e]! / NEGATIVE_SAMPLES));
        for (let s = 0; s < samples; s++) {
          state ^= state << 13;
          state ^= state >>> 17;
          state ^= state << 5;
          const other = Math.floor(((state >>> 0) / 2 ** 32) * graph.count);
          if (other === j) continue;
          const away = [0, 1].map((axis) => places[2 * j + axis]! - places[2 * other + axis]!);
          const far = away[0]! ** 2 + away[1]! ** 2;
          const push = (2 * b) / ((0.001 + far) * (1 + a * far ** b));
          for (const axis of [0, 1])
            places[2 * j + axis]! += (far > NEXT_TO_NOTHING ? clip(push * away[axis]!) : 4) * alpha;
        }
        nextNegative[e]! += samples * (period[e]! / NEGATIVE_SAMPLES);
      });
    }
    return places;
  }

  const curve = { a: 1.577, b: 0.895 };
  const graph = fuzzyGraph(neighbours(sphere(9, 4), 3));

  it.each([1, 2, 3, 6])(
    'moves papers over %i epochs as UMAP’s formula does, within the error of its tables',
    (epochs) => {
      for (const scale of [3, 10, 300]) {
        const start = sphere(9, 2, 7).data.map((value) => value * scale);
        const places = start.slice();
        optimise(graph, places, { curve, epochs, seed: 5 });
        plain(graph, start, curve.a, curve.b, epochs, 5).forEach((value, at) => {
          expect(Math.abs(places[at]! - value)).toBeLessThan(0.02);
        });
        if (epochs > 1) expect(places).not.toEqual(start);
      }
    },
  );

  it('pushes coinciding papers apart, and handles positions of any distance', () => {
    const places = new Float32Array(18);
    optimise(graph, places, { curve, epochs: 3, seed: 5 });
    for (let i = 0; i < 9; i++)
      for (let j = 0; j < i; j++)
        expect(
          Math.hypot(places[2 * i]! - places[2 * j]!, places[2 * i + 1]! - places[2 * j + 1]!),
        ).toBeGreaterThan(0.01);
    const far = sphere(9, 2, 7).data.map((value) => value * 1e6);
    const moved = far.slice();
    optimise(graph, moved, { curve, epochs: 3, seed: 5 });
    moved.forEach((value, at) => {
      expect(Number.isFinite(value)).toBe(true);
      expect(Math.abs(value - far[at]!)).toBeLessThan(50);
    });
  });

  it('omits edges that are too weak to be sampled once', () => {
    const weak: FuzzyGraph = {
      count: 2,
      heads: Int32Array.of(0),
      tails: Int32Array.of(1),
      weights: Float32Array.of(1),
    };
    const places = Float32Array.of(0, 0, 5, 5);
    const both: FuzzyGraph = {
      ...weak,
      heads: Int32Array.of(0, 1),
      tails: Int32Array.of(1, 0),
      weights: Float32Array.of(1, 0.2),
    };
    for (const graph of [weak, both]) {
      const moved = places.slice();
      optimise(graph, moved, { curve, epochs: 4, seed: 5 });
      const alone = places.slice();
      optimise(weak, alone, { curve, epochs: 4, seed: 5 });
      expect(moved).toEqual(alone);
    }
    const exact = places.slice();
    const stronger: FuzzyGraph = { ...both, weights: Float32Array.of(1, 0.25) };
    optimise(stronger, exact, { curve, epochs: 5, seed: 5 });
    expect(exact).not.toEqual(places);
    plain(stronger, places, curve.a, curve.b, 5, 5).forEach((value, at) => {
      expect(Math.abs(exact[at]! - value)).toBeLessThan(0.02);
    });
  });

  it('passes the live layout to onEpoch, which may change it', () => {
    const places = sphere(9, 2, 7).data;
    const seen: number[] = [];
    optimise(graph, places, {
      curve,
      epochs: 3,
      seed: 5,
      onEpoch: (epoch, live) => {
        seen.push(epoch);
        expect(live).toBe(places);
        live[0] = 42;
      },
    });
    expect(seen).toEqual([0, 1, 2]);
    expect(places[0]).toBe(42);
  });
});

describe('umap-js', () => {
  const corpus = sphere(20, 4);
  const found = neighbours(corpus, 6);

  /** What umap-js makes by itself of these neighbours and this start. */
  function itself(start: Float32Array, epochs: number, minDist: number, asked: number): number[] {
    const umap = new UMAP({
      nComponents: 2,
      nNeighbors: asked,
      minDist,
      nEpochs: epochs,
      random: createRandom(deriveSeed(3, 'layout-umap-js')),
    });
    const rows = (of: (at: number) => number, own: (i: number) => number) =>
      range(20).map((i) => [own(i), ...range(asked - 1).map((s) => of(i * found.k + s))]);
    umap.setPrecomputedKNN(
      rows(
        (at) => found.indices[at]!,
        (i) => i,
      ),
      rows(
        (at) => Math.fround(Math.max(0, 1 - found.similarities[at]!)),
        () => 0,
      ),
    );
    umap.initializeFit(range(20).map(() => [0]));
    const embedding = umap.getEmbedding();
    embedding.forEach((row, i) => {
      row[0] = start[2 * i]!;
      row[1] = start[2 * i + 1]!;
    });
    for (let epoch = 0; epoch < epochs; epoch++) umap.step();
    return umap.getEmbedding().flat();
  }

  it('optimises our neighbours from our start, as umap-js itself would', () => {
    const start = sphere(20, 2, 9).data;
    for (const minDist of [0.1, 0.5]) {
      const places = start.slice();
      optimiseWithUmapJs(found, places, { minDist, epochs: 5, seed: 3 });
      expect([...places]).toEqual(itself(start, 5, minDist, 7).map(Math.fround));
    }
  });

  it('passes each epoch’s layout to onEpoch, and keeps its changes', () => {
    const places = sphere(20, 2, 9).data;
    const seen: number[] = [];
    optimiseWithUmapJs(found, places, {
      minDist: 0.1,
      epochs: 3,
      seed: 3,
      onEpoch: (epoch, live) => {
        seen.push(epoch);
        if (epoch === 2) live.fill(7);
      },
    });
    expect(seen).toEqual([0, 1, 2]);
    expect([...places]).toEqual(new Array(40).fill(7));
  });
});

describe('layout', () => {
  it('chooses umap-js up to 500 papers, and epochs by size and engine', () => {
    expect([chooseEngine(500), chooseEngine(501), chooseEngine(9, 'auto')]).toEqual([
      'umap-js',
      'fast',
      'umap-js',
    ]);
    expect([chooseEngine(9, 'fast'), chooseEngine(9999, 'umap-js')]).toEqual(['fast', 'umap-js']);
    expect([defaultEpochs(1000, 'fast'), defaultEpochs(1001, 'fast')]).toEqual([200, 100]);
    expect([defaultEpochs(1000, 'umap-js'), defaultEpochs(1001, 'umap-js')]).toEqual([300, 150]);
    expect(LAYOUT_DEFAULTS).toEqual({ seed: 1, minDist: 0.1, engine: 'auto' });
  });

  const place = (corpus: Matrix, options = {}) => layout(corpus, neighbours(corpus, 5), options);

  it.each([2, 3, 4])('places %i papers at least one unit apart, also if they are copies', (count) => {
    const copies = place({ rows: count, width: 2, data: new Float32Array(2 * count).fill(0.5) });
    const corpus = sphere(count, 3);
    const own = place(corpus);
    const gap = (places: Float32Array, i: number, j: number) =>
      Math.hypot(places[2 * i]! - places[2 * j]!, places[2 * i + 1]! - places[2 * j + 1]!);
    for (let i = 0; i < count; i++)
      for (let j = 0; j < i; j++) {
        expect(gap(own, i, j)).toBeGreaterThan(1 - 1e-6);
        expect(gap(copies, i, j)).toBeGreaterThan(1 - 1e-6);
      }
    expect(Math.max(...own.map(Math.abs))).toBeLessThan(4.5);
    expect([...place({ rows: 1, width: 1, data: Float32Array.of(1) })]).toEqual([0, 0]);
    for (const axis of [0, 1])
      expect(range(count).reduce((sum, i) => sum + own[2 * i + axis]!, 0)).toBeCloseTo(0, 4);
  });

  it('keeps anchored papers near their anchors, and the orientation of the anchors', () => {
    const corpus = sphere(8, 3);
    const found = neighbours(corpus, 3);
    const anchors = Float32Array.from({ length: 16 }, (_, at) => (at < 14 ? 10 * at : Number.NaN));
    for (const engine of ['fast', 'umap-js'] as const) {
      const start = pcaStart(corpus, 1);
      startAtAnchors(start, anchors, found);
      const after: Float32Array[] = [];
      const end = layout(corpus, found, {
        anchors,
        engine,
        onEpoch: (_, __, positions) => after.push(positions.slice()),
      });
      expect(end).toEqual(after.at(-1));
      for (let i = 0; i < 14; i++) expect(Math.abs(end[i]! - 10 * i)).toBeLessThan(10);
      if (engine === 'umap-js') continue;
      // The fast engine samples no edge in its first epoch.
      drawToAnchors(start, anchors);
      expect(after[0]).toEqual(start);
    }
  });

  it('reports each epoch, shows the layout of each, and stops when it is cancelled', () => {
    const corpus = sphere(8, 3);
    for (const engine of ['fast', 'umap-js'] as const) {
      const epochs = defaultEpochs(8, engine);
      const seen: string[] = [];
      const positions = layout(
        corpus,
        neighbours(corpus, 3),
        { engine, onEpoch: (epoch, all, live) => seen.push(`${epoch}/${all} ${live.length}`) },
        { onProgress: ({ stage, done, total }) => seen.push(`${stage} ${done}/${total}`) },
      );
      expect(seen).toEqual(range(epochs).flatMap((e) => [`layout ${e + 1}/${epochs}`, `${e}/${epochs} 16`]));
      expect(positions.length).toBe(16);
      const cancelled = () =>
        layout(corpus, neighbours(corpus, 3), { engine }, { signal: AbortSignal.abort() });
      expect(cancelled).toThrow('Cancelled');
    }
  });

  it('is the engine’s result from the principal-component start, in canonical orientation', () => {
    const corpus = sphere(12, 3);
    const found = neighbours(corpus, 4);
    const [fast, js] = [pcaStart(corpus, 3), pcaStart(corpus, 3)];
    optimise(fuzzyGraph(found), fast, { curve: fitCurve(0.2), epochs: 200, seed: 3 });
    optimiseWithUmapJs(found, js, { minDist: 0.2, epochs: 300, seed: 3, onEpoch: () => {} });
    for (const positions of [fast, js]) orientCanonically(positions);
    const options = { seed: 3, minDist: 0.2 };
    expect(layout(corpus, found, { ...options, engine: 'fast' })).toEqual(fast);
    expect(layout(corpus, found, { ...options, engine: 'umap-js' })).toEqual(js);
    expect(layout(corpus, found, options)).toEqual(js);
    expect(fast).not.toEqual(js);
  });

  it('depends on seed and smallest distance, which have defaults, and is oriented canonically', () => {
    const corpus = sphere(30, 3);
    const found = neighbours(corpus, 5);
    for (const engine of ['fast', 'umap-js'] as const) {
      const own = layout(corpus, found, { engine });
      expect(layout(corpus, found, { engine, seed: 1, minDist: 0.1 })).toEqual(own);
      expect(layout(corpus, found, { engine, seed: 2 })).not.toEqual(own);
      expect(layout(corpus, found, { engine, minDist: 0.5 })).not.toEqual(own);
      const oriented = own.slice();
      orientCanonically(oriented);
      oriented.forEach((value, at) => {
        expect(value).toBeCloseTo(own[at]!, 3);
      });
    }
  });
});

describe('anchors', () => {
  it('are where their papers start; others start at the mean of their anchored neighbours', () => {
    const corpus = sphere(8, 3);
    const found = neighbours(corpus, 3);
    const anchors = Float32Array.from({ length: 16 }, (_, at) => (at < 12 ? 100 + at * at : Number.NaN));
    const start = pcaStart(corpus, 4);
    const positions = start.slice();
    startAtAnchors(positions, anchors, found);
    for (let i = 0; i < 8; i++)
      for (const axis of [0, 1]) {
        const known = (i < 6 ? [i] : [...found.indices.subarray(i * 3, i * 3 + 3)]).filter((j) => j < 6);
        const middle = known.reduce((sum, j) => sum + anchors[2 * j + axis]!, 0) / known.length;
        expect(positions[2 * i + axis]).toBeCloseTo(middle + 0.01 * start[2 * i + axis]!, 3);
      }
    const same = start.slice();
    startAtAnchors(same, new Float32Array(16).fill(Number.NaN), found);
    expect(same).toEqual(start);
  });

  it('draw their papers a tenth of the way back', () => {
    const positions = Float32Array.of(0, 10, 4, 4);
    drawToAnchors(positions, Float32Array.of(10, 0, Number.NaN, Number.NaN));
    expect([...positions]).toEqual([1, 9, 4, 4]);
  });
});
