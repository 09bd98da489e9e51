import { describe, expect, it } from 'vitest';
import { nameSentence, runnersUpSentence } from '../../pipeline/map/themes/name-sentence.ts';

const evidence = { share: 0.64, papers: [4, 2], runnersUp: ['KV Cache', 'Sparse Attention'] };
const title = { share: 0, papers: [], runnersUp: [] };

describe('why a theme has its name', () => {
  it('is how many of its papers use the phrase, or one of two', () => {
    expect(nameSentence({ name: 'Code LLMs', evidence })).toBe(
      '64 % of its papers use the phrase in title or abstract.',
    );
    expect(nameSentence({ name: 'Code LLMs & Reasoning', evidence })).toBe(
      '64 % of its papers use one of its phrases in title or abstract.',
    );
    // The share is rounded, and a paper of a large theme is less than what is left of it.
    expect(nameSentence({ name: 'Whales', evidence: { ...evidence, share: 0 } })).toBe(
      'Less than 1 % of its papers use the phrase in title or abstract.',
    );
  });

  it('is a title if no phrase is left', () => {
    expect(nameSentence({ name: 'Qwen2.5-1M Technical Report', evidence: title })).toBe(
      'Its papers share no phrase that could name it, so a title stands in.',
    );
    expect(nameSentence({ name: 'Qwen2.5-1M', evidence: { ...title, runnersUp: ['Qwen'] } })).toBe(
      'The phrases that its papers share name other themes, so a title stands in.',
    );
  });

  it('is not said of a name that comes from elsewhere', () => {
    expect(nameSentence({ name: 'Whales' })).toBeNull();
    expect(runnersUpSentence({})).toBeNull();
  });

  it('comes with the names that were nearly chosen', () => {
    expect(runnersUpSentence({ evidence })).toBe('Also considered: KV Cache · Sparse Attention.');
    expect(runnersUpSentence({ evidence: title })).toBeNull();
  });
});
