import { beforeAll, describe, expect, it } from 'vitest';
import { KeywordIndex } from '../../web/search/keyword.ts';

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
