/**
 * Where names stand: none over another, near what they name, off the papers where there is room. Greedy by priority
 * over a few dozen places around each anchor (Christensen, Marks & Shieber 1995 find greedy placement with more
 * candidate places near to annealing at a fraction of its time). Pure: text is measured elsewhere.
 */

/** A name that wants a place. Pixels throughout. */
export interface LabelWish {
  key: string;
  /** What it names stands here. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Larger is placed first; ties by key. */
  priority: number;
  /** How far from the anchor it may stand. */
  reach: number;
  /** "around" any side, the anchor itself first; "beside" a point: right, left, below, above, off the point by `reach`. */
  mode: 'around' | 'beside';
  /** Names of one group keep off each other's anchors, or a name would seem to mean what another one does. */
  group?: string;
}

export interface PlacedLabel {
  key: string;
  /** Middle of the name, from its anchor. */
  dx: number;
  dy: number;
}

export interface Rect {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export interface PlaceOptions {
  /** Names stay within. */
  window: Rect;
  /** Pixels of the papers `[n, 2]`, to be kept free where it can be. */
  points: Float32Array;
  /** Parts of the window that are taken. */
  taken?: readonly Rect[];
  /** Where names stood before, so that they stay where they can. */
  before?: ReadonlyMap<string, PlacedLabel>;
}

/** Free pixels between two names. */
export const labelGap = 5;
const cell = 6;

/** The names that found a place, with it. Two of them never overlap and none leaves the window. */
export function placeLabels(wishes: readonly LabelWish[], options: PlaceOptions): PlacedLabel[] {
  const { window, points, taken = [], before } = options;
  const crowd = createCrowd(window, points);
  const rects: Rect[] = [...taken];
  const placed: PlacedLabel[] = [];
  const queue = [...wishes].sort((a, b) => b.priority - a.priority || (a.key < b.key ? -1 : 1));
  for (const wish of queue) {
    const kept = before?.get(wish.key);
    const rivals = rivalsOf(wish, wishes, Math.max(wish.reach, kept ? Math.hypot(kept.dx, kept.dy) : 0));
    let best: { dx: number; dy: number; rect: Rect } | null = null;
    let least = Infinity;
    const consider = (dx: number, dy: number, bonus: number) => {
      const rect = rectAt(wish, dx, dy);
      if (rect.x0 < window.x0 || rect.y0 < window.y0 || rect.x1 > window.x1 || rect.y1 > window.y1) return;
      const away = wish.mode === 'beside' ? 0 : Math.hypot(dx, dy * 1.25) / Math.max(wish.reach, 1);
      const cost = 0.9 * away + crowd(rect) - bonus;
      if (cost >= least || rects.some((other) => overlap(rect, other, labelGap))) return;
      const whole = cost + astray(wish, dx, dy, rivals);
      if (whole >= least) return;
      least = whole;
      best = { dx, dy, rect };
    };
    if (kept) consider(kept.dx, kept.dy, 0.35);
    for (const [dx, dy, bonus] of offsets(wish)) consider(...slidIn(wish, dx, dy, window), bonus);
    if (!best) continue;
    const found: { dx: number; dy: number; rect: Rect } = best;
    rects.push(found.rect);
    placed.push({ key: wish.key, dx: found.dx, dy: found.dy });
  }
  return placed;
}

/** Wishes of the same group whose anchors a name that stands within `reach` of its own can come nearer to. */
function rivalsOf(wish: LabelWish, wishes: readonly LabelWish[], reach: number): readonly LabelWish[] {
  if (wish.group === undefined) return [];
  const far = (2 * reach) ** 2;
  return wishes.filter(
    (other) =>
      other.group === wish.group &&
      other !== wish &&
      (other.x - wish.x) ** 2 + (other.y - wish.y) ** 2 <= far,
  );
}

/** How much nearer than to its own anchor a name would stand to a rival's: 0 not at all … about 1.5. */
function astray(wish: LabelWish, dx: number, dy: number, rivals: readonly LabelWish[]): number {
  const own = Math.hypot(dx, dy);
  let worst = 0;
  for (const other of rivals) {
    const away = Math.hypot(wish.x + dx - other.x, wish.y + dy - other.y);
    if (away < own) worst = Math.max(worst, 1.5 * (1 - away / own));
  }
  return worst;
}

/** Where a name stands that slides along the rim of the window, as long as what it names is in there. */
function slidIn(wish: LabelWish, dx: number, dy: number, window: Rect): [dx: number, dy: number] {
  const { x, y, mode } = wish;
  if (mode === 'beside' || x < window.x0 || x > window.x1 || y < window.y0 || y > window.y1) return [dx, dy];
  const { x0, y0, x1, y1 } = rectAt(wish, dx, dy);
  return [
    dx + Math.max(0, window.x0 - x0) - Math.max(0, x1 - window.x1),
    dy + Math.max(0, window.y0 - y0) - Math.max(0, y1 - window.y1),
  ];
}

/** The rectangle of a name whose middle stands off its anchor. */
export function rectAt(wish: Pick<LabelWish, 'x' | 'y' | 'width' | 'height'>, dx: number, dy: number): Rect {
  const [x, y] = [wish.x + dx, wish.y + dy];
  return {
    x0: x - wish.width / 2,
    y0: y - wish.height / 2,
    x1: x + wish.width / 2,
    y1: y + wish.height / 2,
  };
}

export function overlap(a: Rect, b: Rect, gap = 0): boolean {
  return a.x0 < b.x1 + gap && b.x0 < a.x1 + gap && a.y0 < b.y1 + gap && b.y0 < a.y1 + gap;
}

function* offsets(wish: LabelWish): Generator<[dx: number, dy: number, bonus: number]> {
  if (wish.mode === 'beside') {
    const dx = wish.width / 2 + wish.reach;
    const dy = wish.height / 2 + wish.reach;
    yield [dx, 0, 0.3];
    yield [-dx, 0, 0.25];
    yield [0, dy, 0.1];
    yield [0, -dy, 0.05];
    yield [dx, dy * 0.7, 0];
    yield [-dx, dy * 0.7, 0];
    yield [dx, -dy * 0.7, 0];
    yield [-dx, -dy * 0.7, 0];
    return;
  }
  yield [0, 0, 0];
  const rings = 5;
  for (let ring = 1; ring <= rings; ring++) {
    const radius = (wish.reach * ring) / rings;
    const count = 8 + 4 * (ring - 1);
    for (let i = 0; i < count; i++) {
      const angle = -Math.PI / 2 + (2 * Math.PI * i) / count;
      yield [Math.cos(angle) * radius * 0.85, Math.sin(angle) * radius, 0];
    }
  }
}

/**
 * How crowded a rectangle is: 0 where it covers no papers, about 0.6 for each of few, less for each of many. By a summed-area table (Crow 1984), so each question takes four look-ups.
 */
function createCrowd(window: Rect, points: Float32Array): (rect: Rect) => number {
  const columns = Math.max(1, Math.ceil((window.x1 - window.x0) / cell));
  const rows = Math.max(1, Math.ceil((window.y1 - window.y0) / cell));
  const width = columns + 1;
  const sums = new Float64Array(width * (rows + 1));
  let seen = 0;
  for (let i = 0; i < points.length; i += 2) {
    const column = Math.floor((points[i]! - window.x0) / cell);
    const row = Math.floor((points[i + 1]! - window.y0) / cell);
    if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
    sums[(row + 1) * width + column + 1]!++;
    seen++;
  }
  // A name over two of a hundred papers should move; one over a field of thousands cannot escape it.
  // On a phone names are large beside the map: there it counts for more that they stand at home.
  const small = Math.min(2.4, Math.max(1, 900 / (window.x1 - window.x0)));
  const unit = 1.6 * small * Math.max(1, seen / 150) ** 1.1;
  for (let row = 1; row <= rows; row++)
    for (let column = 1; column <= columns; column++) {
      const at = row * width + column;
      sums[at]! += sums[at - 1]! + sums[at - width]! - sums[at - width - 1]!;
    }
  const clampColumn = (x: number) => Math.min(columns, Math.max(0, Math.round((x - window.x0) / cell)));
  const clampRow = (y: number) => Math.min(rows, Math.max(0, Math.round((y - window.y0) / cell)));
  return (rect) => {
    const [left, right] = [clampColumn(rect.x0 - 4), clampColumn(rect.x1 + 4)];
    const [top, bottom] = [clampRow(rect.y0 - 4), clampRow(rect.y1 + 4)];
    const covered =
      sums[bottom * width + right]! -
      sums[top * width + right]! -
      sums[bottom * width + left]! +
      sums[top * width + left]!;
    return covered / unit;
  };
}

/**
 * Breaks a text into at most `lines` lines of at most about `width` characters, as even as they come; what is left ends
 * in an ellipsis. A single word is never broken unless it alone is more than twice as wide.
 */
export function wrapText(text: string, width: number, lines: number): string[] {
  const words = text
    .slice(0, 4 * width * lines)
    .replace(/\s+/g, ' ')
    .trim()
    // A line may begin but not end with "&".
    .split(/(?<!&) /)
    .map((word) => (word.length > 2 * width ? `${word.slice(0, 2 * width - 1)}…` : word));
  const needed = Math.min(lines, Math.max(1, Math.ceil(words.join(' ').length / width)));
  const even = Math.max(Math.ceil(words.join(' ').length / needed), Math.min(width, 6));
  const result: string[] = [];
  let line = '';
  for (const [i, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    const left = words.slice(i).join(' ').length;
    // The last line takes the rest if it fits; others stay near the even width.
    const most = result.length === needed - 1 ? width * 1.35 : Math.min(width, even * 1.3);
    if (
      line !== '' &&
      longer.length > most &&
      (result.length < needed - 1 || line.length + 1 + left > most)
    ) {
      result.push(line);
      line = word;
      if (result.length === lines) {
        const last = result[lines - 1]!;
        result[lines - 1] =
          `${last.slice(0, Math.max(1, Math.floor(width * 1.3) - 1)).replace(/[\s,;:.–-]+$/, '')}…`;
        return result;
      }
    } else line = longer;
  }
  if (line !== '') result.push(line);
  return result;
}
