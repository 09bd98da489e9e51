import { describe, expect, it } from 'vitest';
import { closestPair } from '../../web/related/closest-pair.ts';
import { markText, termPhrases } from '../../web/related/mark-phrases.ts';
import {
  centreVectors,
  direction,
  floatRows,
  moreLikeThese,
  nearestOutside,
  nearestTo,
} from '../../web/related/relevance-feedback.ts';
import { countWords, sharedPhrases } from '../../web/related/shared-phrases.ts';
import { themeRelation } from '../../web/related/theme-relation.ts';
import { stem, wordsOf } from '../../web/related/words.ts';

describe('wordsOf', () => {
  it('returns positions, and folds plurals, case and accents', () => {
    expect(wordsOf('KV-Caches, résumé')).toEqual([
      { stem: 'kv', start: 0, end: 2 },
      { stem: 'cache', start: 3, end: 9 },
      { stem: 'resume', start: 11, end: 17 },
    ]);
  });

  it('reads runs of millions of letters beyond Latin', () => {
    const run = '漢'.repeat(8_000_000);
    expect(wordsOf(`${run}。𝒜1`).map(({ start, end }) => [start, end])).toEqual([
      [0, 8_000_000],
      [8_000_001, 8_000_004],
    ]);
  });

  it('does not shorten words that only look like plurals', () => {
    expect(['loss', 'analysis', 'gas', 'corpus', 'experts'].map(stem)).toEqual([
      'loss',
      'analysis',
      'gas',
      'corpus',
      'expert',
    ]);
  });
});

describe('markText', () => {
  it('marks the longest phrase in any of its forms, and its segments join to the text', () => {
    const text = 'KV-cache eviction: the KV cache, KVs.';
    const segments = markText(text, [['kv'], ['kv', 'cache']]);
    expect(segments.map((segment) => segment.text).join('')).toBe(text);
    expect(segments.filter((segment) => segment.phrase !== undefined)).toEqual([
      { text: 'KV-cache', phrase: 1 },
      { text: 'KV cache', phrase: 1 },
    ]);
  });

  it('returns hostile text unchanged', () => {
    const text = '<img src=x onerror=alert(1)> \u202e \u0000 </script> 𝛼😀';
    expect(
      markText(text, [['img']])
        .map((segment) => segment.text)
        .join(''),
    ).toBe(text);
  });

  it('accepts search terms as phrases and ignores terms without words', () => {
    expect(termPhrases(['key-value caches', '??', 'Experts'])).toEqual([
      ['key', 'value', 'cache'],
      ['expert'],
    ]);
    expect(markText('plain', [])).toEqual([{ text: 'plain' }]);
    expect(markText('', [['a']])).toEqual([]);
  });
});

describe('sharedPhrases', () => {
  const a = {
    title: 'Speculative Decoding with Small Drafts',
    abstract: 'We propose speculative decoding. Our novel approach uses draft models for faster inference.',
  };
  const b = {
    title: 'Faster Inference',
    abstract: 'We propose a novel approach: speculative decoding, with draft models trained by distillation.',
  };
  const frequencies = { papers: 0, counts: new Map<string, number>() };
  for (const text of [
    `${a.title}\n${a.abstract}`,
    `${b.title}\n${b.abstract}`,
    'models of language',
    'models of vision',
    'inference in models',
    ...Array.from({ length: 8 }, (_, i) => `other words ${i}`),
  ])
    countWords(frequencies, text);

  it('lists rare phrases first and omits the stock phrases of abstracts', () => {
    const phrases = sharedPhrases(a, b, frequencies).map((phrase) => phrase.text);
    expect(phrases[0]).toBe('Speculative Decoding');
    expect(phrases).toContain('draft models');
    expect(phrases.join(' ')).not.toMatch(/propose|novel|approach/);
  });

  it('uses no word twice and respects the limit', () => {
    const phrases = sharedPhrases(a, b, frequencies);
    const words = phrases.flatMap((phrase) => phrase.stems);
    expect(new Set(words).size).toBe(words.length);
    expect(sharedPhrases(a, b, frequencies, 1)).toHaveLength(1);
  });

  it('finds no phrase across punctuation', () => {
    const left = { title: '', abstract: 'Graph. Transformer networks' };
    const right = { title: '', abstract: 'graph transformer' };
    expect(sharedPhrases(left, right, frequencies).map((phrase) => phrase.text)).toEqual([
      'Graph',
      'Transformer',
    ]);
  });

  it('finds nothing for papers without common words', () => {
    expect(sharedPhrases(a, { title: 'Zebra', abstract: '' }, frequencies)).toEqual([]);
  });
});

