/**
 * Names of a theme from its candidates: one phrase, or two joined by "&" that name different papers. How much each measure of a
 * name counts was learnt from graded names (weights.ts).
 */
import { FUNCTION_WORDS, PLAIN_HEADS } from '../text/stop-words.ts';
import type { Candidate } from './candidates.ts';
import { type NameFeatures, weigh } from './features.ts';
import { displayPhrase, displayShort, LONGEST_NAME } from './phrases/display.ts';
import { cosine, type PhraseSpace } from './phrases/phrase-space.ts';
import type { Phrases } from './phrases/phrases.ts';
import type { Tokens } from './phrases/vocabulary.ts';
import { NAME_WEIGHTS } from './weights.ts';

export interface ComposedName {
  text: string;
  /** One or two candidates. */
  parts: Candidate[];
  /** What each part means, for comparing it with other names: its folded words, sorted, acronyms written out. */
  keys: string[];
  /** Papers of the theme that say a part. */
  papers: number[];
  /** The grade that is expected of it, 0 … 100, up to a constant of the theme. */
  value: number;
}

/** Candidates that are tried as a name or as a part of one. */
const TRIED = 14;
/** Of the papers that say the rarer part of a pair, at least this share don't say the other. */
const LEAST_OWN = 0.25;
/** Letters by which two forms of a word are told: "elections", "electoral". */
const BEGINNING = 5;
/** A part of a name reads at least this well. */
const LEAST_READABILITY = 0.3;

export interface ThemeInput {
  /** Best first. */
  candidates: readonly Candidate[];
  /** Papers of the theme. */
  members: ReadonlySet<number>;
  /** `[R]` where the theme lies, see PhraseSpace. */
  centroid: Float32Array;
  /** Whether it has sub-themes. */
  isParent: boolean;
}

interface Part {
  candidate: Candidate;
  /** As a part of two. */
  text: string;
  words: Set<string>;
  /** Its words, sorted. */
  key: string;
  /** Its words without general nouns: "synthetic" of "synthetic datasets". */
  subject: string;
  /** Papers of the theme with it, ascending. */
  papers: Int32Array;
  similarity: number;
}

/** Composes names. */
export class Composer {
  readonly #tokens: Tokens;
  readonly #phrases: Phrases;
  readonly #space: PhraseSpace;

  constructor(tokens: Tokens, phrases: Phrases, space: PhraseSpace) {
    this.#tokens = tokens;
    this.#phrases = phrases;
    this.#space = space;
  }

  /** All names of the theme, best first. */
  compose(theme: ThemeInput): ComposedName[] {
    return this.measure(theme)
      .map(({ features, ...name }) => ({ ...name, value: weigh(features, NAME_WEIGHTS) }))
      .sort((a, b) => b.value - a.value || (a.text < b.text ? -1 : 1));
  }

