/** Size, opacity and order of the points, by the number of papers and the magnification. */

/**
 * Radius in pixels: smaller for more papers, growing slowly with the magnification.
 * @param narrow true on phones
 */
export function pointRadius(count: number, k: number, narrow: boolean): number {
  const base = Math.min(6.4, Math.max(1.15, 26 / Math.max(count, 1) ** 0.32));
  return Math.min(base * (narrow ? 0.78 : 1) * Math.max(k, 0.5) ** 0.36, 13);
}

/** Opacity 0 … 1: lower for more papers, so that overlapping points show density. */
export function pointOpacity(count: number, k: number): number {
  const sparse = 0.94;
  const dense = Math.min(sparse, 9 / Math.max(count, 1) ** 0.33);
  return Math.min(sparse, dense * Math.max(k, 1) ** 0.3);
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

function coprimeStride(count: number): number {
  let stride = Math.max(1, Math.round(count * 0.618));
  while (gcd(stride, count) !== 1) stride++;
  return stride;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
