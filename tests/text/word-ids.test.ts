import { describe, expect, it } from 'vitest';
import { WordIds } from '../../pipeline/text/word-ids.ts';

describe('ids of words', () => {
  it('count from 0 in the order of first occurrences, looked up in place in a text', () => {
    const ids = new WordIds();
    const text = 'graph cache graph';
    expect([ids.idOf(text, 0, 5), ids.idOf(text, 6, 11), ids.idOf(text, 12, 17)]).toEqual([0, 1, 0]);
    expect([ids.idOf(text, 0, 4), ids.idOf('a graph', 2, 7)]).toEqual([2, 0]);
    expect([ids.size, ids.word(0), ids.word(1), ids.word(2)]).toEqual([3, 'graph', 'cache', 'grap']);
  });

  it('differ for words with the same hash, even of the same length', () => {
    // Pairs of equal FNV-1a hashes of 32 bits.
    const words = ['costarring', 'liquid', 'declinate', 'macallums', 'altarage', 'zinke'];
    const ids = new WordIds();
    for (const turn of [0, 1])
      expect(
        words.map((word) => ids.idOf(word, 0, word.length)),
        `turn ${turn}`,
      ).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('stay the same while the table grows', () => {
    const ids = new WordIds();
    const words = Array.from({ length: 5000 }, (_, i) => `w${i}`);
    const all = () => words.map((word) => ids.idOf(word, 0, word.length));
    expect(all()).toEqual(words.map((_, i) => i));
    expect(all()).toEqual(words.map((_, i) => i));
    expect([ids.size, ids.word(4999)]).toEqual([5000, 'w4999']);
  });
});
