/** Values and words as messages show them. */
import { nearestWord } from './nearest-word.ts';

const LONGEST = 60;

/** A value in a message: as JSON where that is short, else what kind of thing it is. Works for any value. */
export function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return String(value);
  let text: string | undefined;
  try {
    // A list of a million numbers is not written out to be cut off.
    if (!(ArrayBuffer.isView(value) || (Array.isArray(value) && value.length > LONGEST)))
      text = JSON.stringify(value);
  } catch {
    // A circle, a bigint or an object that refuses.
  }
  if (text === undefined) return Array.isArray(value) ? 'a list' : `an object of the kind ${kindOf(value)}`;
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

/**
 * The end of a sentence about an unknown word, in place of its full stop.
 * @returns `; did you mean "…"?`, or `otherwise` if no candidate is near
 */
export function didYouMean(word: string, candidates: Iterable<string>, otherwise: string): string {
  const near = nearestWord(word, candidates);
  return near === null ? otherwise : `; did you mean "${near}"?`;
}
