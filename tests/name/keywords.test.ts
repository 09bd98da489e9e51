/** The keywords of a theme, from its phrases. */
import { describe, expect, it } from 'vitest';
import { keywordsOf } from '../../pipeline/name/keywords.ts';
import { phrasesOf } from './hand-phrases.ts';

/** @param lines phrase, score and how well it reads, best first */
function keywords(lines: [text: string, score: number, reads?: number][], abstracts: string[] = []) {
  const { tokens, phrases } = phrasesOf(
    lines.map(([text, , reads]) => ({ text, papers: [0], reads: reads ?? 1 })),
    1,
    abstracts,
  );
  const candidates = lines.map(([, score], phrase) => ({ phrase, score, papers: 1 }));
  return keywordsOf(candidates, tokens, phrases, 'The Name');
}
const words = (...texts: string[]) => keywords(texts.map((text, i) => [text, -i])).keywords;

describe('the keywords of a theme', () => {
  it('are its eight best phrases', () => {
    const topics = 'enzyme ribosome membrane genome neuron synapse plasma antigen peptide lipid'.split(' ');
    const { keywords: found, keywordWeights } = keywords(topics.map((topic, i) => [topic, -i]));
    expect(found.map((word) => word.toLowerCase())).toEqual(topics.slice(0, 8));
    expect(keywordWeights).toHaveLength(8);
  });

  it('read as names', () => {
    const found = keywords([
      ['determining', 2, 0.29],
      ['sonar', 1, 0.3],
    ]);
    expect(found).toEqual({ keywords: ['Sonar'], keywordWeights: [1] });
  });

  it('have weights from 1 down, by how much worse each is, never 0', () => {
    const { keywordWeights } = keywords([
      ['sonar', 0.1],
      ['radar', -0.2],
      ['lidar', -0.2],
      ['tide', -1e6],
    ]);
    expect(keywordWeights[0]).toBe(1);
    expect(keywordWeights[1]!).toBeLessThan(1);
    expect(keywordWeights[2]).toBe(keywordWeights[1]);
    expect(keywordWeights[3]!).toBeLessThan(keywordWeights[2]!);
    expect(keywordWeights[3]!).toBeGreaterThan(0);
    // Whatever the scores, the first weight is exactly 1.
    for (const score of [0.1, 0.7, 1 / 3, 123.456])
      expect(keywords([['sonar', score]]).keywordWeights).toEqual([1]);
  });

  it('are no part of a better keyword, and no longer phrase around one', () => {
    expect(
      words('warm protein folding', 'folding', 'protein folding', 'protein motion', 'warm folding'),
    ).toEqual(['Warm Protein Folding', 'Protein Motion']);
    expect(words('folding', 'protein folding', 'sonar')).toEqual(['Folding', 'Sonar']);
  });

  it('are not written alike', () => {
    // One word and two, but shown alike, as "VL" is mostly written so.
    const { keywords: found } = keywords(
      [
        ['DeepSeek-VL', 3],
        ['DeepSeek-vl', 2],
        ['lipids', 1],
      ],
      ['Of VL we say that VL is VL.'],
    );
    expect(found).toEqual(['DeepSeek-VL', 'Lipids']);
  });

  it('are the name alone if no phrase will do', () => {
    expect(keywords([])).toEqual({ keywords: ['The Name'], keywordWeights: [1] });
    expect(keywords([['determining', 1, 0.1]]).keywords).toEqual(['The Name']);
  });
});
