/** An inverted index of a block of texts: which of them contain a term, and how often (Zobel & Moffat 2006). */

/** Texts per index: their numbers take two bytes. */
export const MOST_TEXTS = 2 ** 16;
const MOST_TIMES = 2 ** 16 - 1;

export class Postings {
  /** Numbers of the texts that contain each term, ascending, term after term. */
  readonly texts: Uint16Array;
  /** How often the term occurs in the text; at most {@link MOST_TIMES}. */
  readonly times: Uint16Array;
  /** Terms that occur, ascending. */
  private readonly terms: Uint32Array;
  /** `[terms + 1]` where the texts of each term begin. */
  private readonly starts: Uint32Array;

  /**
   * @param tokens terms of the texts, text after text
   * @param ends where each text ends in `tokens`; at most {@link MOST_TEXTS} texts
   * @param vocabulary one more than the highest term
   */
  constructor(tokens: Uint32Array, ends: Uint32Array, vocabulary: number) {
    // Texts are numbered from 1 here; 0 means that the term was in no text yet.
    const last = new Uint32Array(vocabulary);
    const holding = new Uint32Array(vocabulary);
    eachToken(tokens, ends, (term, text) => {
      if (last[term] === text + 1) return;
      last[term] = text + 1;
      holding[term]!++;
    });
    this.terms = Uint32Array.from(occurring(holding));
    this.starts = new Uint32Array(this.terms.length + 1);
    // From here on: where the next text of each term goes.
    const next = holding;
    for (let i = 0; i < this.terms.length; i++) {
      const term = this.terms[i]!;
      this.starts[i + 1] = this.starts[i]! + holding[term]!;
      next[term] = this.starts[i]!;
    }
    this.texts = new Uint16Array(this.starts.at(-1)!);
    this.times = new Uint16Array(this.texts.length);
    last.fill(0);
    eachToken(tokens, ends, (term, text) => {
      if (last[term] !== text + 1) {
        last[term] = text + 1;
        this.texts[next[term]!] = text;
        next[term]!++;
      }
      const at = next[term]! - 1;
      if (this.times[at]! < MOST_TIMES) this.times[at]!++;
    });
  }

  /** The range of a term in {@link texts} and {@link times}. */
  rangeOf(term: number): [from: number, to: number] {
    let low = 0;
    let high = this.terms.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.terms[middle]! < term) low = middle + 1;
      else high = middle;
    }
    return this.terms[low] === term ? [this.starts[low]!, this.starts[low + 1]!] : [0, 0];
  }
}

function eachToken(
  tokens: Uint32Array,
  ends: Uint32Array,
  visit: (term: number, text: number) => void,
): void {
  let at = 0;
  for (let text = 0; text < ends.length; text++)
    for (const end = ends[text]!; at < end; at++) visit(tokens[at]!, text);
}

function* occurring(holding: Uint32Array): Generator<number> {
  for (let term = 0; term < holding.length; term++) if (holding[term]! > 0) yield term;
}
