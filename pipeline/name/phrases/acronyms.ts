/**
 * Acronyms and their long forms, as the papers define them: "mixture of experts (MoE)", "key-value (KV) cache", "MoE (mixture
 * of experts)". Matched as in Schwartz & Hearst 2003 ("A simple algorithm for identifying abbreviation definitions in
 * biomedical text"): the letters of the short form must occur in the long form from right to left, the first one at the
 * beginning of a word.
 */
import { FUNCTION_WORDS } from '../../text/stop-words.ts';
import { foldWord, splitWords } from '../../text/tokens.ts';

interface Acronym {
  /** As most papers write it, singular: "MoE". */
  short: string;
  /** Folded words of the long form, links included: ["mixture", "of", "expert"]. */
  long: string[];
  /** Papers that define it. */
  definitions: number;
}

/** Characters before a parenthesis that are searched for its long form. */
const REACH = 120;
/**
 * Papers that define an acronym, as a share of those that use it. If fewer do, most mean something else by it: SAT, which every
 * paper on satisfiability uses, is defined by one on semi-autoregressive translation.
 */
const LEAST_DEFINED = 0.08;
const SHORT_FORM = /^[A-Z][A-Za-z0-9-]{0,7}[A-Z0-9]s?$|^[a-z]?[A-Z]{2,8}s?$/;

/**
 * The acronyms that at least two papers define, or that one paper defines and another uses.
 * @param texts cleaned texts, one for each paper
 */
export function findAcronyms(texts: readonly string[]): Acronym[] {
  /** short (without plural s) → folded long form joined by spaces → papers that define it so */
  const defined = new Map<string, Map<string, number>>();
  const used = new Map<string, number>();
  for (const text of texts) {
    const inPaper = new Set<string>();
    for (const { short, long } of definitions(text)) inPaper.add(`${short}\t${long.join(' ')}`);
    for (const pair of inPaper) {
      const [short, long] = pair.split('\t') as [string, string];
      const forms = defined.get(short) ?? new Map<string, number>();
      forms.set(long, (forms.get(long) ?? 0) + 1);
      defined.set(short, forms);
    }
  }
  if (defined.size === 0) return [];
  for (const text of texts)
    for (const word of new Set(text.match(/(?<![A-Za-z0-9])[A-Za-z0-9]*[A-Z][A-Za-z0-9]+/g)?.map(singular)))
      if (defined.has(word)) used.set(word, (used.get(word) ?? 0) + 1);

  const acronyms: Acronym[] = [];
  for (const [short, forms] of defined) {
    const [long, papers] = [...forms].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]!;
    const users = used.get(short) ?? 0;
    if ((papers >= 2 || users >= 2) && papers >= LEAST_DEFINED * users)
      acronyms.push({ short, long: long.split(' '), definitions: papers });
  }
  // Of several acronyms of one long form ("LM" and "LMs" are folded already), the most used is kept.
  acronyms.sort(
    (a, b) => (used.get(b.short) ?? 0) - (used.get(a.short) ?? 0) || (a.short < b.short ? -1 : 1),
  );
  const seenLong = new Set<string>();
  const seenShort = new Set<string>();
  return acronyms.filter(({ short, long }) => {
    const longKey = long.join(' ');
    const shortKey = short.toLowerCase();
    if (seenLong.has(longKey) || seenShort.has(shortKey)) return false;
    seenLong.add(longKey);
    seenShort.add(shortKey);
    return true;
  });
}

function singular(word: string): string {
  return /[A-Z0-9]s$/.test(word) ? word.slice(0, -1) : word;
}

function* definitions(text: string): Generator<Omit<Acronym, 'definitions'>> {
  for (const match of text.matchAll(/\(([^()\n]{2,80})\)/gu)) {
    const inside = match[1]!.split(/[,;:]/)[0]!.trim();
    const before = text
      .slice(Math.max(0, match.index - REACH), match.index)
      .split(/[()\n]/)
      .at(-1)!;
    if (SHORT_FORM.test(inside)) {
      const long = longForm(singular(inside), wordsBefore(before));
      if (long) yield { short: singular(inside), long };
    } else {
      const short = before.trim().split(/\s+/).at(-1) ?? '';
      if (!SHORT_FORM.test(short)) continue;
      const words = splitWords(inside).words;
      const long = longForm(singular(short), words);
      if (long && long.length === words.length) yield { short: singular(short), long };
    }
  }
}

/** The words after the last punctuation that ends a phrase. */
function wordsBefore(text: string): string[] {
  return splitWords(text.split(/[.,;:!?[\]{}"“”]/u).at(-1)!).words;
}

/**
 * The words at the end of `words` whose first letters are `letters`, words of grammar between them left out of the count: "proton
 * pump inhibitors" for PPI, where the shortest run that has the letters is "pump inhibitors".
 */
function byInitials(letters: string, words: readonly string[]): string[] | null {
  let w = words.length;
  for (let s = letters.length - 1; s >= 0; s--) {
    w--;
    while (w >= 0 && s < letters.length - 1 && !words[w]!.toLowerCase().startsWith(letters[s]!)) {
      if (!FUNCTION_WORDS.has(words[w]!.toLowerCase())) return null;
      w--;
    }
    if (w < 0 || !words[w]!.toLowerCase().startsWith(letters[s]!)) return null;
  }
  const run = words.slice(w);
  return run.length >= 2 ? run : null;
}

/**
 * The shortest run of words at the end of `words` that spells `short` (Schwartz & Hearst's two pointers).
 * @returns folded words, or null
 */
function longForm(short: string, words: readonly string[]): string[] | null {
  const letters = short.toLowerCase().replace(/[^a-z0-9]/g, '');
  const most = Math.min(letters.length + 5, letters.length * 2);
  const near = words.slice(-most);
  const spelled = byInitials(letters, near);
  if (spelled) return spelled.map(foldWord);
  let w = near.length - 1;
  let c = (near[w]?.length ?? 0) - 1;
  for (let s = letters.length - 1; s >= 0; s--) {
    const first = s === 0;
    for (;;) {
      if (w < 0) return null;
      const word = near[w]!.toLowerCase();
      while (c >= 0 && !(word[c] === letters[s] && (!first || c === 0))) c--;
      if (c >= 0) break;
      w--;
      c = (near[w]?.length ?? 0) - 1;
    }
    if (first) break;
    c--;
    if (c < 0) {
      w--;
      c = (near[w]?.length ?? 0) - 1;
    }
  }
  const run = near.slice(w);
  if (run.length < 2 || run.some((word) => word.toLowerCase() === short.toLowerCase())) return null;
  // An acronym has about one letter per word; otherwise the match ran through the inside of one word.
  if (run.length > letters.length + 2 || letters.length > 2 * run.length) return null;
  return run.map(foldWord);
}
