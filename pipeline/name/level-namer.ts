/** Names for the themes of one level, from their scored phrases, so that no two of a map are called the same. */
import { displayPhrase, displayShort, LONGEST_NAME, mostlyWrittenOut } from './display.ts';
import type { Phrases } from './phrases.ts';
import type { Candidate } from './score.ts';
import type { TokenCorpus } from './vocabulary.ts';

const KEYWORDS = 8;
/** Below this share of its papers (or of its parts) one phrase does not speak for a theme, and a second is looked for. */
const ENOUGH_COVERAGE = 0.34;
/** A second phrase has to be this good beside the first, and bring this share of papers that the first does not. */
const SECOND_SCORE = 0.4;
const SECOND_GAIN = 0.18;
/** … and to read as a topic: not "& Items", "& Depth". */
const READS_ALONE = 0.6;

export class LevelNamer {
  readonly #corpus: TokenCorpus;
  readonly #phrases: Phrases;
  readonly #assignment: Int32Array;
  /** Names given out already, folded; the map's, not the level's. */
  readonly #taken: Set<string>;
  /** Terms of the names of this level. */
  readonly #spoken: Set<number>[] = [];

  constructor(corpus: TokenCorpus, phrases: Phrases, assignment: Int32Array, taken: Set<string>) {
    this.#corpus = corpus;
    this.#phrases = phrases;
    this.#assignment = assignment;
    this.#taken = taken;
  }

  /** Themes with the surest names choose first. */
  nameAll(
    candidates: Candidate[][],
    order: number[][],
    childrenOf: (theme: number) => { name: string; size: number }[],
  ): string[] {
    const names: string[] = new Array(candidates.length);
    const turn = [...candidates.keys()].sort(
      (a, b) => (candidates[b]![0]?.score ?? 0) - (candidates[a]![0]?.score ?? 0) || a - b,
    );
    for (const theme of turn) {
      const found =
        this.#choose(theme, candidates[theme]!, childrenOf(theme)) ??
        this.#fromTitle(order[theme]![0], theme);
      names[theme] = found;
      this.#taken.add(found.toLowerCase());
    }
    return names;
  }

  #choose(theme: number, list: Candidate[], children: { name: string; size: number }[]): string | null {
    const fresh = list.filter((candidate) => this.#isFresh(candidate));
    const first = this.#fullest(fresh);
    const spoken = this.#betterSpoken(first, list);
    if (spoken) return this.#claim(spoken);
    if (!first) return children.length > 1 ? this.#joined(children) : null;
    // A parent of one child has its papers: the child's name and what comes next say that it is the wider view of the same.
    if (children.length === 1) {
      const pair = this.#pair(this.#fullest(list)!, list, theme, 0);
      if (pair) return pair;
    }
    if (first.coverage < ENOUGH_COVERAGE) {
      // Together two phrases may say what a child's name says in one: the whole is still no other theme's name.
      const own = children.length > 1 ? list : fresh;
      const pair =
        this.#pair(this.#fullest(own)!, own, theme) ?? (children.length > 1 ? this.#joined(children) : null);
      if (pair) return pair;
    }
    return this.#claim(first);
  }

  /**
   * Where what is left reads as no topic ("Hours"), a phrase that another name speaks in passing is the better name, as long
   * as no theme is called by it.
   */
  #betterSpoken(first: Candidate | undefined, list: Candidate[]): Candidate | undefined {
    if (first && this.#phrases.readability[first.phrase]! >= READS_ALONE) return undefined;
    return list.find(
      (candidate) =>
        candidate.score > (first?.score ?? 0) &&
        this.#phrases.readability[candidate.phrase]! >= READS_ALONE &&
        this.#text(candidate).length <= LONGEST_NAME &&
        !this.#taken.has(this.#text(candidate).toLowerCase()),
    );
  }

  /** A longer phrase that nearly all holders of the best one use says more ("Speculative Decoding" for "Speculative"). */
  #fullest(list: Candidate[]): Candidate | undefined {
    let best = list[0];
    if (!best) return undefined;
    for (const candidate of list) {
      if (!this.#contains(candidate, best) || candidate.papers < 0.6 * best.papers) continue;
      if (this.#onlyAddsHead(candidate, best)) continue;
      if (candidate.score >= 0.62 * best.score) best = candidate;
    }
    return best;
  }

  /** "MoE Models" says no more than "Mixture of Experts (MoE)". */
  #onlyAddsHead(candidate: Candidate, best: Candidate): boolean {
    const { terms } = this.#corpus;
    const inner = this.#phrases.terms[best.phrase]!;
    const only = terms[inner[0]!]!;
    if (inner.length > 1 || only.longForms === null || mostlyWrittenOut(only)) return false;
    return this.#phrases.terms[candidate.phrase]!.every((id) => id === inner[0] || terms[id]!.plainHead);
  }

