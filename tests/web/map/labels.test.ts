import { describe, expect, it } from 'vitest';
import {
  bandwidth,
  boxAt,
  densityContours,
  frameOf,
  type LabelCandidate,
  overlap,
  type PlacedLabel,
  placeLabels,
  pointRadius,
  project,
  themeSpread,
  wrapText,
} from '../../../pipeline/draw/index.ts';
import { themePalette } from '../../../pipeline/map/themes/colour.ts';
import { createRandom } from '../../../pipeline/util/random.ts';
import { reachable, transformOf, unproject, viewOf, viewOfBox } from '../../../web/map/camera/camera.ts';
import { createPicker } from '../../../web/map/input/pick.ts';
import { labelCandidates } from '../../../web/map/labels/label-candidates.ts';
import { styleSize } from '../../../web/map/points/point-batch.ts';
import { pointBatch } from '../../../web/map/points/points.ts';
import { loadedMap } from '../../support/loaded-map.ts';
import { tinyMap } from '../../support/tiny-map.ts';

const window = { x0: 0, y0: 0, x1: 800, y1: 600 };
const noPoints = new Float32Array(0);
const insets = { top: 0, right: 0, bottom: 0, left: 0 };

function candidate(key: string, x: number, y: number, more: Partial<LabelCandidate> = {}): LabelCandidate {
  return { key, x, y, width: 90, height: 20, priority: 1, reach: 60, mode: 'around', ...more };
}

describe('placeLabels', () => {
  it('never lets two labels overlap or one leave the window, however crowded it is', () => {
    const random = createRandom(4);
    const candidates = Array.from({ length: 300 }, (_, i) =>
      candidate(String(i), random() * 800, random() * 600, {
        width: 30 + random() * 120,
        height: 12 + random() * 40,
        priority: random(),
        mode: i % 3 === 0 ? 'beside' : 'around',
      }),
    );
    const points = Float32Array.from({ length: 4000 }, () => random() * 800);
    const placed = placeLabels(candidates, { window, points });
    expect(placed.length).toBeGreaterThan(30);
    const byKey = new Map(candidates.map((each) => [each.key, each]));
    const rects = placed.map(({ key, dx, dy }) => boxAt(byKey.get(key)!, dx, dy));
    for (const [i, rect] of rects.entries()) {
      expect(rect.x0 >= 0 && rect.y0 >= 0 && rect.x1 <= 800 && rect.y1 <= 600).toBe(true);
      for (let j = 0; j < i; j++) expect(overlap(rect, rects[j]!)).toBe(false);
    }
  });

  it('gives a position to the candidate of higher priority', () => {
    const candidates = [
      candidate('light', 400, 300, { priority: 1, reach: 1 }),
      candidate('heavy', 400, 300, { priority: 2, reach: 1 }),
    ];
    expect(placeLabels(candidates, { window, points: noPoints }).map((label) => label.key)).toEqual([
      'heavy',
    ]);
  });

  it('moves a label off a few papers, and keeps it near its anchor', () => {
    const points = Float32Array.of(400, 300, 410, 303, 380, 298);
    const [label] = placeLabels([candidate('a', 400, 300)], { window, points });
    const rect = boxAt(candidate('a', 400, 300), label!.dx, label!.dy);
    for (let i = 0; i < points.length; i += 2)
      expect(overlap(rect, { x0: points[i]!, x1: points[i]!, y0: points[i + 1]!, y1: points[i + 1]! })).toBe(
        false,
      );
    expect(Math.hypot(label!.dx, label!.dy)).toBeLessThanOrEqual(60);
  });

  it('keeps a label where it was if no other position is clearly better', () => {
    const before = new Map<string, PlacedLabel>([['a', { key: 'a', dx: 10, dy: 12 }]]);
    expect(placeLabels([candidate('a', 400, 300)], { window, points: noPoints, before })).toEqual([
      { key: 'a', dx: 10, dy: 12 },
    ]);
  });

  it('does not place a label where it would seem to name another anchor of its group', () => {
    // Papers push "a" to the right, towards the anchor of "b".
    const points = Float32Array.from({ length: 240 }, (_, i) => (i % 2 ? 250 + i / 2 : 280 + i * 0.6));
    const candidates = [
      candidate('a', 370, 300, { reach: 160, priority: 2, group: 'area' }),
      candidate('b', 520, 300, { reach: 40, group: 'area' }),
    ];
    const [first] = placeLabels(candidates, { window, points });
    const toOwn = Math.hypot(first!.dx, first!.dy);
    const toOther = Math.hypot(370 + first!.dx - 520, first!.dy);
    expect(toOwn).toBeLessThan(toOther);
  });

  it('slides a label into the window as long as its anchor is inside', () => {
    const wide = { width: 300, height: 40, reach: 30 };
    const [label] = placeLabels([candidate('corner', 790, 10, wide)], { window, points: noPoints });
    const { x1, y0 } = boxAt(candidate('corner', 790, 10, wide), label!.dx, label!.dy);
    expect([x1, y0]).toEqual([800, 0]);
    expect(placeLabels([candidate('gone', 810, 10, wide)], { window, points: noPoints })).toEqual([]);
  });

  it('keeps labels off obstacles, and gives the same answer twice', () => {
    const obstacles = [{ x0: 300, y0: 250, x1: 500, y1: 350 }];
    const options = { window, points: noPoints, obstacles };
    const candidates = [candidate('a', 400, 300, { reach: 150 }), candidate('b', 200, 100)];
    const placed = placeLabels(candidates, options);
    expect(placed).toEqual(placeLabels([...candidates].reverse(), options));
    const { dx, dy } = placed.find((label) => label.key === 'a')!;
    expect(overlap(boxAt(candidates[0]!, dx, dy), obstacles[0]!)).toBe(false);
  });
});

