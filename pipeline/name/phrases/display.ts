/** The written form of a phrase: the papers' most common spelling, in title case, acronyms unchanged. */
import type { Term, Tokens } from './vocabulary.ts';

export const LONGEST_NAME = 40;
const SMALL_WORDS = new Set(['of', 'for', 'to', 'in', 'and', 'the', 'a', 'an', 'on', 'with', 'by']);
/**
 * From this share of plurals where a noun ends a phrase, a name ends in the plural: "Graph Neural Networks", "Humanoid Robots",
 * but "KV Cache". Names of actions and qualities need a larger share: "Sequential Recommendation".
 */
const PLURAL_SHARE = 0.25;
const ABSTRACT_PLURAL_SHARE = 0.6;
const ABSTRACT = /(?:[ts]ion|ment|ity|ness|ing|[ae]nce|ism|sis)$/;
/** An acronym follows its long form if papers use it at least this often relative to that: "(MoE)", but no "(SD)". */
const LETTERS_SHARE = 0.4;

/** "Mixture of Experts (MoE)" for an acronym alone, "KV Cache Compression" for a phrase. */
export function displayPhrase(phrase: readonly number[], tokens: Tokens): string {
  const { terms } = tokens;
  const only = phrase.length === 1 ? terms[phrase[0]!]! : null;
  if (only?.longForms) {
    const long = displayLong(only);
    const short = displayAcronym(only);
    if (long === null) return short;
    if (usedLetters(only) < LETTERS_SHARE * usedInFull(only) && long.length <= LONGEST_NAME) return long;
    const both = `${long} (${short}${/[^s]s$/.test(long) && !isLink(long) ? 's' : ''})`;
    return both.length <= LONGEST_NAME ? both : long.length <= LONGEST_NAME ? long : short;
  }
  return displayShort(phrase, tokens);
}

/** Like {@link displayPhrase}, but each acronym in one form: the one that papers write more often. For names of several parts. */
export function displayShort(phrase: readonly number[], tokens: Tokens): string {
  const { terms, joins } = tokens;
  let text = '';
  phrase.forEach((id, i) => {
    const word = displayTerm(terms[id]!, i === phrase.length - 1);
    if (i === 0) text = word;
    else {
      const { apart, hyphen } = joins.of(phrase[i - 1]!, id);
      text += `${hyphen > apart ? '-' : ' '}${word}`;
    }
  });
  return text
    .replace(/-(of|for|to|in)[- ]/g, ' $1 ')
    .replace(/^./u, (letter) => (/^[\p{Ll}]+[\p{Lu}]/u.test(text) ? letter : letter.toUpperCase()));
}

/** @param last whether it ends the phrase, and so may be in the plural */
function displayTerm(term: Term, last: boolean): string {
  const long = mostlyWrittenOut(term) ? displayLong(term) : null;
  if (long) return long;
  const forms = [...term.forms].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  // There may be thousands of forms that differ in capitals only.
  const spellings = [...new Set(forms.map(([form]) => form.toLowerCase()))];
  const isPlural = (form: string) =>
    /s$/i.test(form) &&
    spellings.some(
      (other) => other.length < form.length && form.toLowerCase().startsWith(other.replace(/y$/, '')),
    );
  const wanted = last && isPluralName(term);
  const fitting = forms.find(([form]) => isPlural(form) === wanted);
  return titleCase((fitting ?? forms[0])?.[0] ?? term.key);
}

function isPluralName({ key, ends, pluralEnds }: Term): boolean {
  return pluralEnds > 0 && pluralEnds >= (ABSTRACT.test(key) ? ABSTRACT_PLURAL_SHARE : PLURAL_SHARE) * ends;
}

/** Whether papers write an acronym's long form more often than its letters ("speculative decoding", but "KV"). */
export function mostlyWrittenOut(term: Term): boolean {
  return term.longForms !== null && usedInFull(term) > usedLetters(term);
}

/** Without definitions, where a paper has to write the long form. */
function usedInFull(term: Term): number {
  const all = [...(term.longForms?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  return Math.max(0, all - term.definitions);
}

function usedLetters(term: Term): number {
  return [...term.forms.values()].reduce((sum, count) => sum + count, 0);
}

/** "Mixture of Experts": the plural belongs to the part after the preposition, so the acronym stays singular. */
function isLink(long: string): boolean {
  return / (?:of|for|to|in) /.test(long);
}

/** The letters of an acronym, singular. */
function displayAcronym(term: Term): string {
  return term.key.slice(1);
}

/** The long form of an acronym as most papers write it, or null if none does. */
function displayLong(term: Term): string | null {
  const best = [...(term.longForms ?? [])].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
  if (!best) return null;
  return best
    .replace(/-(of|for|to|in)-/gi, ' $1 ')
    .split(/([ -])/)
    .map((part, i) =>
      i === 0 ? capital(part) : SMALL_WORDS.has(part.toLowerCase()) ? part.toLowerCase() : titleCase(part),
    )
    .join('');
}

/** A name begins with a capital, unless its first word has its own ("xKV"). */
function capital(text: string): string {
  return /^\p{Ll}+\p{Lu}/u.test(text) ? text : text.replace(/^./u, (letter) => letter.toUpperCase());
}

/** Capitalises the first letter; words with capitals or digits of their own stay unchanged. */
function titleCase(word: string): string {
  if (SMALL_WORDS.has(word)) return word;
  return /^[\p{Ll}'’-]+$/u.test(word)
    ? word.replace(/(?<=^|-)\p{Ll}/gu, (letter) => letter.toUpperCase())
    : word;
}
