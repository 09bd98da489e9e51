/** Size, opacity and order of the points, by the number of papers and the magnification. */

/**
 * Pixels of a point's radius at k = 1, divided by a power of the number of papers. A power of ½ would cover the same share
 * of every map; below it, maps of more papers look denser, as they are. 6 px for 100 papers, 2.9 for 1,000, 1.4 for 10,000.
 */
const RADIUS = 26;
const RADIUS_POWER = 0.32;
const SMALLEST_RADIUS = 1.15;
const LARGEST_RADIUS = 6.4;
/** On a phone all distances are shorter, and so are radii. */
const NARROW_RADIUS = 0.78;
/** Radii grow as this power of the magnification, more slowly than distances, so that zooming in pulls points apart. */
const RADIUS_ZOOM = 0.36;
/** The magnification below which radii no longer shrink, and their largest size when zoomed in. */
const FARTHEST = 0.5;
const LARGEST_ZOOMED = 13;

/**
 * Radius in pixels: smaller for more papers, growing slowly with the magnification.
 * @param narrow true on phones
 */
export function pointRadius(count: number, k: number, narrow: boolean): number {
  const many = RADIUS / Math.max(count, 1) ** RADIUS_POWER;
  const base = Math.min(LARGEST_RADIUS, Math.max(SMALLEST_RADIUS, many));
  return Math.min(base * (narrow ? NARROW_RADIUS : 1) * Math.max(k, FARTHEST) ** RADIUS_ZOOM, LARGEST_ZOOMED);
}

/** Opacity of a point at k = 1, divided by a power of the number of papers. The most holds up to 900; 100,000 have .2. */
const OPACITY = 9;
const OPACITY_POWER = 0.33;
const MOST_OPACITY = 0.94;
/** Zooming in pulls points apart, and they become more opaque as this power of the magnification. */
const OPACITY_ZOOM = 0.3;

/** Opacity 0 … 1: lower for more papers, so that overlapping points show density. */
export function pointOpacity(count: number, k: number): number {
  const dense = Math.min(MOST_OPACITY, OPACITY / Math.max(count, 1) ** OPACITY_POWER);
  return Math.min(MOST_OPACITY, dense * Math.max(k, 1) ** OPACITY_ZOOM);
}

/**
 * The papers from back to front: by ascending emphasis, and within one emphasis by a fixed stride, so that no theme
 * covers another everywhere.
 * @param emphasis `[N]` 0, 1 or 2
 */
export function drawOrder(emphasis: Uint8Array): Uint32Array {
  const order = new Uint32Array(emphasis.length);
  let next = 0;
  const stride = coprimeStride(emphasis.length);
  for (const wanted of [0, 1, 2].filter((value) => emphasis.includes(value)))
    for (let step = 0, paper = 0; step < emphasis.length; step++, paper = (paper + stride) % emphasis.length)
      if (emphasis[paper] === wanted) order[next++] = paper;
  return order;
}

/** A stride near the golden section, which spreads consecutive papers evenly, and visits every paper once. */
function coprimeStride(count: number): number {
  let stride = Math.max(1, Math.round(count * 0.618));
  while (gcd(stride, count) !== 1) stride++;
  return stride;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
