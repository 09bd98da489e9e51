/** A list of whole numbers that grows: four bytes each, where lists of JavaScript take eight or more. */
export class Counts {
  length = 0;
  private values = new Uint32Array(64);

  /** 0 where nothing was set. */
  get(at: number): number {
    return this.values[at] ?? 0;
  }

  set(at: number, value: number): void {
    if (at >= this.values.length) {
      const larger = new Uint32Array(Math.max(2 * this.values.length, at + 1));
      larger.set(this.values);
      this.values = larger;
    }
    this.values[at] = value;
    if (at >= this.length) this.length = at + 1;
  }

  push(value: number): void {
    this.set(this.length, value);
  }
}
