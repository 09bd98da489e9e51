import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BREAK, HYPHEN, SPACE, splitWords } from '../../pipeline/text/tokens.ts';
import { WordIds } from '../../pipeline/text/word-ids.ts';
import { IntList } from '../../pipeline/util/int-list.ts';
import { RUNS } from '../fuzz/runs.ts';

/** The definition as a pattern: slower, and in millions of letters beyond Latin it runs out of stack. */
function byPattern(text: string) {
  const words: string[] = [];
  const joins: number[] = [];
  let end = -1;
  for (const match of text.matchAll(/[\p{L}\p{N}\p{M}]+(?:\.\d+|['’][\p{L}]+)*/gu)) {
    const gap = text.slice(end, match.index);
    const join = /^[-‐‑–]$/u.test(gap) ? HYPHEN : /^[\s'’]+$/u.test(gap) ? SPACE : BREAK;
    joins.push(end < 0 ? BREAK : join);
    words.push(match[0].replace(/['’]s$/u, ''));
    end = match.index + match[0].length;
  }
  return { words, joins };
}

it('splits any text into the same words as a regular expression', () => {
  const piece = fc.oneof(
    fc.constantFrom(..."ab s'’.-‐‑–25 \t\n,é٣²ñ´‘中ʼ\u0301\u00a0\u2028\ud800\udc00", '😀', '𝒜'),
    fc.constantFrom("'s", '’s ', '2.5', '  ', "s'"),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      expect(splitWords(text)).toEqual(byPattern(text));
    }),
    { numRuns: Math.max(1000, RUNS) },
  );
});

it('splits five million letters of any script without a stack overflow', () => {
  expect(splitWords(`${'漢'.repeat(5_000_000)} b`).words.map((word) => word.length)).toEqual([5_000_000, 1]);
});

it('numbers words in the order of their first occurrence, like a Map', () => {
  const ids = new WordIds();
  const expected = new Map<string, number>();
  for (let n = 0; n < 5000; n++) {
    // 3,000 words, some of them the beginning or the end of others.
    const word = ((n * 7919) % 3000).toString(36);
    if (!expected.has(word)) expected.set(word, expected.size);
    expect(ids.idOf(`x${word}y`, 1, 1 + word.length)).toBe(expected.get(word));
  }
  expect(ids.size).toBe(3000);
  for (const [word, id] of expected) expect(ids.word(id)).toBe(word);
});

it('keeps the numbers of a list while it grows', () => {
  const list = new IntList();
  for (let n = 0; n < 3000; n++) list.push(n - 1500);
  expect(list.length).toBe(3000);
  expect(list.toArray()).toEqual(Int32Array.from({ length: 3000 }, (_, n) => n - 1500));
});
