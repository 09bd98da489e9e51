import { describe, expect, it } from 'vitest';
import { splitSentences } from '../../pipeline/text/sentences.ts';

describe('splitSentences', () => {
  it('ends a sentence at a full stop before a capital, not after abbreviations, initials and in numbers', () => {
    expect(
      splitSentences(
        'We follow Smith et al. Their method, e.g. that of J. Doe, gains 3.5 points. Is it enough for everyone here? It is 2x faster than before.',
      ),
    ).toEqual([
      'We follow Smith et al. Their method, e.g. that of J. Doe, gains 3.5 points.',
      'Is it enough for everyone here?',
      'It is 2x faster than before.',
    ]);
  });

  it('loses no word', () => {
    const text = 'One short. Two. A much longer sentence that stands here. Yes.';
    expect(splitSentences(text).join(' ')).toBe(text);
    expect(splitSentences('')).toEqual([]);
    expect(splitSentences(' \n ')).toEqual([]);
    expect(splitSentences('No stop')).toEqual(['No stop']);
  });

  it('ends a sentence after a single letter only if the next word begins one', () => {
    expect(splitSentences('They lack vitamin C. We gave it. The study of J. Smith is older.')).toEqual([
      'They lack vitamin C.',
      'We gave it.',
      'The study of J. Smith is older.',
    ]);
  });

  it('keeps the numbers of a list with what they number', () => {
    expect(splitSentences('We ask: 1. What is it? 2. Who needs it?')).toEqual([
      'We ask: 1. What is it?',
      '2. Who needs it?',
    ]);
  });

  it('ends no sentence at a line break, but at an empty line', () => {
    expect(splitSentences('One sentence\nin two lines. Another\r\none.\n\nThe end')).toEqual([
      'One sentence\nin two lines.',
      'Another\r\none.',
      'The end',
    ]);
    expect(splitSentences('Abstract\n\nWe begin.')).toEqual(['Abstract', 'We begin.']);
  });

  it('knows the marks of other scripts', () => {
    expect(splitSentences('我们提出一种方法。结果很好！')).toEqual(['我们提出一种方法。', '结果很好！']);
  });
});