describe('wrapText', () => {
  it('breaks a text into even lines and never ends a line with &', () => {
    expect(wrapText('Speculative Decoding', 16, 3)).toEqual(['Speculative', 'Decoding']);
    expect(wrapText('Draft Models & Context LLMs', 16, 4)).toEqual(['Draft Models', '& Context LLMs']);
    expect(wrapText('KV Cache', 16, 3)).toEqual(['KV Cache']);
  });

  it('keeps every word of a theme’s name of up to 40 characters', () => {
    for (const name of [
      'Retrieval Augmented Generation (RAG)',
      'MoE Models & Communication Overhead',
      'Parametric Knowledge & Human Behaviors',
      'A B C D E F G H I J K L M N O P Q R S T',
    ])
      expect(wrapText(name, 18, 4).join(' ')).toBe(name);
  });

  it('shortens long titles by an ellipsis, even a single word of ten thousand letters', () => {
    const lines = wrapText('word '.repeat(2000), 28, 2);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/…$/);
    const [long] = wrapText('x'.repeat(10_000), 20, 2);
    expect(long!.length).toBeLessThanOrEqual(40);
    expect(wrapText('', 20, 2)).toEqual([]);
  });
});

describe('the label candidates', () => {
  const map = loadedMap();
  const frame = frameOf(map.index.bounds, 900, 700, insets);
  const labelsAt = (k: number, uncertain: ReadonlySet<number>) => {
    const t = transformOf(frame, { x: 0.5, y: 0.3, k });
    return labelCandidates({
      map,
      frame,
      t,
      measure: (text, size) => text.length * size * 0.55,
      narrow: false,
      spread: themeSpread(map),
      inView: [0, 1, 2],
      emphasis: new Uint8Array(map.index.count).fill(1),
      pointRadius: 5,
      uncertain,
    });
  };
  const kindsAt = (k: number) => labelsAt(k, new Set()).map((label) => `${label.kind} ${label.id}`);

  it('are areas from afar, their parts nearer, and paper titles nearest', () => {
    const far = kindsAt(1);
    expect(far).toContain('area 0');
    expect(far.some((label) => label.startsWith('paper'))).toBe(false);
    const near = kindsAt(12);
    expect(near).not.toContain('area 0');
    expect(near).toContain('part 2');
    expect(near).toContain('paper 0');
  });

  it('are lighter and end in a mark where the theme is uncertain, but not in titles', () => {
    const [sure, doubtful] = [new Set<number>(), new Set([0, 2])].map((uncertain) =>
      [...labelsAt(1, uncertain), ...labelsAt(12, uncertain)].map(
        ({ kind, id, lines, weight, candidate }) => ({
          key: `${kind} ${id}`,
          text: lines.join(' '),
          weight,
          width: candidate.width,
        }),
      ),
    );
    doubtful!.forEach((label, i) => {
      const plain = sure![i]!;
      if (!['area 0', 'part 2'].includes(label.key)) expect(label).toEqual(plain);
      else {
        expect(label).toMatchObject({ key: plain.key, text: `${plain.text}\u2009?` });
        expect(label.weight).toBeLessThan(plain.weight);
        expect(label.width).toBeGreaterThanOrEqual(plain.width);
      }
    });
    expect(doubtful!.map(({ key }) => key)).toEqual(expect.arrayContaining(['area 0', 'part 2', 'paper 0']));
  });

  it('include from afar a dense part that lies apart from the middle of its area, but not one in its middle', () => {
    /** Two parts without extent, `away` from the middle between them; the other area spans 1 × 1. */
    const namedAt = (away: number) => {
      const tiny = tinyMap();
      const [left, right] = [0.5 - away, 0.5 + away];
      tiny.arrays.layout.set([left, 0.5, left, 0.5, right, 0.5, right, 0.5, 0, 0, 1, 1, 1, 0]);
      const middles = [0.5, 0.5, left, right, 0.5];
      for (const [id, x] of middles.entries()) Object.assign(tiny.manifest.themes[id]!, { x, y: 0.5 });
      const apart = loadedMap(tiny);
      const wide = frameOf(apart.index.bounds, 900, 900, insets);
      const labels = labelCandidates({
        map: apart,
        frame: wide,
        t: transformOf(wide, { x: 0.5, y: 0.5, k: 1 }),
        measure: (text, size) => text.length * size * 0.55,
        narrow: false,
        spread: themeSpread(apart),
        inView: null,
        emphasis: new Uint8Array(apart.index.count).fill(1),
        pointRadius: 5,
        uncertain: new Set(),
      });
      return labels.map((label) => `${label.kind} ${label.id}`).filter((label) => /part [23]/.test(label));
    };
    expect(namedAt(0.14)).toEqual(['part 2', 'part 3']);
    expect(namedAt(0.05)).toEqual([]);
  });
});

