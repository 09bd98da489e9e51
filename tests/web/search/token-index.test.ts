import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../pipeline/util/random.ts';
import { editDistance, lettersOf, mayBeNear } from '../../../web/search/keyword/near-words.ts';
import { MOST_TEXTS, Postings } from '../../../web/search/keyword/postings.ts';
import { TokenIndex } from '../../../web/search/keyword/token-index.ts';

describe('postings', () => {
  it('list for each term the texts that contain it, and how often', () => {
    const random = createRandom(5);
    const texts = Array.from({ length: 300 }, (_, i) =>
      Array.from({ length: i % 7 === 0 ? 0 : Math.floor(random() * 60) }, () =>
        Math.floor(random() ** 3 * 80),
      ),
    );
    let end = 0;
    const ends = texts.map((text) => {
      end += text.length;
      return end;
    });
    const postings = new Postings(Uint32Array.from(texts.flat()), Uint32Array.from(ends), 90);
    for (let term = 0; term < 90; term++) {
      const [from, to] = postings.rangeOf(term);
      const said = Array.from({ length: to - from }, (_, i) => [
        postings.texts[from + i],
        postings.times[from + i],
      ]);
      const held = texts
        .map((text, i) => [i, text.filter((other) => other === term).length])
        .filter(([, times]) => times! > 0);
      expect(said).toEqual(held);
    }
    expect(postings.rangeOf(1000)).toEqual([0, 0]);
  });

  it('count a term in a text up to the largest number of two bytes', () => {
    const postings = new Postings(new Uint32Array(70_000), Uint32Array.of(70_000), 1);
    expect(postings.times).toEqual(Uint16Array.of(65_535));
  });
});

describe('TokenIndex', () => {
  it('holds more texts than one block can number', () => {
    const index = new TokenIndex((word) => word, [1]);
    const many = MOST_TEXTS + 5000;
    for (let paper = 0; paper < many; paper++) index.add(paper, 0, paper % 2 === 0 ? 'even' : '');
    const even = index.find('even');
    const { scores } = index.score([{ term: even, word: 0, weight: 1 }]);
    expect(scores.every((score, paper) => score > 0 === (paper % 2 === 0))).toBe(true);
    const last = many - 2;
    expect(index.termsIn([last, last + 1], [{ term: even, word: 0, weight: 1 }])).toEqual([
      new Set([even]),
      new Set(),
    ]);
  });

  it('finds texts added after a query', () => {
    const index = new TokenIndex((word) => word, [1]);
    const score = () => index.score([{ term: index.find('cache'), word: 0, weight: 1 }]).scores;
    index.add(0, 0, 'cache');
    expect(score()).toHaveLength(1);
    index.add(1, 0, 'a cache');
    expect(score().every((value) => value > 0)).toBe(true);
  });
});

describe('words within some edits of another', () => {
  /** All cells of the table of Levenshtein's distance. */
  function wholeDistance(a: string, b: string): number {
    let row = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++)
        next[j] = Math.min(row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), row[j]! + 1, next[j - 1]! + 1);
      row = next;
    }
    return row[b.length]!;
  }

  it('are those that the complete table of distances has, and none is skipped for its letters', () => {
    const random = createRandom(8);
    const letter = () => 'abcdé'[Math.floor(random() * 5)]!;
    for (let i = 0; i < 3000; i++) {
      const word = Array.from({ length: Math.floor(random() * (i % 50 === 0 ? 90 : 9)) }, letter);
      const other = [...word];
      for (let edit = Math.floor(random() * 4); edit > 0; edit--)
        other.splice(Math.floor(random() * (other.length + 1)), random() < 0.5 ? 1 : 0, letter());
      const [a, b] = [word.join(''), other.join('')];
      const distance = wholeDistance(a, b);
      for (const most of [0, 1, 2, 3]) {
        expect(editDistance(a, b, most), `${a} ${b} ${most}`).toBe(Math.min(distance, most + 1));
        if (distance <= most) expect(mayBeNear(lettersOf(a), lettersOf(b), most), `${a} ${b}`).toBe(true);
      }
    }
  });
});
