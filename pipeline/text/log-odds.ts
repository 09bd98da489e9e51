/**
 * How surely a term is more frequent in one group of texts than in another: the log odds ratio of its shares, smoothed by half a
 * text on each side, over its standard error (Monroe, Colaresi & Quinn 2008).
 * @param x texts of the `m` of the first group that hold it
 * @param y texts of the `n` of the second group that hold it
 */
export function surelyMore(x: number, m: number, y: number, n: number): number {
  const odds = Math.log((x + 0.5) / (m - x + 0.5)) - Math.log((y + 0.5) / (n - y + 0.5));
  return odds / Math.sqrt(1 / (x + 0.5) + 1 / (m - x + 0.5) + 1 / (y + 0.5) + 1 / (n - y + 0.5));
}