  /** What the weights are learnt from: the features of all names of the theme. */
  measure(theme: ThemeInput): (Omit<ComposedName, 'value'> & { features: NameFeatures })[] {
    const parts = this.#parts(theme);
    const best = Math.max(...parts.map(({ candidate }) => candidate.score));
    const size = theme.members.size;
    const names: (Omit<ComposedName, 'value'> & { features: NameFeatures })[] = [];
    for (const part of parts) {
      const { candidate, papers } = part;
      const readability = this.#phrases.readability[candidate.phrase]!;
      const text = displayPhrase(this.#phrases.terms[candidate.phrase]!, this.#tokens);
      if (text.length > LONGEST_NAME) continue;
      const score = candidate.score - best;
      const coverage = logShare(papers.length / size);
      names.push({
        text,
        parts: [candidate],
        keys: [part.key],
        papers: [...papers],
        features: {
          ...NO_FEATURES,
          onePhrase: 1,
          bestScore: score,
          onlyScore: score,
          coverage,
          onlyCoverage: coverage,
          readability,
          onlyReadability: readability,
          onlyOfParent: theme.isParent ? 1 : 0,
          oneWord: isOneWord(text) ? 1 : 0,
          ...this.#worst(part, part),
        },
      });
    }
    for (const [a, first] of parts.entries())
      for (const second of parts.slice(a + 1)) {
        const text = joined(first.text, second.text);
        if (text.length > LONGEST_NAME) continue;
        const repeated = [...first.words].filter((word) => second.words.has(word)).length;
        if (repeats(first.words, second.words) || repeats(second.words, first.words)) continue;
        if (first.subject !== '' && first.subject === second.subject) continue;
        const papers = union(first.papers, second.papers);
        const all = papers.length;
        const both = first.papers.length + second.papers.length - all;
        const fewer = Math.min(first.papers.length, second.papers.length);
        if (fewer - both < LEAST_OWN * fewer) continue;
        const alike = cosine(
          this.#space.of(first.candidate.phrase).direction,
          this.#space.of(second.candidate.phrase).direction,
        );
        names.push({
          text,
          parts: [first.candidate, second.candidate],
          keys: [first.key, second.key],
          papers,
          features: {
            ...NO_FEATURES,
            bestScore: first.candidate.score - best,
            otherScore: second.candidate.score - best,
            coverage: logShare(all / size),
            gain: logShare((fewer - both) / size),
            overlap: both / all,
            alike,
            alike2: alike ** 2,
            repeated,
            readability: Math.min(
              this.#phrases.readability[first.candidate.phrase]!,
              this.#phrases.readability[second.candidate.phrase]!,
            ),
            oneWordParts: text.split(' & ').filter(isOneWord).length,
            ...this.#worst(first, second),
            length: text.length / LONGEST_NAME,
          },
        });
      }
    return names;
  }

  /** The best candidates that read as a name and mean different things. */
  #parts({ candidates, members, centroid }: ThemeInput): Part[] {
    const parts: Part[] = [];
    const seen = new Set<string>();
    for (const candidate of candidates) {
      if (parts.length === TRIED) break;
      if (this.#phrases.readability[candidate.phrase]! < LEAST_READABILITY) continue;
      const words = this.#meaning(candidate);
      const key = [...words].sort().join(' ');
      if (seen.has(key)) continue;
      seen.add(key);
      const { starts, papers } = this.#phrases;
      const holders = papers.subarray(starts[candidate.phrase]!, starts[candidate.phrase + 1]!);
      parts.push({
        candidate,
        text: displayShort(this.#phrases.terms[candidate.phrase]!, this.#tokens),
        words,
        key,
        subject: [...words]
          .filter((word) => !PLAIN_HEADS.has(word))
          .sort()
          .join(' '),
        papers: holders.filter((paper) => members.has(paper)),
        similarity: cosine(this.#space.of(candidate.phrase).direction, centroid),
      });
    }
    return parts;
  }

  /** How topical the less topical part is, and how near to the theme the farther one. */
  #worst(a: Part, b: Part): Pick<NameFeatures, 'topicality' | 'similarity'> {
    const topicality = ({ candidate }: Part) => this.#space.of(candidate.phrase).topicality;
    return {
      topicality: Math.min(topicality(a), topicality(b)),
      similarity: Math.min(a.similarity, b.similarity),
    };
  }

  #meaning({ phrase }: Candidate): Set<string> {
    const words = this.#phrases.terms[phrase]!.flatMap((id) => this.#tokens.terms[id]!.meaning);
    // "Folding of proteins" is "protein folding".
    return new Set(words.filter((word) => !FUNCTION_WORDS.has(word)));
  }
}

const NO_FEATURES: NameFeatures = {
  onePhrase: 0,
  bestScore: 0,
  otherScore: 0,
  onlyScore: 0,
  coverage: 0,
  onlyCoverage: 0,
  gain: 0,
  overlap: 0,
  alike: 0,
  alike2: 0,
  repeated: 0,
  readability: 0,
  onlyReadability: 0,
  onlyOfParent: 0,
  oneWord: 0,
  oneWordParts: 0,
  topicality: 0,
  similarity: 0,
  length: 0,
};

/** Whether each of some words begins as one of others does: "robots" says nothing beside "robotic manipulation". */
function repeats(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  const beginnings = new Set(Array.from(others, (word) => word.slice(0, BEGINNING)));
  return [...some].every((word) => beginnings.has(word.slice(0, BEGINNING)));
}

/** "Word Embeddings" and "Sentence Embeddings" are "Word & Sentence Embeddings". */
function joined(first: string, second: string): string {
  const head = / \S+$/.exec(second)?.[0] ?? '';
  const rest = head !== '' && first.endsWith(head) ? first.slice(0, -head.length) : first;
  return `${rest} & ${second}`;
}

export function isOneWord(text: string): boolean {
  return !/[\s-]/.test(text);
}

/** @param a ascending, as `b` and the result are */
function union(a: Int32Array, b: Int32Array): number[] {
  const all: number[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const next = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
    all.push(next);
    if (a[i] === next) i++;
    if (b[j] === next) j++;
  }
  return all;
}

function logShare(share: number): number {
  return Math.log(share + 0.05);
}
