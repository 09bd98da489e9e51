/**
 * Label placement: no label over another, each near what it names, and off the papers if there is room. Greedy by
 * priority over a few dozen positions around each anchor (Christensen, Marks & Shieber 1995 find greedy placement with
 * more candidate positions close to annealing, at a fraction of its time). Pure: text is measured elsewhere.
 */
import type { Box } from '../map/themes/theme-index.ts';

/** A label to place. Pixels throughout. */
export interface LabelCandidate {
  key: string;
  /** The anchor: the position of what it names. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Larger is placed first; ties by key. */
  priority: number;
  /** Largest distance from the anchor. */
  reach: number;
  /** "around": the anchor itself first, then any side; "beside" a point: right, left, below, above, `reach` away from it. */
  mode: 'around' | 'beside';
  /** Labels of one group stay off each other's anchors; otherwise a label would seem to name its neighbour. */
  group?: string;
}

export interface PlacedLabel {
  key: string;
  /** Offset of the label's middle from its anchor. */
  dx: number;
  dy: number;
}

export interface PlaceOptions {
  /** No label leaves it. */
  window: Box;
  /** Pixels of the papers `[n, 2]`, covered only if there is no room elsewhere. */
  points: Float32Array;
  /** Parts of the window that no label may cover. */
  obstacles?: readonly Box[];
  /** Earlier placements; labels keep them if nothing is clearly better. */
  before?: ReadonlyMap<string, PlacedLabel>;
}

/** Free pixels between two labels. */
const labelGap = 5;

/** Cost of a label at the end of its reach. Vertical distance looks longer and counts so many times. */
const AWAY = 0.9;
const VERTICAL = 1.25;
/** Cost of a label on a rival's anchor. */
const ASTRAY = 1.5;
/** Bonus for the position that the label has already. */
const KEPT = 0.35;

/** Rings of positions around an anchor, and their width in heights. */
const RINGS = 5;
const RING_WIDTH = 0.85;

/** Pixels of a cell of the table that counts papers, and around a label within which papers count as covered. */
const CELL = 6;
const HALO = 4;
/**
 * The number of covered papers that costs 1 if at most {@link FEW} are in the window. It grows faster than their number: a
 * label should move off two of a hundred papers, and cannot avoid a field of thousands.
 */
const CROWD = 1.6;
const FEW = 150;
const CROWD_POWER = 1.1;
/** In windows narrower than this covered papers cost less, down to a share: large labels should stay at their anchors. */
const CROWD_WIDTH = 900;
const CROWD_CHEAPEST = 2.4;

/**
 * Places labels by descending priority.
 * @returns the labels that found room; no two overlap and none leaves the window
 */
export function placeLabels(candidates: readonly LabelCandidate[], options: PlaceOptions): PlacedLabel[] {
  const { window, points, obstacles = [], before } = options;
  const crowd = createCrowd(window, points);
  const boxes: Box[] = [...obstacles];
  const placed: PlacedLabel[] = [];
  const queue = [...candidates].sort((a, b) => b.priority - a.priority || (a.key < b.key ? -1 : 1));
  for (const label of queue) {
    const kept = before?.get(label.key);
    const rivals = rivalsOf(
      label,
      candidates,
      Math.max(label.reach, kept ? Math.hypot(kept.dx, kept.dy) : 0),
    );
    let best: { dx: number; dy: number; box: Box } | null = null;
    let least = Infinity;
    const consider = (dx: number, dy: number, bonus: number) => {
      const box = boxAt(label, dx, dy);
      if (box.x0 < window.x0 || box.y0 < window.y0 || box.x1 > window.x1 || box.y1 > window.y1) return;
      const away = label.mode === 'beside' ? 0 : Math.hypot(dx, dy * VERTICAL) / Math.max(label.reach, 1);
      const cost = AWAY * away + crowd(box) - bonus;
      if (cost >= least || boxes.some((other) => overlap(box, other, labelGap))) return;
      const whole = cost + astray(label, dx, dy, rivals);
      if (whole >= least) return;
      least = whole;
      best = { dx, dy, box };
    };
    if (kept) consider(kept.dx, kept.dy, KEPT);
    for (const [dx, dy, bonus] of offsets(label)) consider(...slidIn(label, dx, dy, window), bonus);
    if (!best) continue;
    const found: { dx: number; dy: number; box: Box } = best;
    boxes.push(found.box);
    placed.push({ key: label.key, dx: found.dx, dy: found.dy });
  }
  return placed;
}

/** Candidates of the same group that a label within `reach` of its own anchor can come closer to. */
function rivalsOf(
  label: LabelCandidate,
  candidates: readonly LabelCandidate[],
  reach: number,
): readonly LabelCandidate[] {
  if (label.group === undefined) return [];
  const far = (2 * reach) ** 2;
  return candidates.filter(
    (other) =>
      other.group === label.group &&
      other !== label &&
      (other.x - label.x) ** 2 + (other.y - label.y) ** 2 <= far,
  );
}

