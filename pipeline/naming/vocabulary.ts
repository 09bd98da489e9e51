/** The corpus as numbers: one id a word or acronym, and what is known of each from how the papers use it. */
import { DETERMINERS, FUNCTION_WORDS, isEmptyWord, PLAIN_HEADS, VERB_MARKERS } from '../text/stop-words.ts';
import { BREAK, cleanText, foldWord, HYPHEN, splitWords } from '../text/tokens.ts';
import type { Paper } from '../types.ts';
import { findAcronyms } from './acronyms.ts';
import { Joins } from './joins.ts';

/** Stands between words that no phrase may span. */
export const GAP = -1;

export interface Term {
  key: string;
  /** Written forms with their counts; those inside a sentence of an abstract count full, others a tenth. */
  forms: Map<string, number>;
  /** For an acronym: its long form as written, with counts; else null. */
  longForms: Map<string, number> | null;
  /** What it says, in keys: for an acronym the words of its long form. */
  says: readonly string[];
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
  /** Whether two terms are written apart or with a hyphen. */
  joins: Joins;
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

/** A word as written, and what is asked of it again and again. */
interface Written {
  word: string;
  key: string;
  /** Long forms of acronyms that begin with it, longest first. */
  longForms: readonly LongForm[];
  /** The term that it stands for by itself, −1 as long as it has not stood so. */
  term: number;
  /** Sum of the weights with which it stood for that term. */
  weight: number;
  /** It says nothing alone. */
  hollow: boolean;
  /** "DeepSeek", "Qwen2": a name that its versions belong to. */
  isName: boolean;
  /** "GPT": so does one of capitals, before a number. */
  allCapitals: boolean;
  beginsWithDigit: boolean;
  beginsWithCapitalOrDigit: boolean;
}

interface LongForm {
  keys: string[];
  short: string;
}

class Builder {
  readonly #written = new Map<string, Written>();
  readonly #ids = new Map<string, number>();
  readonly #terms: Term[] = [];
  readonly #stream: number[] = [];
  /** Places in the stream before which a hyphen stands. */
  readonly #hyphens: number[] = [];
  /** Long forms by their first folded word, longest first. */
  readonly #long = new Map<string, LongForm[]>();
  readonly #longOf = new Map<string, { long: string[]; definitions: number }>();

  constructor(texts: readonly string[]) {
    for (const { short, long, definitions } of findAcronyms(texts)) {
      if (long.every(isHollow)) continue;
      this.#longOf.set(short, { long, definitions });
      const group = this.#long.get(long[0]!) ?? [];
      group.push({ keys: long, short });
      group.sort((a, b) => b.keys.length - a.keys.length);
      this.#long.set(long[0]!, group);
    }
  }

  get length(): number {
    return this.#stream.length;
  }

