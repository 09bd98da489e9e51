/** From what a language model answered to a name that a map can carry, or to the reason why it can't. */
import { LONGEST_NAME } from '../../../name/index.ts';
import { foldWord, splitWords } from '../../../text/index.ts';

export type Verdict = { name: string } | { reason: string };

/**
 * Checks an answer. Quotation marks or asterisks around it, a full stop behind it and a thinking part before it are taken
 * off; anything else that is not the name alone makes it unfit.
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

/** The same for names that differ only in case, hyphens, marks or number: no map holds two such. */
export function nameKey(name: string): string {
  return splitWords(name.normalize('NFKC')).words.map(foldWord).join(' ');
}

function strip(text: string): string {
  const trimmed = text.trim().replace(/(\p{L}{3})\.$/u, '$1');
  const inner = /^(["'`“‘«]|\*{1,2})(.*?)(["'`”’»]|\*{1,2})\.?$/su.exec(trimmed)?.[2];
  return inner === undefined ? trimmed : inner.trim().replace(/(\p{L}{3})\.$/u, '$1');
}
