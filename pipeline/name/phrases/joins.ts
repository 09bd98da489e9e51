/** How often papers write two adjacent terms apart or with a hyphen, counted on demand: few of the many pairs are needed. */

/** Counts of a pair, the left term first. */
interface Joined {
  apart: number;
  hyphen: number;
}

export class Joins {
  readonly #stream: Int32Array;
  /** `[stream.length]` 1 if a hyphen precedes the term. */
  readonly #hyphens: Uint8Array;
  /** `[terms + 1]` where the positions of each term begin in `#positions`. */
  readonly #starts: Int32Array;
  readonly #positions: Int32Array;
  readonly #known = new Map<number, Joined>();

  /**
   * @param stream term ids; negative at gaps, which no pair spans
   * @param hyphens positions in `stream` of terms that a hyphen precedes
   * @param terms number of terms
   */
  constructor(stream: Int32Array, hyphens: readonly number[], terms: number) {
    this.#stream = stream;
    this.#hyphens = new Uint8Array(stream.length);
    for (const at of hyphens) this.#hyphens[at] = 1;
    const starts = new Int32Array(terms + 1);
    for (const id of stream) if (id >= 0) starts[id + 1]!++;
    for (let id = 0; id < terms; id++) starts[id + 1]! += starts[id]!;
    this.#starts = starts;
    this.#positions = new Int32Array(starts[terms]!);
    const next = starts.slice();
    stream.forEach((id, at) => {
      if (id >= 0) this.#positions[next[id]!++] = at;
    });
  }

  /** Whether a hyphen precedes the term at this position of the stream. */
  hasHyphen(at: number): boolean {
    return this.#hyphens[at] === 1;
  }

  /** Counts of this pair. */
  of(left: number, right: number): Joined {
    const pair = left * (this.#starts.length - 1) + right;
    const known = this.#known.get(pair);
    if (known) return known;
    const counts = this.#countTogether(left, right);
    this.#known.set(pair, counts);
    return counts;
  }

  /** Looks at the positions of the rarer of the two. */
  #countTogether(left: number, right: number): Joined {
    const counts = { apart: 0, hyphen: 0 };
    const byLeft = this.#count(left) < this.#count(right);
    const [from, to] = byLeft ? this.#range(left) : this.#range(right);
    for (let p = from; p < to; p++) {
      const at = byLeft ? this.#positions[p]! + 1 : this.#positions[p]!;
      if (this.#stream[at] !== right || this.#stream[at - 1] !== left) continue;
      counts[this.#hyphens[at] ? 'hyphen' : 'apart']++;
    }
    return counts;
  }

  #count(id: number): number {
    const [from, to] = this.#range(id);
    return to - from;
  }

  #range(id: number): [number, number] {
    return [this.#starts[id]!, this.#starts[id + 1]!];
  }
}