/** How much closer a label would be to a rival's anchor than to its own: 0 not at all … {@link ASTRAY}. */
function astray(label: LabelCandidate, dx: number, dy: number, rivals: readonly LabelCandidate[]): number {
  const own = Math.hypot(dx, dy);
  let worst = 0;
  for (const other of rivals) {
    const away = Math.hypot(label.x + dx - other.x, label.y + dy - other.y);
    if (away < own) worst = Math.max(worst, ASTRAY * (1 - away / own));
  }
  return worst;
}

/** The offset moved into the window, if the anchor is inside it. */
function slidIn(label: LabelCandidate, dx: number, dy: number, window: Box): [dx: number, dy: number] {
  const { x, y, mode } = label;
  if (mode === 'beside' || x < window.x0 || x > window.x1 || y < window.y0 || y > window.y1) return [dx, dy];
  const { x0, y0, x1, y1 } = boxAt(label, dx, dy);
  return [
    dx + Math.max(0, window.x0 - x0) - Math.max(0, x1 - window.x1),
    dy + Math.max(0, window.y0 - y0) - Math.max(0, y1 - window.y1),
  ];
}

/** The box of a label at an offset from its anchor. */
export function boxAt(
  label: Pick<LabelCandidate, 'x' | 'y' | 'width' | 'height'>,
  dx: number,
  dy: number,
): Box {
  const [x, y] = [label.x + dx, label.y + dy];
  return {
    x0: x - label.width / 2,
    y0: y - label.height / 2,
    x1: x + label.width / 2,
    y1: y + label.height / 2,
  };
}

export function overlap(a: Box, b: Box, gap = 0): boolean {
  return a.x0 < b.x1 + gap && b.x0 < a.x1 + gap && a.y0 < b.y1 + gap && b.y0 < a.y1 + gap;
}

function* offsets(label: LabelCandidate): Generator<[dx: number, dy: number, bonus: number]> {
  if (label.mode === 'beside') {
    const dx = label.width / 2 + label.reach;
    const dy = label.height / 2 + label.reach;
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
  for (let ring = 1; ring <= RINGS; ring++) {
    const radius = (label.reach * ring) / RINGS;
    const count = 8 + 4 * (ring - 1);
    for (let i = 0; i < count; i++) {
      const angle = -Math.PI / 2 + (2 * Math.PI * i) / count;
      yield [Math.cos(angle) * radius * RING_WIDTH, Math.sin(angle) * radius, 0];
    }
  }
}

/**
 * How crowded a box is: 0 if it covers no papers, about 0.6 for each of few, less for each of many. A summed-area table
 * (Crow 1984) answers each query with four look-ups.
 */
function createCrowd(window: Box, points: Float32Array): (box: Box) => number {
  const columns = Math.max(1, Math.ceil((window.x1 - window.x0) / CELL));
  const rows = Math.max(1, Math.ceil((window.y1 - window.y0) / CELL));
  const width = columns + 1;
  const sums = new Float64Array(width * (rows + 1));
  let seen = 0;
  for (let i = 0; i < points.length; i += 2) {
    const column = Math.floor((points[i]! - window.x0) / CELL);
    const row = Math.floor((points[i + 1]! - window.y0) / CELL);
    if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
    sums[(row + 1) * width + column + 1]!++;
    seen++;
  }
  const narrow = Math.min(CROWD_CHEAPEST, Math.max(1, CROWD_WIDTH / (window.x1 - window.x0)));
  const unit = CROWD * narrow * Math.max(1, seen / FEW) ** CROWD_POWER;
  for (let row = 1; row <= rows; row++)
    for (let column = 1; column <= columns; column++) {
      const at = row * width + column;
      sums[at]! += sums[at - 1]! + sums[at - width]! - sums[at - width - 1]!;
    }
  const clampColumn = (x: number) => Math.min(columns, Math.max(0, Math.round((x - window.x0) / CELL)));
  const clampRow = (y: number) => Math.min(rows, Math.max(0, Math.round((y - window.y0) / CELL)));
  return (box) => {
    const [left, right] = [clampColumn(box.x0 - HALO), clampColumn(box.x1 + HALO)];
    const [top, bottom] = [clampRow(box.y0 - HALO), clampRow(box.y1 + HALO)];
    const covered =
      sums[bottom * width + right]! -
      sums[top * width + right]! -
      sums[bottom * width + left]! +
      sums[top * width + left]!;
    return covered / unit;
  };
}

/**
 * Breaks a text into at most `lines` even lines of about `width` characters; the rest becomes an ellipsis. A word is cut
 * only if it alone is more than twice as wide.
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
