/** A growing list of whole numbers: a quarter of the memory of an array, and no garbage. */
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

  /** `[length]`, a copy. */
  toArray(): Int32Array<ArrayBuffer> {
    return this.#items.slice(0, this.#length);
  }
}

/** A copy of twice the length. */
export function lengthened(array: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * array.length);
  longer.set(array);
  return longer;
}
