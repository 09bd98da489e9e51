/**
 * Which themes want a label at a magnification: areas first, then their parts as these grow large enough. Pure: no DOM;
 * a function measures text.
 */
import type { MapTheme } from '../map/schema.ts';
import type { ThemeIndex } from '../map/themes/theme-index.ts';
import { type Frame, project, type Transform } from './frame.ts';
import { type LabelCandidate, wrapText } from './label-place.ts';

export interface LabelText {
  kind: 'area' | 'part' | 'paper';
  /** Theme id, or paper index. */
  id: number;
  lines: string[];
  /** Font size in pixels. */
  size: number;
  weight: number;
  /** Position in the layout that it names. */
  x: number;
  y: number;
}

export interface Label extends LabelText {
  candidate: LabelCandidate;
}

/** Width of a line of text in pixels, at a font size in pixels and a weight of 100 … 900. */
export type Measure = (text: string, size: number, weight: number) => number;

/** Distance between two base lines, as a share of the font size. */
export const lineHeight = 1.16;

/** The parts of a map that are drawn without reading its papers. */
export interface DrawnMap {
  themes: readonly MapTheme[];
  arrays: { layout: Float32Array; theme: Int32Array };
  index: ThemeIndex;
}

/** A view of a map, and how text is measured in it. */
export interface LabelView {
  frame: Frame;
  t: Transform;
  measure: Measure;
  /** On phones: smaller type, shorter lines. */
  narrow: boolean;
  /** Themes whose names are marked as uncertain. */
  uncertain: ReadonlySet<number>;
}

/** An area whose radius is this share of the window's shorter side names nothing any more: its parts take over. */
const FILLING = 0.62;
/** The name of an uncertain theme ends in a mark, and is lighter. */
const UNCERTAIN_MARK = '\u2009?';
const UNCERTAIN_WEIGHT = 420;
/** Characters of a line. */
const LINE = { wide: 18, narrow: 14 };
const MOST_LINES = 4;
/** Font size of an area's label in pixels, and its growth with the area's share of the papers. */
const AREA = { wide: 14, narrow: 11 };
const AREA_GROWTH = { wide: 9, narrow: 3.5 };
/** Font size of a part's label; its growth as its area grows on the screen, also by the part's share of the papers. */
const PART = { wide: 11.5, narrow: 10.5 };
const PART_GROWTH = 3;
const PART_GROWTH_BY_SHARE = 5;
/** It grows from this radius of its area on, over an increase of this, as shares of the window's shorter side. */
const GROWS_FROM = 0.15;
const GROWS_OVER = 0.3;
/** A part has a label from this radius of its area on, as a share of the window's shorter side. */
const NEAR = { wide: 0.17, narrow: 0.2 };
/** Except on phones, it also has one from this radius in pixels on, or at this distance from its area's middle. */
const LARGE_PART = 20;
const APART = 70;
/** Labels of areas are placed before those of parts. */
const AREA_PRIORITY = 3;
const PART_PRIORITY = 1;
/** A label may be so many radii of its theme and so many of its own heights from its anchor, within these pixels. */
const REACH_RADII = 1.15;
const REACH_HEIGHTS = 0.8;
const LEAST_REACH = 26;
const MOST_REACH = 150;

/** `[themes]` root mean square distance of a theme's papers from its centre, in the layout's units. */
export function themeSpread(map: DrawnMap): Float32Array {
  return Float32Array.from(map.themes, (theme) => {
    const papers = map.index.members[theme.id]!;
    let sum = 0;
    for (const paper of papers)
      sum +=
        (map.arrays.layout[2 * paper]! - theme.x) ** 2 + (map.arrays.layout[2 * paper + 1]! - theme.y) ** 2;
    return Math.sqrt(sum / Math.max(papers.length, 1));
  });
}

/**
 * The labels to place, in the order of the themes.
 * @param spread `[themes]` from {@link themeSpread}
 */
export function themeLabels(map: DrawnMap, view: LabelView, spread: Float32Array): Label[] {
  const { frame, t } = view;
  const { children, trails } = map.index;
  const width = view.narrow ? 'narrow' : 'wide';
  const labels: Label[] = [];
  const pixels = frame.scale * t.k;
  const smaller = Math.min(frame.width, frame.height);
  const largest = map.themes.reduce(
    (most, theme) => (theme.level === 0 ? Math.max(most, theme.size) : most),
    1,
  );
  const add = (kind: 'area' | 'part', theme: MapTheme, size: number, weight: number) => {
    const { id, name, x, y } = theme;
    const doubtful = view.uncertain.has(id);
    const lines = wrapText(name, LINE[width], MOST_LINES);
    if (doubtful) lines.push(`${lines.pop()}${UNCERTAIN_MARK}`);
    const priority = (kind === 'area' ? AREA_PRIORITY : PART_PRIORITY) + Math.sqrt(theme.size / largest);
    labels.push(
      asLabel(
        view,
        { kind, id, lines, size, weight: doubtful ? UNCERTAIN_WEIGHT : weight, x, y },
        priority,
        spread[id]! * pixels,
      ),
    );
  };
  for (const theme of map.themes) {
    const trail = trails[theme.id]!;
    if (theme.size === 0 || trail.at(-1) !== theme.id) continue;
    const radius = spread[theme.id]! * pixels;
    const share = Math.sqrt(theme.size / largest);
    if (theme.level === 0) {
      if (children[theme.id]!.length > 1 && radius > FILLING * smaller) continue;
      add('area', theme, AREA[width] + AREA_GROWTH[width] * share, 700);
      continue;
    }
    const parent = map.themes[trail.at(-2)!]!;
    const parentRadius = spread[parent.id]! * pixels;
    const near = parentRadius > NEAR[width] * smaller;
    // A part away from the middle of its area is a separate spot on the map, however dense.
    const apart = trail.length === 2 && pixels * Math.hypot(theme.x - parent.x, theme.y - parent.y) > APART;
    if (!near && (view.narrow || (radius < LARGE_PART && !apart))) continue;
    const grown = Math.min(1, Math.max(0, (parentRadius / smaller - GROWS_FROM) / GROWS_OVER));
    add('part', theme, PART[width] + grown * (PART_GROWTH + PART_GROWTH_BY_SHARE * share), 550);
  }
  return labels;
}

/**
 * A text with the box that it needs and the distance that it may keep from its anchor.
 * @param radius pixels: of a theme, its spread; of a paper, the gap that its title keeps from the point
 */
export function asLabel(view: LabelView, text: LabelText, priority: number, radius: number): Label {
  const [x, y] = project(view.frame, view.t, text.x, text.y);
  const width = Math.max(...text.lines.map((line) => view.measure(line, text.size, text.weight))) + 4;
  const height = text.lines.length * text.size * lineHeight + 2;
  const paper = text.kind === 'paper';
  const reach = REACH_RADII * radius + height * REACH_HEIGHTS;
  return {
    ...text,
    candidate: {
      key: `${text.kind} ${text.id}`,
      x,
      y,
      width,
      height,
      priority,
      reach: paper ? radius : Math.min(MOST_REACH, Math.max(LEAST_REACH, reach)),
      mode: paper ? 'beside' : 'around',
      ...(paper ? {} : { group: text.kind }),
    },
  };
}
