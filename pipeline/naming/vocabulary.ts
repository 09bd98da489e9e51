/** The corpus as numbers: one id a word or acronym, and what is known of each from how the papers use it. */
import { DETERMINERS, FUNCTION_WORDS, isEmptyWord, PLAIN_HEADS, VERB_MARKERS } from '../text/stop-words.ts';
import { BREAK, cleanText, foldWord, HYPHEN, splitWords } from '../text/tokens.ts';
import type { Paper } from '../types.ts';
import { findAcronyms } from './acronyms.ts';

/** Stands between words that no phrase may span. */
export const GAP = -1;

export interface Term {
  key: string;
  /** Written forms with their counts; those inside a sentence of an abstract count full, others a tenth. */
  forms: Map<string, number>;
  /** For an acronym: its long form as written, with counts; else null. */
  longForms: Map<string, number> | null;
  /** For an acronym: papers that define it, and so have to write both forms. */
  definitions: number;
  count: number;
  /** How often a break or a word of grammar follows: nouns end phrases, adjectives do not. */
  ends: number;
  /** How often an article or pronoun follows, or "to", "we", "can" stand before: verbs. */
  verbal: number;
  /** How often "of" follows: "mixture of …", "depth of …" say nothing without what comes next. */
  relational: number;
  grammar: boolean;
  empty: boolean;
  plainHead: boolean;
  verbMarker: boolean;
  determiner: boolean;
}

export interface Corpus {
  terms: Term[];
  /** All papers one after another, GAP where a phrase ends. */
  stream: Int32Array;
  /** `[N + 1]` where each paper begins in `stream`. */
  starts: Int32Array;
  /** `[N]` where its title ends. */
  titleEnds: Int32Array;
  /** "left right" ids → [written apart, written with a hyphen]. */
  joins: Map<number, [number, number]>;
}

/** Reads all titles and abstracts. */
export function readCorpus(papers: readonly Paper[]): Corpus {
  const titles = papers.map((paper) => cleanText(paper.title));
  const abstracts = papers.map((paper) => cleanText(paper.abstract));
  const builder = new Builder(titles.map((title, i) => `${title}. ${abstracts[i]}`));
  const starts = new Int32Array(papers.length + 1);
  const titleEnds = new Int32Array(papers.length);
  papers.forEach((_, i) => {
    builder.add(titles[i]!, 0.1);
    titleEnds[i] = builder.length;
    builder.add(abstracts[i]!, 1);
    starts[i + 1] = builder.length;
  });
  return builder.finish(starts, titleEnds);
}

/** Key of a pair of neighbouring terms in {@link Corpus.joins}. */
export function pairKey(left: number, right: number): number {
  return left * 0x4000000 + right;
}

class Builder {
  readonly #folded = new Map<string, string>();
  readonly #ids = new Map<string, number>();
  readonly #terms: Term[] = [];
  readonly #stream: number[] = [];
  readonly #joins = new Map<number, [number, number]>();
  /** Long forms by their first folded word, longest first. */
  readonly #long = new Map<string, { words: string[]; short: string }[]>();
  readonly #longOf = new Map<string, { long: string[]; definitions: number }>();

  constructor(texts: readonly string[]) {
    for (const { short, long, definitions } of findAcronyms(texts)) {
      if (long.every((word) => FUNCTION_WORDS.has(word) || isEmptyWord(word))) continue;
      this.#longOf.set(short, { long, definitions });
      const group = this.#long.get(long[0]!) ?? [];
      group.push({ words: long, short });
      group.sort((a, b) => b.words.length - a.words.length);
      this.#long.set(long[0]!, group);
    }
  }

  get length(): number {
    return this.#stream.length;
  }