describe('the camera', () => {
  const frame = frameOf({ x0: -3, y0: 1, x1: 5, y1: 4 }, 1280, 800, { ...insets, left: 320 });

  it('shows the whole layout at k = 1, clear of the panels', () => {
    const t = transformOf(frame, { x: 1, y: 2.5, k: 1 });
    const [left, top] = project(frame, t, -3, 1);
    const [right, bottom] = project(frame, t, 5, 4);
    expect(left).toBeGreaterThan(320);
    expect(right).toBeLessThan(1280);
    expect(top).toBeGreaterThan(0);
    expect(bottom).toBeLessThan(800);
    expect((left + right) / 2).toBeCloseTo(800);
  });

  it('converts pixels to positions, and views to transforms and back', () => {
    const view = { x: 0.25, y: 3.5, k: 4.5 };
    const t = transformOf(frame, view);
    const back = viewOf(frame, t);
    expect(back.x).toBeCloseTo(view.x);
    expect(back.y).toBeCloseTo(view.y);
    const [px, py] = project(frame, t, 2, 3);
    const [x, y] = unproject(frame, t, px, py);
    expect([x, y]).toEqual([expect.closeTo(2), expect.closeTo(3)]);
  });

  it('shows a box in the middle of the free part, and a single position at most at the magnification allowed', () => {
    const covered = { ...insets, left: 320, right: 380 };
    const view = viewOfBox(frame, { x0: 0, y0: 2, x1: 1, y1: 3 }, covered, 12);
    const [px, py] = project(frame, transformOf(frame, view), 0.5, 2.5);
    expect(px).toBeCloseTo((320 + 900) / 2);
    expect(py).toBeCloseTo(400);
    expect(viewOfBox(frame, { x0: 1, y0: 2, x1: 1, y1: 2 }, covered, 3).k).toBe(3);
  });

  it('stays within the reach of the zoom, whatever view a link holds', () => {
    const near = { x: 0.25, y: 3.5, k: 4.5 };
    expect(reachable(frame, near)).toEqual(near);
    for (const far of [
      { x: 1e308, y: -1e308, k: 1e-300 },
      { x: -1e200, y: 0, k: 1e300 },
    ]) {
      const { x, y, k } = transformOf(frame, reachable(frame, far));
      for (const value of [x, y]) expect(Math.abs(value)).toBeLessThan(1e6);
      expect(k >= 0.5 && k <= 60).toBe(true);
    }
  });
});

