import { describe, expect, it } from 'vitest';
import { findAcronyms } from '../../../pipeline/name/phrases/acronyms.ts';

const found = (...texts: string[]) =>
  Object.fromEntries(findAcronyms(texts).map(({ short, long }) => [short, long.join(' ')]));

describe('acronyms', () => {
  it('are found if two papers define them, whatever the hyphens and the plural', () => {
    expect(
      found(
        'We train a Mixture-of-Experts (MoE) model.',
        'Sparse mixtures of experts (MoEs) scale.',
        'The key-value (KV) cache grows.',
        'A key value (KV) cache is large.',
      ),
    ).toEqual({ MoE: 'mixture of expert', KV: 'key value' });
  });

  it('are found if the letters precede the long form', () => {
    expect(found('RAG (retrieval augmented generation) helps.', 'We study RAG.', 'RAG again.')).toEqual({
      RAG: 'retrieval augmented generation',
    });
  });

  it('need one definition only if other papers use them', () => {
    expect(found('Speculative decoding (SD) is fast.', 'SD drafts tokens.', 'We speed SD up.')).toEqual({
      SD: 'speculative decoding',
    });
    expect(found('Our Grand New System (GNS) wins.', 'Nobody else says so.')).toEqual({});
  });

  it('are not made of parentheses without a definition', () => {
    expect(
      found('It is fast (see Table II).', 'Much better (AUC 0.9) and (B) too.', 'Quite good (NP).'),
    ).toEqual({});
    expect(found('(((((', 'a ) b ( c', '()', 'x (Y')).toEqual({});
  });

  it('take the long form that most papers write', () => {
    expect(
      found(
        'Contrastive learning (CL) works.',
        'Contrastive learning (CL) is old.',
        'Continual learning (CL) forgets.',
      ),
    ).toEqual({ CL: 'contrastive learning' });
  });

  it('stand for at least two words, the first of which begins with the first letter', () => {
    const twice = (text: string) => found(text, text);
    expect(twice('The text graphs ( TEGR ) of old.')).toEqual({ TEGR: 'text graph' });
    // More than two letters a word, or a first letter inside a word, is chance.
    expect(twice('The text graphs (TEXGR) of old.')).toEqual({});
    expect(twice('Many red boats (DB) sail.')).toEqual({});
    expect(twice('Graph of the many nets (GAN).')).toEqual({ GAN: 'graph of the many net' });
    // What holds the letters themselves says nothing of them.
    expect(twice('MoE layers of experts (MoE) grow.')).toEqual({});
  });

  it('are spelled by the first letters of words, if those at the end do so, links left out', () => {
    const twice = (text: string) => found(text, text);
    // The shortest run with the letters is "pump inhibitors".
    expect(twice('New proton pump inhibitors (PPI) work.')).toEqual({ PPI: 'proton pump inhibitor' });
    expect(twice('By self-supervised learning (SSL) we learn.')).toEqual({ SSL: 'self supervised learning' });
    expect(twice('A state of the union (SU) speech.')).toEqual({ SU: 'state of the union' });
    expect(twice('Graph of all the many nets (GAN).')).toEqual({ GAN: 'graph of all the many net' });
    // A word that is no link stands in the way: then the letters are sought inside words.
    expect(twice('New random vector fields (RF) here.')).toEqual({ RF: 'random vector field' });
  });

  it('are left alone if fewer than one in twelve of the papers that use them say what they stand for', () => {
    const definition = 'We try semi-autoregressive translation (SAT).';
    const users = (count: number) => Array.from({ length: count }, () => 'The SAT instances are hard.');
    expect(found(definition, ...users(40))).toEqual({});
    expect(found(definition, definition, ...users(40))).toEqual({});
    expect(found(definition, definition, ...users(20))).toEqual({ SAT: 'semi autoregressive translation' });
  });
});
