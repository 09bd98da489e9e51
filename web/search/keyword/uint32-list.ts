/** A growing list of whole numbers: four bytes each, where a JavaScript array takes eight or more. */
export class Uint32List {
  length = 0;
  private items = new Uint32Array(64);

  /** 0 if nothing was set. */
  get(at: number): number {
    return this.items[at] ?? 0;
  }

  set(at: number, value: number): void {
    if (at >= this.items.length) {
      const larger = new Uint32Array(Math.max(2 * this.items.length, at + 1));
      larger.set(this.items);
      this.items = larger;
    }
    this.items[at] = value;
    if (at >= this.length) this.length = at + 1;
  }

  /** A view of all values, to be read before the list grows. */
  values(): Uint32Array {
    return this.items.subarray(0, this.length);
  }

  push(value: number): void {
    this.set(this.length, value);
  }
}
