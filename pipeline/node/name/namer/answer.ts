/** A language model's answer → a theme name, or the reason why it cannot be one. */
import { LONGEST_NAME } from '../../../name/index.ts';
import { foldWord, splitWords } from '../../../text/index.ts';

export type Verdict = { name: string } | { reason: string };

/**
 * Checks an answer. Removes quotation marks or asterisks around it, a full stop after it and a thinking part before it;
 * anything else besides the name makes it unusable.
 */
export function readAnswer(answer: string): Verdict {
  const name = strip(answer.replace(/^\s*<think>[\s\S]*?<\/think>/, ''));
  if (name === '') return { reason: 'the answer is empty' };
  if (/[\r\n\u2028\u2029]/.test(name)) return { reason: 'the answer has more than one line' };
  if (name.length > LONGEST_NAME)
    return { reason: `the answer has ${name.length} characters, more than ${LONGEST_NAME}` };
  if (/[\p{C}\p{Zl}\p{Zp}<>[\]{}|\\`*_$#~^=]|:\/\//u.test(name))
    return { reason: 'the answer is not plain text' };
  if (!/\p{L}/u.test(name)) return { reason: 'the answer has no letter' };
  return { name: name.replace(/\s+/g, ' ') };
}

/** Equal for names that differ only in case, hyphens, marks or number. No map has two such names. */
export function nameKey(name: string): string {
  return splitWords(name.normalize('NFKC')).words.map(foldWord).join(' ');
}

function strip(text: string): string {
  const trimmed = text.trim().replace(/(\p{L}{3})\.$/u, '$1');
  const inner = /^(["'`“‘«]|\*{1,2})(.*?)(["'`”’»]|\*{1,2})\.?$/su.exec(trimmed)?.[2];
  return inner === undefined ? trimmed : inner.trim().replace(/(\p{L}{3})\.$/u, '$1');
}
