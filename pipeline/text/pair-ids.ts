import { lengthened } from '../util/int-list.ts';

/**
 * Ids of pairs of numbers, counted from 0 in the order of their first occurrence: a hash table with open addressing on typed
 * arrays, for the millions of adjacent words of a corpus. A Map of joined strings takes ten times as long.
 */
export class PairIds {
  /** Ids, −1 in free slots; the length is a power of two. */
  #slots = new Int32Array(1024).fill(-1);
  #left = new Int32Array(512);
  #right = new Int32Array(512);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The id of a pair of whole numbers from 0 to 2³¹ − 1, a new id at its first occurrence. */
  idOf(left: number, right: number): number {
    const mask = this.#slots.length - 1;
    let slot = mix(left, right) & mask;
    for (; this.#slots[slot]! >= 0; slot = (slot + 1) & mask) {
      const id = this.#slots[slot]!;
      if (this.#left[id] === left && this.#right[id] === right) return id;
    }
    const id = this.#size++;
    this.#slots[slot] = id;
    this.#left[id] = left;
    this.#right[id] = right;
    if (this.#size === this.#left.length) this.#grow();
    return id;
  }

  left(id: number): number {
    return this.#left[id]!;
  }

  right(id: number): number {
    return this.#right[id]!;
  }

  /** Keeps at least half of the slots free. */
  #grow(): void {
    this.#left = lengthened(this.#left);
    this.#right = lengthened(this.#right);
    this.#slots = new Int32Array(2 * this.#slots.length).fill(-1);
    const mask = this.#slots.length - 1;
    for (let id = 0; id < this.#size; id++) {
      let slot = mix(this.#left[id]!, this.#right[id]!) & mask;
      while (this.#slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.#slots[slot] = id;
    }
  }
}

/** Multiplying by odd constants spreads the low bits upwards; the shift brings them down again. */
function mix(left: number, right: number): number {
  const hash = Math.imul(Math.imul(left, 0x9e3779b1) ^ right, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
