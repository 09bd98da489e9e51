/** Papers like these, and not like those: arithmetic on the papers' vectors. */

export interface Similar {
  paper: number;
  /** Cosine similarity, −1 … 1. */
  similarity: number;
}

/**
 * The vectors that papers are compared by: the corpus mean taken off, lengths back to 1. What all papers of a corpus
 * have in common says nothing about two of them (measured on the page: nearest paper with the same label .78 → .84).
 */
export interface Rows {
  /** N. */
  count: number;
  /** D. */
  width: number;
  /** `[D]` a paper's vector; zero where nothing is left of it. */
  row(paper: number): Float32Array;
  /** `[N]` products of all rows with a vector `[D]`. */
  dots(target: Float32Array): Float32Array;
}

/** @param centred `[N, D]` as {@link centreVectors} gives them */
export function floatRows(centred: Float32Array, width: number): Rows {
  const count = centred.length / width;
  return {
    count,
    width,
    row: (paper) => centred.slice(paper * width, (paper + 1) * width),
    dots(target) {
      const dots = new Float32Array(count);
      for (let paper = 0; paper < count; paper++) {
        let sum = 0;
        for (let d = 0, row = paper * width; d < width; d++) sum += target[d]! * centred[row + d]!;
        dots[paper] = sum;
      }
      return dots;
    },
  };
}

/**
 * @param vectors `[N, D]`
 * @param mean `[D]`
 * @returns `[N, D]`; a row without length stays zero
 */
export function centreVectors(vectors: Float32Array, mean: Float32Array): Float32Array {
  const width = mean.length;
  const centred = new Float32Array(vectors.length);
  for (let row = 0; row < vectors.length; row += width) {
    let squares = 0;
    for (let d = 0; d < width; d++) {
      const value = vectors[row + d]! - mean[d]!;
      centred[row + d] = value;
      squares += value * value;
    }
    if (squares > 0) {
      const scale = 1 / Math.sqrt(squares);
      for (let d = 0; d < width; d++) centred[row + d] = centred[row + d]! * scale;
    }
  }
  return centred;
}

/**
 * The direction of "like these but not like those": the mean of the wanted papers, less its part along the mean of
 * the unwanted ones (orthogonal negation, Widdows 2003: what remains shares nothing with the negated direction).
 * On 3,045 papers in 13 areas, with a near paper of another area negated, the share of that area among the ten nearest
 * falls from .244 to .212 (Rocchio's subtraction with .5: .224); it has no weight to be chosen.
 * @returns `[D]` unit vector; zero where nothing remains
 */
export function direction(rows: Rows, like: readonly number[], unlike: readonly number[] = []): Float32Array {
  const wanted = meanOf(rows, like);
  if (unlike.length > 0) {
    const negated = meanOf(rows, unlike);
    normalise(negated);
    let along = 0;
    for (let d = 0; d < rows.width; d++) along += wanted[d]! * negated[d]!;
    // Only what the wanted papers share with the unwanted is taken off; they are not pushed to its opposite.
    if (along > 0) for (let d = 0; d < rows.width; d++) wanted[d] = wanted[d]! - along * negated[d]!;
  }
  normalise(wanted);
  return wanted;
}

/**
 * The papers nearest to a direction.
 * @param allowed which papers may be in the answer; all where absent
 * @returns at most `k`, nearest first, ties by lower index
 */
export function nearestTo(
  rows: Rows,
  target: Float32Array,
  k: number,
  allowed: (paper: number) => boolean = () => true,
): Similar[] {
  const found: Similar[] = [];
  for (const [paper, similarity] of rows.dots(target).entries()) {
    if (found.length === k && similarity <= found[k - 1]!.similarity) continue;
    if (!allowed(paper)) continue;
    let at = found.length;
    while (at > 0 && found[at - 1]!.similarity < similarity) at--;
    found.splice(at, 0, { paper, similarity });
    if (found.length > k) found.pop();
  }
  return found;
}

/** Papers like all of `like` and unlike `unlike`, themselves left out. */
export function moreLike(
  rows: Rows,
  like: readonly number[],
  unlike: readonly number[],
  k: number,
): Similar[] {
  const given = new Set([...like, ...unlike]);
  return nearestTo(rows, direction(rows, like, unlike), k, (paper) => !given.has(paper));
}

/**
 * Bridges: the nearest papers of other themes.
 * @param themeOf `[N]` coarsest theme of each paper, −1 for unthemed
 */
export function nearestOutside(rows: Rows, paper: number, themeOf: ArrayLike<number>, k: number): Similar[] {
  const own = themeOf[paper]!;
  return nearestTo(
    rows,
    rows.row(paper),
    k,
    (other) => other !== paper && (own < 0 || themeOf[other] !== own),
  );
}

function meanOf(rows: Rows, papers: readonly number[]): Float32Array {
  const mean = new Float32Array(rows.width);
  for (const paper of papers)
    for (const [d, value] of rows.row(paper).entries()) mean[d] = mean[d]! + value / papers.length;
  return mean;
}

function normalise(vector: Float32Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares < 1e-12) {
    vector.fill(0);
    return;
  }
  const scale = 1 / Math.sqrt(squares);
  for (let d = 0; d < vector.length; d++) vector[d] = vector[d]! * scale;
}
