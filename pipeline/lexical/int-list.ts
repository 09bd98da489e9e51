/** A list of whole numbers that grows: a quarter of the memory of an array of numbers, and none of its garbage. */
export class IntList {
  #items = new Int32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: number): void {
    if (this.#length === this.#items.length) {
      const longer = new Int32Array(2 * this.#items.length);
      longer.set(this.#items);
      this.#items = longer;
    }
    this.#items[this.#length++] = item;
  }

  /** `[length]`, a copy of its own. */
  toArray(): Int32Array<ArrayBuffer> {
    return this.#items.slice(0, this.#length);
  }
}
