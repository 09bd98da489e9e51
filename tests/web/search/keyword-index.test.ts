import MiniSearch from 'minisearch';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../pipeline/util/random.ts';
import { KeywordIndex } from '../../../web/search/keyword/keyword-index.ts';
import { createKeywordService } from '../../../web/search/keyword/keyword-service.ts';
import { editDistance, lettersOf, mayBeNear } from '../../../web/search/keyword/near-words.ts';

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

  it('numbers papers as in the map', () => {
    expect(index.size).toBe(4);
  });

  it('reads runs of millions of non-Latin letters and marks', () => {
    const long = new KeywordIndex();
    const abstract = `first${'。'.repeat(8_000_000)}last ${'漢'.repeat(8_000_000)}`;
    long.add([{ title: 'Long', abstract, themes: [] }]);
    expect(['first', 'last', 'long', 'firstlast'].map((word) => long.search(word).length)).toEqual([
      1, 1, 1, 0,
    ]);
  });

  it('ranks a hit in the title above one in the abstract', () => {
    expect(found('attention')).toEqual([1, 0]);
  });

  it('finds beginnings of words, small misspellings, other accents, authors, venues and theme names', () => {
    expect(found('compr')).toEqual([0]);
    expect(found('atention')).toEqual([1, 0]);
    expect(found('ratsel')).toEqual([3]);
    expect(found('elodie muller')).toEqual([3]);
    expect(found('colm')).toEqual([3]);
    expect(found('long context')).toEqual([1]);
  });

  it('requires all words, and falls back to most of them', () => {
    expect(found('attention key-value')).toEqual([0]);
    expect(found('models that write good programs')).toEqual([2]);
    expect(found('zebra programs quantum teleportation')).toEqual([]);
  });

  it('returns the words that matched, for marking', () => {
    expect(index.search('compr')[0]!.words.sort()).toEqual(['compresses', 'compression']);
  });

  it('finds allowed papers only', () => {
    expect(index.search('attention', { allowed: [0] }).map((hit) => hit.paper)).toEqual([0]);
    expect(index.search('attention', { allowed: [] })).toEqual([]);
  });

  it('finds nothing for a text without words, and searches function words if there are no others', () => {
    expect(found(' ?! ')).toEqual([]);
    expect(found('that')).toEqual([2]);
  });

  it('finds phrases by consecutive words, the last of which may be the beginning of a word', () => {
    expect(index.holding(['key value'], [])).toEqual([0]);
    expect(index.holding(['value key'], [])).toEqual([]);
    expect(index.holding(['many lang'], [])).toEqual([2]);
    expect(index.holding(['attention', 'long'], [])).toEqual([1]);
    expect(index.holding([], ['attention', '?'])).toEqual([2, 3]);
    // Not from one field into the next, nor by authors.
    expect(index.holding(['attention attention'], [])).toEqual([]);
    expect(index.holding(['muller'], [])).toEqual([]);
  });

  it('finds words of abstracts added later, and scores them as if they had been added at once', () => {
    const later = new KeywordIndex();
    later.add(documents.map((document) => ({ ...document, abstract: null })));
    expect(later.search('programs')).toEqual([]);
    for (const paper of [2, 0, 3, 1]) later.addAbstract(paper, documents[paper]!.abstract);
    for (const text of ['programs', 'attention', 'models attention'])
      expect(later.search(text)).toEqual(index.search(text));
  });

  it('respects the limit', () => {
    expect(index.search('attention', { limit: 1 })).toHaveLength(1);
  });
});

describe('scores of keyword search', () => {
  // Words of lower case without marks, since the two count lengths before and after folding.
  const words =
    'attention cache caches decoding draft language model models program programs repair token tokens'.split(
      ' ',
    );
  const random = createRandom(3);
  const text = (length: number) =>
    Array.from({ length }, () => words[Math.floor(random() * words.length)]!).join(' ');
  const papers = Array.from({ length: 60 }, () => ({
    title: text(5),
    abstract: text(40),
    authors: [text(2)],
    themes: [text(2)],
  }));
  const index = new KeywordIndex();
  index.add(papers);
  const reference = new MiniSearch({
    fields: ['title', 'abstract', 'authors', 'themes'],
    searchOptions: {
      boost: { title: 3, themes: 2, authors: 2 },
      prefix: (term) => term.length >= 2,
      fuzzy: (term) => (term.length >= 5 ? 0.2 : false),
      maxFuzzy: 2,
      weights: { fuzzy: 0.35, prefix: 0.6 },
      combineWith: 'AND',
    },
  });
  reference.addAll(
    papers.map((paper, id) => ({ ...paper, id, authors: paper.authors[0], themes: paper.themes[0] })),
  );

  it.each(['cache', 'mod', 'programs repair', 'atention', 'token decding model'])(
    'are those of MiniSearch for "%s"',
    (query) => {
      const found = new Map(index.search(query).map(({ paper, score }) => [paper, score]));
      const wanted = reference.search(query);
      expect(wanted.length).toBeGreaterThan(0);
      expect(found.size).toBe(wanted.length);
      for (const { id, score } of wanted) expect(found.get(id)! / score).toBeCloseTo(1, 6);
    },
  );
});

describe('editDistance', () => {
  it('counts insertions, deletions and changes, up to a limit', () => {
    expect(editDistance('attention', 'atention', 2)).toBe(1);
    expect(editDistance('model', 'modal', 2)).toBe(1);
    expect(editDistance('abc', 'acb', 2)).toBe(2);
    expect(editDistance('cache', 'token', 2)).toBe(3);
    expect(editDistance('a', 'abcd', 2)).toBe(3);
    expect(mayBeNear(lettersOf('attention'), lettersOf('atention'), 0)).toBe(true);
    expect(mayBeNear(lettersOf('cache'), lettersOf('token'), 2)).toBe(false);
  });
});

describe('the keyword service', () => {
  const service = createKeywordService();
  const papers = Array.from({ length: 6 }, (_, i) => ({
    title: `Model ${i}`,
    abstract: i < 2 ? 'A model of speculative decoding.' : 'A model of other things.',
    themes: [],
  }));
  beforeAll(() => {
    service.add(papers);
    service.count(papers);
  });

  it('marks distinctive words, not those that most papers contain', () => {
    const hit = service.search({ text: 'speculative model', allowed: null })[0]!;
    expect(hit.words).toEqual(['speculative']);
    expect(service.search({ text: 'model', allowed: [5] })).toEqual([
      { paper: 5, score: expect.any(Number), words: ['model'] },
    ]);
  });

  it('returns the phrases that papers share, and none if they share nothing', () => {
    expect(
      service.shared({ paper: papers[0]!, others: [papers[1]!, { title: 'Zebra', abstract: '' }] }),
    ).toEqual([[expect.objectContaining({ stems: ['speculative', 'decoding'] })], []]);
  });

  it('removes all papers on request', () => {
    const fresh = createKeywordService();
    fresh.add([{ title: 'Attention', abstract: '', themes: [] }]);
    fresh.clear(null);
    expect(fresh.search({ text: 'attention', allowed: null })).toEqual([]);
  });
});