describe('closestPair', () => {
  it('finds the closest pair of sentences, the first of several equal ones', () => {
    const e = (x: number, y: number) => Float32Array.of(x, y);
    expect(closestPair([e(1, 0), e(0, 1)], [e(0, 1), e(0, 1)])).toEqual({ a: 1, b: 0, similarity: 1 });
    expect(closestPair([], [e(1, 0)])).toBeNull();
  });
});

describe('relevance feedback', () => {
  it('centres vectors and scales them to length 1; a vector equal to the mean stays zero', () => {
    const centred = centreVectors(Float32Array.of(3, 1, 1, 1, 1, 3), Float32Array.of(1, 1));
    expect([...centred]).toEqual([1, 0, 0, 0, 0, 1]);
  });

  // Four papers: x, y, between both, and a third direction.
  const s = Math.SQRT1_2;
  const rows = floatRows(Float32Array.of(1, 0, 0, 0, 1, 0, s, s, 0, 0, 0, 1), 3);

  it('ranks papers by similarity, ties by lower index', () => {
    expect(nearestTo(rows, Float32Array.of(1, 0, 0), 3).map((hit) => hit.paper)).toEqual([0, 2, 1]);
    expect(nearestTo(rows, Float32Array.of(0, 0, 1), 3).map((hit) => hit.paper)).toEqual([3, 0, 1]);
  });

  it('does not return the chosen papers as "more like these"', () => {
    expect(moreLikeThese(rows, [0], [], 10).map((hit) => hit.paper)).toEqual([2, 1, 3]);
  });

  it('subtracts what the wanted papers share with the unwanted ones, and no more', () => {
    // Like the one between, not like y: x is left.
    const target = direction(rows, [2], [1]);
    expect(target[0]).toBeCloseTo(1, 6);
    expect(target[1]).toBeCloseTo(0, 6);
    expect(moreLikeThese(rows, [2], [1], 1)[0]!.paper).toBe(0);
    // What is not shared is not pushed away from.
    expect([...direction(rows, [0], [3])]).toEqual([1, 0, 0]);
    expect([...direction(rows, [0], [0])]).toEqual([0, 0, 0]);
  });

  it('finds nearest papers of other areas only; for an unthemed paper all papers count', () => {
    expect(nearestOutside(rows, 0, [1, 2, 1, 2], 5).map((hit) => hit.paper)).toEqual([1, 3]);
    expect(nearestOutside(rows, 0, [-1, 2, 1, 2], 5)).toHaveLength(3);
  });
});

describe('themeRelation', () => {
  // Areas 0 and 1; parts 2 and 3 of 0, part 4 of 1.
  const paths = [[0], [1], [0, 2], [0, 3], [1, 4]];
  const map = (theme: number[], second: number[]) =>
    ({
      arrays: { theme: Int32Array.from(theme), second: Int32Array.from(second) },
      index: { paths },
    }) as unknown as Parameters<typeof themeRelation>[0];

  it('distinguishes the same theme, siblings, bordering themes and others', () => {
    const papers = map([2, 2, 3, 4, -1], [-1, -1, -1, -1, -1]);
    expect(themeRelation(papers, 0, 1)).toEqual({ kind: 'same', theme: 2 });
    expect(themeRelation(papers, 0, 2)).toEqual({ kind: 'siblings', parent: 0, theme: 3 });
    expect(themeRelation(papers, 0, 3)).toEqual({ kind: 'other', theme: 4 });
    expect(themeRelation(papers, 0, 4)).toEqual({ kind: 'none' });
    expect(themeRelation(map([2, 4], [4, -1]), 0, 1)).toEqual({ kind: 'between', theme: 4 });
  });
});
