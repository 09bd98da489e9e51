/** Chooses the names of one level's themes from their scored candidates, so that no two themes of a map share a name. */
import { displayPhrase, displayShort, LONGEST_NAME, mostlyWrittenOut } from './display.ts';
import type { Phrases } from './phrases.ts';
import type { Candidate } from './score.ts';
import type { Tokens } from './vocabulary.ts';

const KEYWORDS = 8;
/** A phrase that covers less of a theme's papers (or of its parts) than this does not stand for it alone; a second one is added. */
const ENOUGH_COVERAGE = 0.34;
/** A second phrase needs this share of the first one's score, and this share of papers that the first doesn't cover. */
const SECOND_SCORE = 0.4;
const SECOND_GAIN = 0.18;
/** … and this readability: not "& Items", "& Depth". */
const READS_ALONE = 0.6;

export class LevelNames {
  readonly #tokens: Tokens;
  readonly #phrases: Phrases;
  readonly #assignment: Int32Array;
  /** Names used in the map so far, in lower case. */
  readonly #taken: Set<string>;
  /** Terms of each name of this level. */
  readonly #used: Set<number>[] = [];

  constructor(tokens: Tokens, phrases: Phrases, assignment: Int32Array, taken: Set<string>) {
    this.#tokens = tokens;
    this.#phrases = phrases;
    this.#assignment = assignment;
    this.#taken = taken;
  }

  /**
   * Names all themes; those with the best candidates choose first.
   * @param candidates by theme, best first
   * @param order members of each theme, most central first
   */
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
    const better = this.#usedButBetter(first, list);
    if (better) return this.#claim(better);
    if (!first) return children.length > 1 ? this.#joined(children) : null;
    // A parent of one child has the same papers: the child's name and the next best phrase show that it is the wider view.
    if (children.length === 1) {
      const pair = this.#pair(this.#fullest(list)!, list, theme, 0);
      if (pair) return pair;
    }
    if (first.coverage < ENOUGH_COVERAGE) {
      // A part may repeat a child's name: the whole is still no other theme's name.
      const own = children.length > 1 ? list : fresh;
      const pair =
        this.#pair(this.#fullest(own)!, own, theme) ?? (children.length > 1 ? this.#joined(children) : null);
      if (pair) return pair;
    }
    return this.#claim(first);
  }

  /**
   * If the best unused phrase does not read as a topic ("Hours"), a phrase that is part of another name is better, unless it is
   * the whole name of a theme.
   */
  #usedButBetter(first: Candidate | undefined, list: Candidate[]): Candidate | undefined {
    if (first && this.#phrases.readability[first.phrase]! >= READS_ALONE) return undefined;
    return list.find(
      (candidate) =>
        candidate.score > (first?.score ?? 0) &&
        this.#phrases.readability[candidate.phrase]! >= READS_ALONE &&
        this.#text(candidate).length <= LONGEST_NAME &&
        !this.#taken.has(this.#text(candidate).toLowerCase()),
    );
  }

  /** The best phrase, or a longer one around it that most of its papers use ("Speculative Decoding" for "Speculative"). */
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

  /** Whether a longer phrase only adds a general word: "MoE Models" says no more than "Mixture of Experts (MoE)". */
  #onlyAddsHead(candidate: Candidate, best: Candidate): boolean {
    const { terms } = this.#tokens;
    const inner = this.#phrases.terms[best.phrase]!;
    const only = terms[inner[0]!]!;
    if (inner.length > 1 || only.longForms === null || mostlyWrittenOut(only)) return false;
    return this.#phrases.terms[candidate.phrase]!.every((id) => id === inner[0] || terms[id]!.plainHead);
  }

  /** Two phrases joined by "&", the second bringing papers that the first doesn't cover. */
  #pair(first: Candidate, list: Candidate[], theme: number, leastGain = SECOND_GAIN): string | null {
    const covered = this.#papersWith(first, theme);
    let size = 0;
    for (const other of this.#assignment) if (other === theme) size++;
    const firstTerms = new Set(this.#phrases.terms[first.phrase]!);
    const meaning = this.#meaning(first);
    for (const candidate of list) {
      if (candidate === first || candidate.score < SECOND_SCORE * first.score) continue;
      if (this.#phrases.readability[candidate.phrase]! < READS_ALONE) continue;
      if (this.#phrases.terms[candidate.phrase]!.some((term) => firstTerms.has(term))) continue;
      // "MLLMs & Multimodal LLMs", "Clustering & Multi-View Clustering" (MVC)
      const other = new Set(this.#meaning(candidate));
      if (meaning.every((word) => other.has(word))) continue;
      const gain =
        [...this.#papersWith(candidate, theme)].filter((paper) => !covered.has(paper)).length / size;
      if (gain < leastGain) continue;
      const text = `${this.#short(first)} & ${this.#short(candidate)}`;
      if (text.length > LONGEST_NAME || this.#taken.has(text.toLowerCase())) continue;
      this.#use(first);
      this.#use(candidate);
      return text;
    }
    return null;
  }

  /** The names of two children, the largest that fit. */
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
    this.#use(candidate);
    return this.#text(candidate);
  }

  #use(candidate: Candidate): void {
    this.#used.push(new Set(this.#phrases.terms[candidate.phrase]!));
  }

  /** Whether neither the map has this name already nor a name of this level all its words. */
  #isFresh(candidate: Candidate): boolean {
    if (this.#text(candidate).length > LONGEST_NAME) return false;
    if (this.#taken.has(this.#text(candidate).toLowerCase())) return false;
    const own = this.#phrases.terms[candidate.phrase]!.filter((id) => !this.#tokens.terms[id]!.plainHead);
    return !this.#used.some((used) => own.length > 0 && own.every((term) => used.has(term)));
  }

  /** The words of a phrase, acronyms written out. */
  #meaning(candidate: Candidate): string[] {
    return this.#phrases.terms[candidate.phrase]!.flatMap((id) => this.#tokens.terms[id]!.meaning);
  }

  /** For a theme whose papers share no phrase: the beginning of its most central paper's title. */
  #fromTitle(paper: number | undefined, theme: number): string {
    const { stream, starts, titleEnds } = this.#tokens;
    const ids = paper === undefined ? [] : [...stream.subarray(starts[paper]!, titleEnds[paper]!)];
    const content = ids.filter((id) => id >= 0 && !this.#tokens.terms[id]!.grammar);
    for (let size = Math.min(3, content.length); size >= 1; size--) {
      const text = displayShort(content.slice(0, size), this.#tokens);
      if (text.length <= LONGEST_NAME && !this.#taken.has(text.toLowerCase())) return text;
    }
    for (let number = theme + 1; ; number++)
      if (!this.#taken.has(`theme ${number}`)) return `Theme ${number}`;
  }

  /** The best phrases that don't repeat each other; weights relative to the best. */
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
      // A part of a chosen phrase adds nothing.
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

  /** Papers of the theme with the phrase. */
  #papersWith(candidate: Candidate, theme: number): Set<number> {
    const { starts, papers } = this.#phrases;
    const all = papers.subarray(starts[candidate.phrase]!, starts[candidate.phrase + 1]!);
    return new Set([...all].filter((paper) => this.#assignment[paper] === theme));
  }

  #text(candidate: Candidate): string {
    return displayPhrase(this.#phrases.terms[candidate.phrase]!, this.#tokens);
  }

  #short(candidate: Candidate): string {
    return displayShort(this.#phrases.terms[candidate.phrase]!, this.#tokens);
  }
}
