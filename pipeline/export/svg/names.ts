/** Places for names on a still picture: none over another, the most important first, each near what it names. */

export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export interface WantedName {
  id: number;
  name: string;
  /** Font size in pixels. */
  size: number;
  /** What it names stands here. */
  x: number;
  y: number;
  /** Larger is placed first. */
  priority: number;
}

export interface PlacedName {
  id: number;
  size: number;
  lines: string[];
  /** Middle of the text, and the base line of its first line. */
  x: number;
  y: number;
}

/** Mean width of a character in the usual sans-serif faces at weight 600, as a share of the font size. */
const CHARACTER = 0.58;
const LINE = 1.15;
const GAP = 4;
/** Distances from the anchor in lines, and directions, that are tried; nearer ones first. */
const RINGS = [0, 1, 1.8, 2.8, 4, 5.5];
const DIRECTIONS = 12;

/**
 * Greedy placement: of the free places around its anchor a name takes the one that is near and covers few papers.
 * @param points `[N, 2]` pixels
 * @returns the names that found a place
 */
export function placeNames(wanted: readonly WantedName[], window: Box, points: Float64Array): PlacedName[] {
  const taken: Box[] = [];
  const placed: PlacedName[] = [];
  for (const { id, name, size, x, y } of [...wanted].sort((a, b) => b.priority - a.priority || a.id - b.id)) {
    const lines = wrap(name);
    const width = Math.max(...lines.map((line) => line.length)) * CHARACTER * size;
    const height = lines.length * LINE * size;
    let best: { box: Box; cost: number } | null = null;
    for (const ring of RINGS)
      for (let d = 0; d < (ring === 0 ? 1 : DIRECTIONS); d++) {
        const turn = (2 * Math.PI * d) / DIRECTIONS;
        const box = around(
          x + Math.cos(turn) * ring * size * 1.6,
          y + Math.sin(turn) * ring * size,
          width,
          height,
        );
        const inside =
          box.x0 >= window.x0 && box.x1 <= window.x1 && box.y0 >= window.y0 && box.y1 <= window.y1;
        if (!inside || taken.some((other) => overlap(box, other))) continue;
        const cost = ring + covered(box, points);
        if (best === null || cost < best.cost - 1e-9) best = { box, cost };
      }
    if (best === null) continue;
    taken.push(best.box);
    placed.push({ id, size, lines, x: (best.box.x0 + best.box.x1) / 2, y: best.box.y0 + 0.9 * size });
  }
  return placed;
}

/** Two lines of about the same length where a name is long. */
function wrap(name: string): string[] {
  if (name.length <= 18) return [name];
  const middle = name.length / 2;
  const spaces = [...name.matchAll(/ /g)].map((match) => match.index);
  if (spaces.length === 0) return [name];
  const at = spaces.reduce((a, b) => (Math.abs(b - middle) < Math.abs(a - middle) ? b : a));
  return [name.slice(0, at), name.slice(at + 1)];
}

function around(x: number, y: number, width: number, height: number): Box {
  return { x0: x - width / 2, y0: y - height / 2, x1: x + width / 2, y1: y + height / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.x0 < b.x1 + GAP && b.x0 < a.x1 + GAP && a.y0 < b.y1 + GAP && b.y0 < a.y1 + GAP;
}

function covered(box: Box, points: Float64Array): number {
  let count = 0;
  for (let i = 0; i < points.length; i += 2)
    if (points[i]! > box.x0 && points[i]! < box.x1 && points[i + 1]! > box.y0 && points[i + 1]! < box.y1)
      count++;
  return Math.log2(1 + count);
}
