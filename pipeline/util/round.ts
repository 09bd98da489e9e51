/** Rounds to the 4 decimals of maps and reports; never −0, which JSON writes as 0. */
export function round(value: number): number {
  return Math.round(value * 1e4) / 1e4 + 0;
}
