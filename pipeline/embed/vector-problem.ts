/**
 * Why a vector is unusable, phrased to follow "the model gave"; null if it is fine.
 * @param vector must have length 1, to single precision
 * @param dimension the model's known dimension
 */
export function vectorProblem(vector: Float32Array, dimension: number): string | null {
  if (vector.length !== dimension) return `${vector.length} numbers instead of ${dimension}`;
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (!Number.isFinite(squares)) return 'a vector that is not finite';
  return Math.abs(squares - 1) < 1e-3 ? null : 'a vector that is not of length 1';
}