describe('the picker', () => {
  const layout = Float32Array.of(0, 0, 10, 1, 3, 9, -5, 0.5, 20, 0);
  const picker = createPicker(layout);

  it('finds the nearest paper within a radius', () => {
    expect(picker.nearest(9, 1, 2)).toBe(1);
    expect(picker.nearest(6, 4, 1)).toBeNull();
  });

  it('finds the next paper in a direction, and none beyond the outermost', () => {
    expect(picker.towards(0, 'right')).toBe(1);
    expect(picker.towards(1, 'right')).toBe(4);
    expect(picker.towards(0, 'left')).toBe(3);
    expect(picker.towards(0, 'down')).toBe(2);
    expect(picker.towards(4, 'right')).toBeNull();
  });

  it('finds the papers inside a drawn line', () => {
    expect(
      picker.inside([
        [-1, -1],
        [12, -1],
        [12, 12],
        [-1, 12],
      ]),
    ).toEqual([0, 1, 2]);
  });
});

describe('points and density contours', () => {
  it('draw every paper once, dimmed ones first and unthemed ones hollow', () => {
    const map = loadedMap();
    const palette = themePalette(map.themes, 'light');
    const emphasis = Uint8Array.of(1, 0, 2, 1, 0, 1, 1);
    const batch = pointBatch({
      map,
      emphasis,
      palette,
      shade: 'light',
      colourBy: 'theme',
      stability: null,
      k: 1,
      narrow: false,
    });
    expect([...batch.order].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([...batch.order].map((paper) => emphasis[paper])).toEqual([0, 0, 1, 1, 1, 1, 2]);
    expect(batch.styles[styleSize * 6 + 1]).toBe(2);
    expect(batch.styles[styleSize * 2 + 1]).toBe(1);
    expect([...batch.colours.slice(0, 3)]).toEqual([...palette.fill.slice(6, 9)]);
  });

  it('have smaller points for more papers, and larger ones when zoomed in', () => {
    expect(pointRadius(100, 1, false)).toBeGreaterThan(pointRadius(10_000, 1, false));
    expect(pointRadius(100, 4, false)).toBeGreaterThan(pointRadius(100, 1, false));
    expect(bandwidth(100)).toBeGreaterThan(bandwidth(10_000));
  });

  it('have contours of the coarsest themes alone, each inside the grid, and the same each time', () => {
    const areas = densityContours(loadedMap());
    expect(new Set(areas.map((area) => area.theme))).toEqual(new Set([0, 1]));
    expect(areas).toEqual(densityContours(loadedMap()));
    for (const area of areas) expect(area.path).toMatch(/^M-?\d/);
  });
});
