/** The papers' texts as numbers: one id for each word or acronym, with what its use in the papers tells about it. */

import {
  DETERMINERS,
  FUNCTION_WORDS,
  isEmptyWord,
  PLAIN_HEADS,
  PREFIXES,
  VERB_MARKERS,
} from '../../text/stop-words.ts';
import { BREAK, cleanText, foldWord, HYPHEN, scanWords } from '../../text/tokens.ts';
import { WordIds } from '../../text/word-ids.ts';
import type { Paper } from '../../types.ts';
import { IntList } from '../../util/int-list.ts';
import { findAcronyms } from './acronyms.ts';
import { Joins } from './joins.ts';

/** In the stream, a gap that no phrase spans. */
export const GAP = -1;

export interface Term {
  /** Its index among the terms. */
  id: number;
  key: string;
  /** Spellings with their counts; those inside a sentence of an abstract count fully, others a tenth. */
  forms: Map<string, number>;
  /** For an acronym: spellings of its long form, with counts; else null. */
  longForms: Map<string, number> | null;
  /** Keys of the words that it stands for: of its long form if it is an acronym. */
  meaning: readonly string[];
  /** For an acronym: papers that define it and therefore contain both forms. */
  definitions: number;
  count: number;
  /** How often a break or a function word follows: nouns end phrases, adjectives don't. */
  ends: number;
  /** How often it ends a phrase in the plural. */
  pluralEnds: number;
  /** How often a determiner follows, or "to", "we", "can" precede: a sign of a verb. */
  verbal: number;
  /** How often "of" follows: "mixture of …", "depth of …" mean nothing without the next word. */
  relational: number;
  grammar: boolean;
  empty: boolean;
  plainHead: boolean;
  verbMarker: boolean;
  determiner: boolean;
}

export interface Tokens {
  terms: Term[];
  /** Term ids of all papers, one after another; GAP where a phrase ends. */
  stream: Int32Array;
  /** `[N + 1]` where each paper begins in `stream`. */
  starts: Int32Array;
  /** `[N]` where its title ends. */
  titleEnds: Int32Array;
  /** Whether two terms are written apart or with a hyphen. */
  joins: Joins;
}

