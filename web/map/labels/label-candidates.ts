/**
 * Which names want to be on the screen at a magnification: areas first, then their parts as these grow large enough,
 * paper titles at the deepest. Pure: no DOM; a function measures text.
 */
import { isWhole, type LoadedMap, type MapSketch } from '../../data/map-index.ts';
import { type Frame, project, type Transform } from '../camera/camera.ts';
import { type LabelWish, wrapText } from './label-place.ts';

export interface LabelText {
  kind: 'area' | 'part' | 'paper';
  /** Theme id, or paper index. */
  id: number;
  lines: string[];
  /** Font size in pixels. */
  size: number;
  weight: number;
  /** Place of the layout that it names. */
  x: number;
  y: number;
}

export interface Label extends LabelText {
  wish: LabelWish;
}

export type Measure = (text: string, size: number, weight: number) => number;

export const lineHeight = 1.16;
/** Titles appear when no more papers than this are in view. */
export const mostTitles = 70;

export interface WishOptions {
  /** Titles are known of a whole map alone. */
  map: MapSketch;
  frame: Frame;
  t: Transform;
  measure: Measure;
  /** Phones: smaller type, shorter lines. */
  narrow: boolean;
  /** Spread of each theme, from {@link themeSpread}. */
  spread: Float32Array;
  /** Papers in view, at most a few hundred. Null where there are more. */
  inView: readonly number[] | null;
  /** Papers that stand out, or null for all. */
  standOut: Uint8Array | null;
  pointRadius: number;
}

/** `[themes]` how far a theme's papers lie from its centre (root mean square, in the layout's units). */
export function themeSpread(map: MapSketch): Float32Array {
  return Float32Array.from(map.themes, (theme) => {
    const papers = map.index.members[theme.id]!;
    let sum = 0;
    for (const paper of papers)
      sum +=
        (map.arrays.layout[2 * paper]! - theme.x) ** 2 + (map.arrays.layout[2 * paper + 1]! - theme.y) ** 2;
    return Math.sqrt(sum / Math.max(papers.length, 1));
  });
}

/** The names to place, in no order. */
export function labelWishes(options: WishOptions): Label[] {
  const { map, frame, t, narrow, spread } = options;
  const labels: Label[] = [];
  const pixels = frame.scale * t.k;
  const smaller = Math.min(frame.width, frame.height);
  const largest = map.themes.reduce(
    (most, theme) => (theme.level === 0 ? Math.max(most, theme.size) : most),
    1,
  );
  for (const theme of map.themes) {
    if (theme.size === 0) continue;
    const radius = spread[theme.id]! * pixels;
    const children = map.index.children[theme.id]!;
    if (theme.level === 0) {
      // An area that fills the window says nothing any more: its parts take over.
      if (children.length > 1 && radius > 0.62 * smaller) continue;
      const share = Math.sqrt(theme.size / largest);
      const size = (narrow ? 11 : 14) + (narrow ? 3.5 : 9) * share;
      const lines = wrapText(theme.name, narrow ? 14 : 18, 4);
      labels.push(
        make(
          options,
          { kind: 'area', id: theme.id, lines, size, weight: 700, x: theme.x, y: theme.y },
          3 + share,
          radius,
        ),
      );
      continue;
    }
    const parent = theme.parent === null ? null : map.themes[theme.parent]!;
    // An only child has its parent's papers: one name is enough, and the child's is the more telling once near.
    const alone = parent !== null && map.index.children[parent.id]!.length === 1;
    const parentRadius = parent ? spread[parent.id]! * pixels : 0;
    const near = parentRadius > (narrow ? 0.2 : 0.17) * smaller;
    // A part that lies apart from the middle of its area is a place of its own, however dense.
    const apart = theme.level === 1 && parent !== null && pixels * distance(theme, parent) > 70;
    if (alone ? parentRadius <= 0.62 * smaller : !near && (narrow || (radius < 20 && !apart))) continue;
    const share = Math.sqrt(theme.size / largest);
    const grown = Math.min(1, Math.max(0, (parentRadius / smaller - 0.15) / 0.3));
    const size = (narrow ? 10.5 : 11.5) + grown * (3 + 5 * share);
    const lines = wrapText(theme.name, narrow ? 14 : 18, 4);
    labels.push(
      make(
        options,
        { kind: 'part', id: theme.id, lines, size, weight: 550, x: theme.x, y: theme.y },
        1 + share,
        radius,
      ),
    );
  }
  if (isWhole(map)) labels.push(...titleWishes(map, options));
  return labels;
}

function distance(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function titleWishes(map: LoadedMap, options: WishOptions): Label[] {
  const { t, inView, standOut, narrow } = options;
  if (!inView || inView.length > mostTitles || t.k < 2.2) return [];
  const exemplars = new Set(map.themes.flatMap((theme) => theme.exemplars));
  return inView
    .filter((paper) => standOut?.[paper] !== 0)
    .map((paper) =>
      make(
        options,
        {
          kind: 'paper',
          id: paper,
          lines: wrapText(map.papers[paper]!.title, narrow ? 22 : 30, 2),
          size: narrow ? 10.5 : 11,
          weight: 450,
          x: map.arrays.layout[2 * paper]!,
          y: map.arrays.layout[2 * paper + 1]!,
        },
        (exemplars.has(paper) ? 0.5 : 0) + 0.4 * map.arrays.strength[paper]!,
        options.pointRadius + 4,
      ),
    );
}

function make(options: WishOptions, text: LabelText, priority: number, radius: number): Label {
  const [x, y] = project(options.frame, options.t, text.x, text.y);
  const width = Math.max(...text.lines.map((line) => options.measure(line, text.size, text.weight))) + 4;
  const height = text.lines.length * text.size * lineHeight + 2;
  const paper = text.kind === 'paper';
  return {
    ...text,
    wish: {
      key: `${text.kind} ${text.id}`,
      x,
      y,
      width,
      height,
      priority,
      reach: paper ? radius : Math.min(150, Math.max(26, 1.15 * radius + height * 0.8)),
      mode: paper ? 'beside' : 'around',
      ...(paper ? {} : { group: text.kind }),
    },
  };
}
