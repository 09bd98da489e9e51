/** Longest beginning of a tag that is kept at the end of a chunk. */
const LONGEST_NAME = 100;

/** The text after the last whole tag. If the XML breaks, the records that begin in it and after it are counted. */
export class Tail {
  /** Offset in the whole text of the first character after the last tag. */
  from = 0;
  /** Number of records since `countIn` was called. */
  count = 0;
  #pieces: string[] = [];
  /** Offset in the whole text of the first piece. */
  #begin = 0;
  #tag: RegExp | null = null;

  add(piece: string): void {
    while (this.#pieces.length > 0 && this.#begin + this.#pieces[0]!.length <= this.from)
      this.#begin += this.#pieces.shift()!.length;
    this.#pieces.push(piece);
    if (this.#tag) this.#look(this.#tag);
  }

  /** From now on counts start tags with these names, beginning with those in the held text. */
  countIn(names: readonly string[]): void {
    this.#tag = new RegExp(`<(?:[\\w.-]+:)?(?:${names.join('|')})(?=[\\s/>])`, 'g');
    this.#look(this.#tag);
  }

  #look(tag: RegExp): void {
    const text = this.#pieces.join('').slice(Math.max(0, this.from - this.#begin));
    const starts = text.match(tag)?.length ?? 0;
    this.count += starts;
    // Keep the beginning of a tag that continues in the next piece, unless it was counted.
    const cut = text.slice(-LONGEST_NAME).lastIndexOf('<');
    const rest = cut < 0 ? '' : text.slice(-LONGEST_NAME).slice(cut);
    this.#begin = 0;
    this.from = 0;
    this.#pieces = [rest.search(tag) < 0 ? rest : ''];
  }
}
