import { describe, expect, it } from 'vitest';
import { candidatesOf } from '../../pipeline/summarise/candidates.ts';

const texts = (abstract: string) => candidatesOf(abstract).map(({ text }) => text);
const dangles = (sentence: string) => candidatesOf(sentence)[0]!.dangling;
/** Fitness of the second of two sentences, where the place of both is the same. */
const fitness = (sentence: string) => candidatesOf(`Ok. ${sentence}`)[0]!.fitness;

describe('candidatesOf', () => {
  it('takes whole sentences of six to 45 words', () => {
    const long = `We show that ${'very '.repeat(44)}long sentences are hard to read.`;
    expect(texts(`Too short to say. We show that six words are enough. ${long} And this one is cut`)).toEqual(
      ['We show that six words are enough.'],
    );
  });

  it.each([
    ['an address', 'We put all of the code at https://example.org for everyone.'],
    ['a formula', 'We show that the bound is $O(n^2)$ for all of them.'],
    ['markup', 'We show that <b>all</b> of the bounds are tight here.'],
    ['an open bracket', 'We show that all of the bounds (of these are tight.'],
    ['a missing space', 'We show that bounds are tight.They hold for all of them.'],
    ['a question', 'Do we show that all of the bounds are tight?'],
    ['numbers alone', 'We got 0.12 0.34 0.56 0.78 0.91 0.23 0.45 0.67 of it.'],
    ['an aside', 'The code and the models are publicly available to everyone.'],
    ['a beginning in the middle', 'which shows that all of the bounds are tight.'],
  ])('leaves out %s', (_, sentence) => {
    expect(texts(sentence)).toEqual([]);
  });

  it('takes the headings of structured abstracts off', () => {
    const claim = 'We found lower rates of infection in all wards.';
    expect(texts(`RESULTS: ${claim}`)).toEqual([claim]);
    expect(texts(`Conclusion ${claim}`)).toEqual([claim]);
    expect(texts(`Materials and Methods: ${claim}`)).toEqual([claim]);
    expect(texts('Search: it is hard for all of us, we find.')).toEqual([
      'Search: it is hard for all of us, we find.',
    ]);
    expect(fitness(`Results: ${claim}`)).toBeGreaterThan(fitness(claim));
    expect(fitness(`Methods: ${claim}`)).toBeLessThan(fitness(claim));
  });

  it.each([
    'However, drafts of small models are accepted less often.',
    'These models accept the drafts of small models more often.',
    'To address this, we train small models on accepted drafts.',
    'In this setting, small models are accepted more often than large.',
    'Our method accepts the drafts of small models more often.',
    'For (ii), we train small models on the drafts that were accepted.',
    'We then train small models on the drafts that were accepted.',
    'The proposed framework accepts the drafts of small models more often.',
    'We evaluate it on the drafts of small and large models.',
    'It accepts the drafts of small models more often than others.',
    'Motivated by this observation, we train models on accepted drafts.',
    'Extensive experiments show that drafts of small models are accepted.',
    'Inspired by this, we show that drafts are accepted more often.',
  ])('knows that it refers to what stands before it: %s', (sentence) => {
    expect(dangles(sentence)).toBe(true);
  });

  it.each([
    'In this paper, we show that drafts of small models are accepted.',
    'This study shows that drafts of small models are accepted.',
    'This systematic review shows that drafts of small models are accepted.',
    'Our results show that drafts of small models are accepted.',
    'First-order methods need more steps than second-order methods do.',
    'Surprisingly, drafts of small models are accepted more often than others.',
    'Code models accept the drafts of small models more often.',
  ])('knows that it stands alone: %s', (sentence) => {
    expect(dangles(sentence)).toBe(false);
  });

  it('prefers claims and results to what is known, hoped or done', () => {
    const claim = fitness('We show that drafts of small models speed decoding up.');
    const plain = fitness('Drafts of small models speed the decoding of text up.');
    const known = fitness('Decoding of text by large models has become a challenge.');
    const planned = fitness('We investigate whether drafts speed the decoding of text up.');
    expect(claim).toBeGreaterThan(plain);
    expect(plain).toBeGreaterThan(known);
    expect(plain).toBeGreaterThan(planned);
    expect(fitness('Drafts of small models speed the decoding of text up by 40 %.')).toBeGreaterThan(plain);
    expect(fitness('We show that drafts of this model speed decoding up.')).toBeLessThan(claim);
  });
});
