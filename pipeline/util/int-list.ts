/** A list of whole numbers that grows: a quarter of the memory of an array of numbers, and none of its garbage. */
export class IntList {
  #items = new Int32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: number): void {
    if (this.#length === this.#items.length) this.#items = lengthened(this.#items);
    this.#items[this.#length++] = item;
  }

  /** `[length]`, a copy of its own. */
  toArray(): Int32Array<ArrayBuffer> {
    return this.#items.slice(0, this.#length);
  }
}

/** The same numbers in twice the room. */
export function lengthened(array: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * array.length);
  longer.set(array);
  return longer;
}