/** Reads all titles and abstracts. */
export function tokenise(papers: readonly Pick<Paper, 'title' | 'abstract'>[]): Tokens {
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

/** A word as spelled, with its properties, which are computed once. */
interface Written {
  word: string;
  key: string;
  /** Lengths in words of the long forms that begin with it, longest first. */
  longForms: readonly number[];
  id: number;
  /** The term of the word by itself, null until it occurs so. */
  term: Term | null;
  /** It means nothing alone. */
  hollow: boolean;
  /** "pre", "multi": with the next word it is one word, which papers write with a hyphen or without. */
  isPrefix: boolean;
  isPlural: boolean;
  /** "DeepSeek", "Qwen2": a name that includes the version after it. */
  isName: boolean;
  /** "GPT": before a number, it does so too. */
  allCapitals: boolean;
  beginsWithDigit: boolean;
  beginsWithCapitalOrDigit: boolean;
}

class Builder {
  readonly #wordIds = new WordIds();
  /** By word id; and the sum of the weights of each as a spelling of its term. */
  readonly #written: Written[] = [];
  readonly #weights: number[] = [];
  readonly #byKey = new Map<string, Term>();
  readonly #terms: Term[] = [];
  readonly #stream = new IntList();
  /** Positions in the stream of terms that a hyphen precedes. */
  readonly #hyphens: number[] = [];
  /** Lengths in words of the long forms, longest first, by their first key. */
  readonly #lengths = new Map<string, number[]>();
  /** Acronyms by the keys of their long form, and the reverse. */
  readonly #shortOf = new Map<string, string>();
  readonly #longOf = new Map<string, { long: string[]; definitions: number }>();

  constructor(texts: readonly string[]) {
    for (const { short, long, definitions } of findAcronyms(texts)) {
      if (long.every(isHollow)) continue;
      this.#longOf.set(short, { long, definitions });
      this.#shortOf.set(long.join(' '), short);
      const lengths = this.#lengths.get(long[0]!) ?? [];
      if (!lengths.includes(long.length)) lengths.push(long.length);
      this.#lengths.set(
        long[0]!,
        lengths.sort((a, b) => b - a),
      );
    }
  }

  get length(): number {
    return this.#stream.length;
  }

  /** @param weight of a spelling inside a sentence */
  add(text: string, weight: number): void {
    const { words, joins } = this.#split(this.#withoutDefinitions(text));
    let previous: Term | null = null;
    let isPlural = false;
    this.#stream.push(GAP);
    for (let i = 0; i < words.length; ) {
      const broken = i === 0 || joins[i] === BREAK;
      if (broken) {
        if (previous) noteEnd(previous, isPlural);
        this.#stream.push(GAP);
        previous = null;
      }
      const { term, used } = this.#take(words, joins, i, broken ? 0.1 * weight : weight);
      term.count++;
      if (previous) {
        note(previous, term, isPlural);
        if (joins[i] === HYPHEN) this.#hyphens.push(this.#stream.length);
      }
      this.#stream.push(term.id);
      previous = term;
      i += used;
      isPlural = words[i - 1]!.isPlural;
    }
    if (previous) noteEnd(previous, isPlural);
    this.#stream.push(GAP);
  }

  finish(starts: Int32Array, titleEnds: Int32Array): Tokens {
    for (const { id, word, term } of this.#written) if (term) addForm(term, word, this.#weights[id]!);
    const stream = this.#stream.toArray();
    return {
      terms: this.#terms,
      stream,
      starts,
      titleEnds,
      joins: new Joins(stream, this.#hyphens, this.#terms.length),
    };
  }

  #split(text: string) {
    const words: Written[] = [];
    const joins: number[] = [];
    scanWords(text, (from, to, join) => {
      const id = this.#wordIds.idOf(text, from, to);
      if (id === this.#written.length) {
        this.#written.push(this.#look(id));
        this.#weights.push(0);
      }
      words.push(this.#written[id]!);
      joins.push(join);
    });
    return { words, joins };
  }

  /** "mixture of experts (MoE) models" becomes "mixture of experts models". */
  #withoutDefinitions(text: string): string {
    return text.replace(/(?<!\s)\s*\(([A-Za-z0-9-]{2,9})\)/g, (whole, inside: string) =>
      this.#longOf.has(inside.replace(/s$/, '')) || this.#longOf.has(inside) ? ' ' : whole,
    );
  }

  #look(id: number): Written {
    const word = this.#wordIds.word(id);
    const key = foldWord(word);
    return {
      id,
      word,
      key,
      longForms: this.#lengths.get(key) ?? [],
      term: null,
      hollow: isHollow(key),
      isPrefix: PREFIXES.has(key),
      isPlural: /s$/i.test(word) && key !== word.toLowerCase(),
      isName: !this.#longOf.has(word) && /\p{Ll}\p{Lu}|\p{L}\d/u.test(word),
      allCapitals: /^\p{Lu}{2,}$/u.test(word),
      beginsWithDigit: /^\d/.test(word),
      beginsWithCapitalOrDigit: /^[\p{Lu}\d]/u.test(word),
    };
  }

  #take(words: readonly Written[], joins: readonly number[], at: number, weight: number) {
    const first = words[at]!;
    for (const length of first.longForms) {
      if (joins.slice(at + 1, at + length).includes(BREAK)) continue;
      const run = words.slice(at, at + length);
      const short = this.#shortOf.get(run.map(({ key }) => key).join(' '));
      if (short === undefined) continue;
      const text = run
        .map(({ word }, w) => (w === 0 ? word : `${joins[at + w] === HYPHEN ? '-' : ' '}${word}`))
        .join('');
      const term = this.#acronym(short);
      term.longForms!.set(text, (term.longForms!.get(text) ?? 0) + 1);
      return { term, used: run.length };
    }
    const compound = joins[at] !== HYPHEN && joins[at + 1] === HYPHEN ? this.#compound(words, joins, at) : 1;
    if (compound > 1) {
      const text = words
        .slice(at, at + compound)
        .map(({ word }) => word)
        .join('-');
      const term = this.#intern(foldWord(first.isPrefix ? text.replaceAll('-', '') : text), false);
      addForm(term, text, weight);
      return { term, used: compound };
    }
    first.term ??= this.#termOf(first);
    this.#weights[first.id]! += weight;
    return { term: first.term, used: 1 };
  }

  #termOf({ word, key }: Written): Term {
    const singular = word.replace(/(?<=[A-Z0-9])s$/, '');
    return this.#longOf.has(singular) ? this.#acronym(singular) : this.#intern(key, false);
  }

  /**
   * Number of words that hyphens join to one term: a hollow word takes the next ("high-resolution" is not resolution), and a
   * name its version ("DeepSeek-R1", "Qwen2.5-VL"). Others stay apart, so that "KV-cache" is "KV cache".
   */
  #compound(words: readonly Written[], joins: readonly number[], at: number): number {
    let used = 1;
    const hyphen = () => at + used < words.length && joins[at + used] === HYPHEN;
    const { isName, allCapitals } = words[at]!;
    const isVersioned = allCapitals && hyphen() && words[at + 1]!.beginsWithDigit;
    if (isName || isVersioned) while (hyphen() && words[at + used]!.beginsWithCapitalOrDigit) used++;
    else if (words[at]!.isPrefix && hyphen()) return 2;
    else while (hyphen() && words[at + used - 1]!.hollow) used++;
    return used;
  }

  #acronym(short: string): Term {
    const term = this.#intern(`=${short}`, true);
    if (!term.forms.has(short)) term.forms.set(short, 0.01);
    return term;
  }

  #intern(key: string, acronym: boolean): Term {
    const known = this.#byKey.get(key);
    if (known) return known;
    const term: Term = {
      id: this.#terms.length,
      key,
      forms: new Map(),
      longForms: acronym ? new Map() : null,
      meaning: acronym ? this.#longOf.get(key.slice(1))!.long : [key],
      definitions: acronym ? this.#longOf.get(key.slice(1))!.definitions : 0,
      count: 0,
      ends: 0,
      pluralEnds: 0,
      verbal: 0,
      relational: 0,
      grammar: FUNCTION_WORDS.has(key) || /^\d+[a-z]{0,2}$/.test(key),
      empty: isEmptyWord(key) || key.length < 2,
      plainHead: acronym ? this.#isPlain(key.slice(1)) : PLAIN_HEADS.has(key),
      verbMarker: VERB_MARKERS.has(key),
      determiner: DETERMINERS.has(key),
    };
    this.#byKey.set(key, term);
    this.#terms.push(term);
    return term;
  }

  /** "LLM", "DNN": the long form consists of words that mean nothing alone. */
  #isPlain(short: string): boolean {
    const { long } = this.#longOf.get(short)!;
    return long.every((word) => PLAIN_HEADS.has(word) || isHollow(word));
  }
}

function noteEnd(term: Term, isPlural: boolean): void {
  term.ends++;
  if (isPlural) term.pluralEnds++;
}

/** Counts what one term's following another tells about the two. */
function note(term: Term, next: Term, isPlural: boolean): void {
  if (next.grammar) noteEnd(term, isPlural);
  if (next.determiner) term.verbal++;
  if (next.key === 'of') term.relational++;
  if (term.verbMarker) next.verbal++;
}

function addForm({ forms }: Term, form: string, weight: number): void {
  forms.set(form, (forms.get(form) ?? 0) + weight);
}

function isHollow(key: string): boolean {
  return FUNCTION_WORDS.has(key) || isEmptyWord(key);
}