  /** @param weight of a word's written form inside a sentence */
  add(text: string, weight: number): void {
    const { words: texts, joins } = splitWords(this.#withoutDefinitions(text));
    const words = texts.map((word) => this.#lookUp(word));
    let previous = GAP;
    this.#stream.push(GAP);
    for (let i = 0; i < words.length; ) {
      const broken = i === 0 || joins[i] === BREAK;
      if (broken && previous !== GAP) this.#note(previous, null);
      if (broken) {
        this.#stream.push(GAP);
        previous = GAP;
      }
      const { id, used } = this.#take(words, joins, i, broken ? 0.1 * weight : weight);
      if (previous !== GAP) {
        this.#note(previous, this.#terms[id]!);
        if (this.#terms[previous]!.verbMarker) this.#terms[id]!.verbal++;
        if (joins[i] === HYPHEN) this.#hyphens.push(this.#stream.length);
      }
      this.#stream.push(id);
      previous = id;
      i += used;
    }
    if (previous !== GAP) this.#note(previous, null);
    this.#stream.push(GAP);
  }

  finish(starts: Int32Array, titleEnds: Int32Array): Corpus {
    for (const { word, term, weight } of this.#written.values())
      if (term >= 0) this.#addForm(term, word, weight);
    const stream = Int32Array.from(this.#stream);
    return {
      terms: this.#terms,
      stream,
      starts,
      titleEnds,
      joins: new Joins(stream, this.#hyphens, this.#terms.length),
    };
  }

  /** "mixture of experts (MoE) models" reads on as "mixture of experts models". */
  #withoutDefinitions(text: string): string {
    return text.replace(/(?<!\s)\s*\(([A-Za-z0-9-]{2,9})\)/g, (whole, inside: string) =>
      this.#longOf.has(inside.replace(/s$/, '')) || this.#longOf.has(inside) ? ' ' : whole,
    );
  }

  #lookUp(word: string): Written {
    const known = this.#written.get(word);
    if (known) return known;
    const key = foldWord(word);
    const written: Written = {
      word,
      key,
      longForms: this.#long.get(key) ?? [],
      term: -1,
      weight: 0,
      hollow: isHollow(key),
      isName: !this.#longOf.has(word) && /\p{Ll}\p{Lu}|\p{L}\d/u.test(word),
      allCapitals: /^\p{Lu}{2,}$/u.test(word),
      beginsWithDigit: /^\d/.test(word),
      beginsWithCapitalOrDigit: /^[\p{Lu}\d]/u.test(word),
    };
    this.#written.set(word, written);
    return written;
  }

  #take(words: readonly Written[], joins: readonly number[], at: number, weight: number) {
    const first = words[at]!;
    for (const { keys, short } of first.longForms) {
      if (!keys.every((key, w) => words[at + w]?.key === key && (w === 0 || joins[at + w] !== BREAK)))
        continue;
      const text = words
        .slice(at, at + keys.length)
        .map(({ word }, w) => (w === 0 ? word : `${joins[at + w] === HYPHEN ? '-' : ' '}${word}`))
        .join('');
      const term = this.#acronym(short);
      this.#terms[term]!.count++;
      this.#terms[term]!.longForms!.set(text, (this.#terms[term]!.longForms!.get(text) ?? 0) + 1);
      return { id: term, used: keys.length };
    }
    const compound = joins[at] !== HYPHEN && joins[at + 1] === HYPHEN ? this.#compound(words, joins, at) : 1;
    if (compound > 1) {
      const text = words
        .slice(at, at + compound)
        .map(({ word }) => word)
        .join('-');
      const id = this.#intern(foldWord(text), false);
      this.#addForm(id, text, weight);
      this.#terms[id]!.count++;
      return { id, used: compound };
    }
    if (first.term < 0) first.term = this.#termOf(first);
    first.weight += weight;
    this.#terms[first.term]!.count++;
    return { id: first.term, used: 1 };
  }

  #termOf({ word, key }: Written): number {
    const singular = word.replace(/(?<=[A-Z0-9])s$/, '');
    return this.#longOf.has(singular) ? this.#acronym(singular) : this.#intern(key, false);
  }

  #addForm(term: number, form: string, weight: number): void {
    const { forms } = this.#terms[term]!;
    forms.set(form, (forms.get(form) ?? 0) + weight);
  }

  /**
   * Words that a hyphen makes one: what is empty in front takes the next with it ("high-resolution" is not resolution), and
   * a name keeps its versions ("DeepSeek-R1", "Qwen2.5-VL"). Others stay apart, so that "KV-cache" is "KV cache".
   */
  #compound(words: readonly Written[], joins: readonly number[], at: number): number {
    let used = 1;
    const hyphen = () => at + used < words.length && joins[at + used] === HYPHEN;
    const { isName, allCapitals } = words[at]!;
    const isVersioned = allCapitals && hyphen() && words[at + 1]!.beginsWithDigit;
    if (isName || isVersioned) while (hyphen() && words[at + used]!.beginsWithCapitalOrDigit) used++;
    else while (hyphen() && words[at + used - 1]!.hollow) used++;
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
      says: acronym ? this.#longOf.get(key.slice(1))!.long : [key],
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
    return long.every((word) => PLAIN_HEADS.has(word) || isHollow(word));
  }

  #note(previous: number, next: Term | null): void {
    const term = this.#terms[previous]!;
    if (next === null || next.grammar) term.ends++;
    if (next?.determiner) term.verbal++;
    if (next?.key === 'of') term.relational++;
  }
}

function isHollow(key: string): boolean {
  return FUNCTION_WORDS.has(key) || isEmptyWord(key);
}
