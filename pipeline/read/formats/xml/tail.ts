/** Longest beginning of a tag that a piece of the text may cut off. */
const LONGEST_NAME = 100;

/** The text after the last tag that was whole: where XML breaks, the records that begin there are counted. */
export class Tail {
  /** Offset in the whole text of the first character after the last tag. */
  from = 0;
  /** Of records, since `countIn` was called. */
  count = 0;
  #pieces: string[] = [];
  /** Offset in the whole text of the first piece that is held. */
  #begin = 0;
  #tag: RegExp | null = null;

  add(piece: string): void {
    while (this.#pieces.length > 0 && this.#begin + this.#pieces[0]!.length <= this.from)
      this.#begin += this.#pieces.shift()!.length;
    this.#pieces.push(piece);
    if (this.#tag) this.#look(this.#tag);
  }

  /** From here on start tags of elements with these names are counted, those that are held first. */
  countIn(names: readonly string[]): void {
    this.#tag = new RegExp(`<(?:[\\w.-]+:)?(?:${names.join('|')})(?=[\\s/>])`, 'g');
    this.#look(this.#tag);
  }

  #look(tag: RegExp): void {
    const text = this.#pieces.join('').slice(Math.max(0, this.from - this.#begin));
    const starts = text.match(tag)?.length ?? 0;
    this.count += starts;
    // A tag that the next piece goes on with; one that was counted has its end.
    const cut = text.slice(-LONGEST_NAME).lastIndexOf('<');
    const rest = cut < 0 ? '' : text.slice(-LONGEST_NAME).slice(cut);
    this.#begin = 0;
    this.from = 0;
    this.#pieces = [rest.search(tag) < 0 ? rest : ''];
  }
}
