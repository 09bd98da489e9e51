/** UMAP's similarity on the map, 1 / (1 + a d^2b), fitted to a smallest distance between points. */

export interface Curve {
  a: number;
  b: number;
}

/**
 * a and b by least squares against exp(−(d − minDist)) beyond `minDist` and 1 before it, on 300 points in [0, 3]
 * (McInnes et al. 2018, section 4.3; umap-learn's find_ab_params with spread 1), by Gauss–Newton with damping.
 * @param minDist smallest distance between points on the map, 0 ≤ minDist < 3
 */
export function fitCurve(minDist: number): Curve {
  let a = 1.6;
  let b = 0.9;
  let damping = 1e-3;
  let error = squaredError(a, b, minDist);
  for (let step = 0; step < 200; step++) {
    let aa = 0;
    let ab = 0;
    let bb = 0;
    let ga = 0;
    let gb = 0;
    for (let s = 1; s < 300; s++) {
      const x = (3 * s) / 299;
      const power = x ** (2 * b);
      const value = 1 / (1 + a * power);
      const residual = value - wanted(x, minDist);
      const da = -power * value * value;
      const db = -2 * a * power * Math.log(x) * value * value;
      aa += da * da;
      ab += da * db;
      bb += db * db;
      ga += da * residual;
      gb += db * residual;
    }
    const pa = aa * (1 + damping);
    const pb = bb * (1 + damping);
    const determinant = pa * pb - ab * ab;
    const nextA = a - (pb * ga - ab * gb) / determinant;
    const nextB = b - (pa * gb - ab * ga) / determinant;
    const nextError = nextA > 0 && nextB > 0 ? squaredError(nextA, nextB, minDist) : Infinity;
    if (nextError >= error) {
      damping *= 10;
      if (damping > 1e9) break;
      continue;
    }
    const settled = error - nextError < 1e-12;
    a = nextA;
    b = nextB;
    error = nextError;
    damping /= 10;
    if (settled) break;
  }
  return { a, b };
}

function wanted(x: number, minDist: number): number {
  return x < minDist ? 1 : Math.exp(minDist - x);
}

function squaredError(a: number, b: number, minDist: number): number {
  let error = 0;
  for (let s = 0; s < 300; s++) {
    const x = (3 * s) / 299;
    error += (1 / (1 + a * x ** (2 * b)) - wanted(x, minDist)) ** 2;
  }
  return error;
}