  #pair(first: Candidate, list: Candidate[], theme: number, leastGain = SECOND_GAIN): string | null {
    const held = this.#holders(first, theme);
    let size = 0;
    for (const other of this.#assignment) if (other === theme) size++;
    const firstTerms = new Set(this.#phrases.terms[first.phrase]!);
    const said = this.#says(first);
    for (const candidate of list) {
      if (candidate === first || candidate.score < SECOND_SCORE * first.score) continue;
      if (this.#phrases.readability[candidate.phrase]! < READS_ALONE) continue;
      if (this.#phrases.terms[candidate.phrase]!.some((term) => firstTerms.has(term))) continue;
      // "MLLMs & Multimodal LLMs", "Clustering & Multi-View Clustering" (MVC)
      const saidAgain = new Set(this.#says(candidate));
      if (said.every((word) => saidAgain.has(word))) continue;
      const gain = [...this.#holders(candidate, theme)].filter((paper) => !held.has(paper)).length / size;
      if (gain < leastGain) continue;
      const text = `${this.#short(first)} & ${this.#short(candidate)}`;
      if (text.length > LONGEST_NAME || this.#taken.has(text.toLowerCase())) continue;
      this.#speak(first);
      this.#speak(candidate);
      return text;
    }
    return null;
  }

  /** The names of the largest children, as many as fit. */
  #joined(children: { name: string; size: number }[]): string | null {
    const bySize = [...children].sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
    const shortNames = bySize.map((child) => child.name.replace(/ \([^)]*\)$/, '').split(' & ')[0]!);
    for (let a = 0; a < shortNames.length; a++)
      for (let b = a + 1; b < shortNames.length; b++) {
        const text = `${shortNames[a]} & ${shortNames[b]}`;
        if (text.length <= LONGEST_NAME && !this.#taken.has(text.toLowerCase())) return text;
      }
    return null;
  }

  #claim(candidate: Candidate): string {
    this.#speak(candidate);
    return this.#text(candidate);
  }

  #speak(candidate: Candidate): void {
    this.#spoken.push(new Set(this.#phrases.terms[candidate.phrase]!));
  }

  /** Not a name of the map already, nor the same words as one of this level. */
  #isFresh(candidate: Candidate): boolean {
    if (this.#text(candidate).length > LONGEST_NAME) return false;
    if (this.#taken.has(this.#text(candidate).toLowerCase())) return false;
    const own = this.#phrases.terms[candidate.phrase]!.filter((id) => !this.#corpus.terms[id]!.plainHead);
    return !this.#spoken.some((spoken) => own.length > 0 && own.every((term) => spoken.has(term)));
  }

  /** The words of a phrase, an acronym's in its place. */
  #says(candidate: Candidate): string[] {
    return this.#phrases.terms[candidate.phrase]!.flatMap((id) => this.#corpus.terms[id]!.says);
  }

  /** For a theme whose papers share no phrase: the beginning of its most central paper's title. */
  #fromTitle(paper: number | undefined, theme: number): string {
    const { stream, starts, titleEnds } = this.#corpus;
    const ids = paper === undefined ? [] : [...stream.subarray(starts[paper]!, titleEnds[paper]!)];
    const content = ids.filter((id) => id >= 0 && !this.#corpus.terms[id]!.grammar);
    for (let size = Math.min(3, content.length); size >= 1; size--) {
      const text = displayShort(content.slice(0, size), this.#corpus);
      if (text.length <= LONGEST_NAME && !this.#taken.has(text.toLowerCase())) return text;
    }
    for (let number = theme + 1; ; number++)
      if (!this.#taken.has(`theme ${number}`)) return `Theme ${number}`;
  }

  /** The best phrases that do not repeat each other, weights against the best. */
  keywords(list: Candidate[]): { keywords: string[]; keywordWeights: number[] } {
    const chosen: Candidate[] = [];
    const texts = new Set<string>();
    for (const candidate of list) {
      if (chosen.length === KEYWORDS) break;
      const text = this.#short(candidate);
      if (texts.has(text.toLowerCase())) continue;
      const overlap = chosen.some(
        (other) => this.#contains(candidate, other) || this.#contains(other, candidate),
      );
      // A part of a phrase that is there already adds nothing, unless nothing else is left to say.
      if (overlap && candidate.score < 0.8 * (chosen[0]?.score ?? 0)) continue;
      if (overlap && chosen.some((other) => this.#contains(other, candidate))) continue;
      chosen.push(candidate);
      texts.add(text.toLowerCase());
    }
    return {
      keywords: chosen.map((candidate) => this.#short(candidate)),
      keywordWeights: chosen.map((candidate) => candidate.score / chosen[0]!.score),
    };
  }

  #contains(outer: Candidate, inner: Candidate): boolean {
    const long = this.#phrases.terms[outer.phrase]!;
    const short = this.#phrases.terms[inner.phrase]!;
    if (long.length <= short.length) return false;
    for (let at = 0; at + short.length <= long.length; at++)
      if (short.every((term, i) => long[at + i] === term)) return true;
    return false;
  }

  #holders(candidate: Candidate, theme: number): Set<number> {
    const { starts, papers } = this.#phrases;
    const held = papers.subarray(starts[candidate.phrase]!, starts[candidate.phrase + 1]!);
    return new Set([...held].filter((paper) => this.#assignment[paper] === theme));
  }

  #text(candidate: Candidate): string {
    return displayPhrase(this.#phrases.terms[candidate.phrase]!, this.#corpus);
  }

  #short(candidate: Candidate): string {
    return displayShort(this.#phrases.terms[candidate.phrase]!, this.#corpus);
  }
}
