import { beforeAll, describe, expect, it } from 'vitest';
import { KeywordIndex } from '../../web/search/keyword.ts';
import { createTextService } from '../../web/search/text-service.ts';

const documents = [
  {
    title: 'SnapKV',
    abstract: 'Compresses the key-value cache of attention.',
    themes: ['KV Cache Compression'],
  },
  { title: 'Sparse Attention', abstract: 'Attention over long inputs.', themes: ['Long Context'] },
  { title: 'Code Generation', abstract: 'Models that write programs in many languages.', themes: ['Code'] },
  {
    title: 'Deep Rätsel',
    abstract: '',
    authors: ['Élodie Müller'],
    venue: 'COLM',
    themes: [],
  },
];

describe('KeywordIndex', () => {
  const index = new KeywordIndex();
  beforeAll(() => {
    // In slices, as the page adds them.
    index.add(documents.slice(0, 1));
    index.add(documents.slice(1));
  });
  const found = (text: string) => index.search(text).map((hit) => hit.paper);

  it('holds all papers by their place in the map', () => {
    expect(index.size).toBe(4);
  });

  it('ranks a hit in the title before one in the abstract', () => {
    expect(found('attention')).toEqual([1, 0]);
  });

  it('finds beginnings, small misspellings, other accents, authors, venues and theme names', () => {
    expect(found('compr')).toEqual([0]);
    expect(found('atention')).toEqual([1, 0]);
    expect(found('ratsel')).toEqual([3]);
    expect(found('elodie muller')).toEqual([3]);
    expect(found('colm')).toEqual([3]);
    expect(found('long context')).toEqual([1]);
  });

  it('asks all words, and falls back to most of them', () => {
    expect(found('attention key-value')).toEqual([0]);
    expect(found('models that write good programs')).toEqual([2]);
    expect(found('zebra programs quantum teleportation')).toEqual([]);
  });

  it('names the words that matched, for marking', () => {
    expect(index.search('compr')[0]!.words.sort()).toEqual(['compresses', 'compression']);
  });

  it('looks among allowed papers only', () => {
    expect(index.search('attention', { allowed: [0] }).map((hit) => hit.paper)).toEqual([0]);
    expect(index.search('attention', { allowed: [] })).toEqual([]);
  });

  it('finds nothing for text without words, and searches function words when there is nothing else', () => {
    expect(found(' ?! ')).toEqual([]);
    expect(found('that')).toEqual([2]);
  });

  it('keeps to its limit', () => {
    expect(index.search('attention', { limit: 1 })).toHaveLength(1);
  });
});

describe('the text service', () => {
  const service = createTextService();
  beforeAll(() => {
    service.add(
      Array.from({ length: 6 }, (_, i) => ({
        title: `Model ${i}`,
        abstract: i < 2 ? 'A model of speculative decoding.' : 'A model of other things.',
        themes: [],
      })),
    );
  });

  it('marks the words that tell papers apart, not those that most of them hold', () => {
    const hit = service.search({ text: 'speculative model', allowed: null })[0]!;
    expect(hit.words).toEqual(['speculative']);
    expect(service.search({ text: 'model', allowed: [5] })).toEqual([
      { paper: 5, score: expect.any(Number), words: ['model'] },
    ]);
  });

  it('names what papers share, and nothing for papers it does not hold', () => {
    expect(service.shared({ paper: 0, others: [1, 99] })).toEqual([
      [expect.objectContaining({ stems: ['speculative', 'decoding'] })],
      [],
    ]);
  });

  it('forgets all papers', () => {
    const fresh = createTextService();
    fresh.add([{ title: 'Attention', abstract: '', themes: [] }]);
    fresh.clear(null);
    expect(fresh.search({ text: 'attention', allowed: null })).toEqual([]);
  });
});
