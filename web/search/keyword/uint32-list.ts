/** A list of whole numbers that grows: four bytes each, where lists of JavaScript take eight or more. */
export class Uint32List {
  length = 0;
  private held = new Uint32Array(64);

  /** 0 where nothing was set. */
  get(at: number): number {
    return this.held[at] ?? 0;
  }

  set(at: number, value: number): void {
    if (at >= this.held.length) {
      const larger = new Uint32Array(Math.max(2 * this.held.length, at + 1));
      larger.set(this.held);
      this.held = larger;
    }
    this.held[at] = value;
    if (at >= this.length) this.length = at + 1;
  }

  /** All, to be read only and before the list grows. */
  values(): Uint32Array {
    return this.held.subarray(0, this.length);
  }

  push(value: number): void {
    this.set(this.length, value);
  }
}