  /** @param weight of a word's written form inside a sentence */
  add(text: string, weight: number): void {
    const { words, joins } = splitWords(this.#withoutDefinitions(text));
    const keys = words.map((word) => this.#fold(word));
    let previous = GAP;
    this.#stream.push(GAP);
    for (let i = 0; i < words.length; ) {
      const broken = i === 0 || joins[i] === BREAK;
      if (broken && previous !== GAP) this.#note(previous, null);
      if (broken) {
        this.#stream.push(GAP);
        previous = GAP;
      }
      const { id, used } = this.#take(words, joins, keys, i, broken ? 0.1 * weight : weight);
      if (previous !== GAP) {
        this.#note(previous, this.#terms[id]!);
        if (this.#terms[previous]!.verbMarker) this.#terms[id]!.verbal++;
        const pair = pairKey(previous, id);
        const counts = this.#joins.get(pair) ?? [0, 0];
        counts[joins[i] === HYPHEN ? 1 : 0]++;
        this.#joins.set(pair, counts);
      }
      this.#stream.push(id);
      previous = id;
      i += used;
    }
    if (previous !== GAP) this.#note(previous, null);
    this.#stream.push(GAP);
  }

  finish(starts: Int32Array, titleEnds: Int32Array): Corpus {
    return {
      terms: this.#terms,
      stream: Int32Array.from(this.#stream),
      starts,
      titleEnds,
      joins: this.#joins,
    };
  }

  /** "mixture of experts (MoE) models" reads on as "mixture of experts models". */
  #withoutDefinitions(text: string): string {
    return text.replace(/(?<!\s)\s*\(([A-Za-z0-9-]{2,9})\)/g, (whole, inside: string) =>
      this.#longOf.has(inside.replace(/s$/, '')) || this.#longOf.has(inside) ? ' ' : whole,
    );
  }

  #fold(word: string): string {
    let key = this.#folded.get(word);
    if (key === undefined) {
      key = foldWord(word);
      this.#folded.set(word, key);
    }
    return key;
  }

  #take(words: string[], joins: number[], keys: string[], at: number, weight: number) {
    for (const { words: long, short } of this.#long.get(keys[at]!) ?? []) {
      if (!long.every((word, w) => keys[at + w] === word && (w === 0 || joins[at + w] !== BREAK))) continue;
      const written = words
        .slice(at, at + long.length)
        .map((word, w) => (w === 0 ? word : `${joins[at + w] === HYPHEN ? '-' : ' '}${word}`))
        .join('');
      const term = this.#acronym(short);
      this.#terms[term]!.count++;
      this.#terms[term]!.longForms!.set(written, (this.#terms[term]!.longForms!.get(written) ?? 0) + 1);
      return { id: term, used: long.length };
    }
    const compound =
      joins[at] !== HYPHEN && joins[at + 1] === HYPHEN ? this.#compound(words, joins, keys, at) : 1;
    if (compound > 1) {
      const word = words.slice(at, at + compound).join('-');
      const id = this.#intern(foldWord(word), false);
      const { forms } = this.#terms[id]!;
      forms.set(word, (forms.get(word) ?? 0) + weight);
      this.#terms[id]!.count++;
      return { id, used: compound };
    }
    const word = words[at]!;
    const bare = word.endsWith('s') ? word.replace(/(?<=[A-Z0-9])s$/, '') : word;
    const id = this.#longOf.has(bare) ? this.#acronym(bare) : this.#intern(keys[at]!, false);
    const { forms } = this.#terms[id]!;
    forms.set(word, (forms.get(word) ?? 0) + weight);
    this.#terms[id]!.count++;
    return { id, used: 1 };
  }

  /**
   * Words that a hyphen makes one: what is empty in front takes the next with it ("high-resolution" is not resolution), and
   * a name keeps its versions ("DeepSeek-R1", "Qwen2.5-VL"). Others stay apart, so that "KV-cache" is "KV cache".
   */
  #compound(words: string[], joins: number[], keys: string[], at: number): number {
    let used = 1;
    const hyphen = () => at + used < words.length && joins[at + used] === HYPHEN;
    const isName = (word: string) => !this.#longOf.has(word) && /\p{Ll}\p{Lu}|\p{L}\d/u.test(word);
    const isVersioned = /^\p{Lu}{2,}$/u.test(words[at]!) && hyphen() && /^\d/.test(words[at + 1]!);
    if (isName(words[at]!) || isVersioned) while (hyphen() && /^[\p{Lu}\d]/u.test(words[at + used]!)) used++;
    else
      while (hyphen() && (FUNCTION_WORDS.has(keys[at + used - 1]!) || isEmptyWord(keys[at + used - 1]!)))
        used++;
    return used;
  }

  #acronym(short: string): number {
    const id = this.#intern(`=${short}`, true);
    const { forms } = this.#terms[id]!;
    if (!forms.has(short)) forms.set(short, 0.01);
    return id;
  }

  #intern(key: string, acronym: boolean): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#terms.length;
    this.#ids.set(key, id);
    this.#terms.push({
      key,
      forms: new Map(),
      longForms: acronym ? new Map() : null,
      definitions: acronym ? this.#longOf.get(key.slice(1))!.definitions : 0,
      count: 0,
      ends: 0,
      verbal: 0,
      relational: 0,
      grammar: FUNCTION_WORDS.has(key) || /^\d+[a-z]{0,2}$/.test(key),
      empty: isEmptyWord(key) || key.length < 2,
      plainHead: acronym ? this.#isPlain(key.slice(1)) : PLAIN_HEADS.has(key),
      verbMarker: VERB_MARKERS.has(key),
      determiner: DETERMINERS.has(key),
    });
    return id;
  }

  /** "LLM", "DNN": the long form is made of words that say nothing alone. */
  #isPlain(short: string): boolean {
    const { long } = this.#longOf.get(short)!;
    return long.every((word) => PLAIN_HEADS.has(word) || FUNCTION_WORDS.has(word) || isEmptyWord(word));
  }

  #note(previous: number, next: Term | null): void {
    const term = this.#terms[previous]!;
    if (next === null || next.grammar) term.ends++;
    if (next?.determiner) term.verbal++;
    if (next?.key === 'of') term.relational++;
  }
}
