/**
 * What is wrong with a vector that a model gave, to stand behind "gave"; null where it can be used.
 * @param vector of length 1, give or take the rounding of single precision
 * @param dimension the width that the model is known to have
 */
export function vectorProblem(vector: Float32Array, dimension: number): string | null {
  if (vector.length !== dimension) return `${vector.length} numbers instead of ${dimension}`;
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (!Number.isFinite(squares)) return 'a vector that is not finite';
  return Math.abs(squares - 1) < 1e-3 ? null : 'a vector that is not of length 1';
}
