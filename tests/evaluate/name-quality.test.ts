import { describe, expect, it } from 'vitest';
import { measureNames, nameVariants, npmi } from '../../pipeline/evaluate/name-quality.ts';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { tinyMap } from '../support/tiny-map.ts';

/** The tiny map with other names and keywords by theme id. */
function renamed(changes: Record<number, { name?: string; keywords?: string[] }>): ThemeMap {
  const map = tinyMap();
  for (const [id, change] of Object.entries(changes)) Object.assign(map.manifest.themes[Number(id)]!, change);
  return map;
}

const finest = (map: ThemeMap, labels?: ReadonlyMap<string, string>) => measureNames(map, labels)[1]!;

describe('npmi', () => {
  it('is 1 for events that only come together, −1 for those that never do, 0 for independent ones', () => {
    expect(npmi(2, 2, 2, 8)).toBe(1);
    expect(npmi(0, 4, 4, 8)).toBe(-1);
    expect(npmi(2, 4, 4, 8)).toBe(0);
    expect(npmi(8, 8, 8, 8)).toBe(0);
  });

  it('is ln 2 / ln 8 for two pairs of eight that share one', () => {
    expect(npmi(1, 2, 2, 8)).toBeCloseTo(1 / 3, 12);
  });
});

describe('nameVariants', () => {
  it.each([
    ['KV Cache Compression', [['kv', 'cach', 'compression']]],
    ['Mixture of Experts (MoE)', [['mixture', 'expert'], ['moe']]],
    [
      'Sparse Mixture of Experts (MoE)',
      [
        ['sparse', 'mixture', 'expert'],
        ['sparse', 'moe'],
      ],
    ],
    [
      'Key-Value (KV) Cache',
      [
        ['key', 'value', 'cach'],
        ['kv', 'cach'],
      ],
    ],
    ['Large Language Models (LLMs)', [['large', 'language', 'model'], ['llm']]],
    ['Deepfake Detection & Tokenization', [['deepfake', 'detection'], ['tokenization']]],
    ['Who', [['who']]],
    ['🎉', [[]]],
  ])('%s', (name, variants) => {
    expect(nameVariants(name)).toEqual(variants);
  });
});

describe('measureNames', () => {
  it('returns one entry a level, coarsest first', () => {
    const levels = measureNames(tinyMap());
    expect(levels.map(({ level }) => level)).toEqual([0, 1]);
    // No paper says "inference" or "vision"; each finest name is said by all papers of its theme and by no other.
    expect(levels.map(({ coverage }) => coverage)).toEqual([0, 1]);
    expect(levels.map(({ informedness }) => informedness)).toEqual([0, 1]);
  });

  it('lowers informedness for papers of other themes that contain the name', () => {
    // "Kangaroo" stands in paper c of the theme's two, and in g of the five others; the other two names are perfect.
    const { coverage, informedness } = finest(renamed({ 3: { name: 'Kangaroo' } }));
    expect(coverage).toBeCloseTo((1 + 0.5 + 1) / 3, 4);
    expect(informedness).toBeCloseTo((1 + (0.5 - 0.2) + 1) / 3, 4);
  });

  it('accepts a name in letters or words, in another order and number', () => {
    expect(
      finest(renamed({ 2: { name: 'Cache Windows & Mixtures of Experts (MoE)' } })).coverage,
    ).toBeCloseTo((0.5 + 1 + 1) / 3, 4);
    expect(finest(renamed({ 4: { name: 'Token Image' } })).coverage).toBe(1);
  });

  it('is less distinct if names share words', () => {
    expect(finest(tinyMap()).distinctness).toBe(1);
    // kv cache | cache decoding | image token: five distinct words of six.
    expect(finest(renamed({ 3: { name: 'Cache Decoding' } })).distinctness).toBeCloseTo(5 / 6, 4);
  });

  it('is less diverse if themes share keywords, however they are written', () => {
    const map = renamed({
      2: { keywords: ['KV cache', 'windows'] },
      3: { keywords: ['caches of KV', 'drafts'] },
      4: { keywords: ['images', 'tokens'] },
    });
    expect(finest(map).diversity).toBeCloseTo(5 / 6, 4);
  });

  it('is coherent if keywords share papers', () => {
    const coherence = (keywords: string[]) =>
      finest(renamed({ 2: { keywords: ['kv'] }, 3: { keywords }, 4: { keywords: [] } })).coherence;
    // "speculative" c, d; "kangaroo" c, g; "sorting" d; of seven papers.
    expect(coherence(['speculative', 'decoding'])).toBe(1);
    expect(coherence(['sorting', 'kangaroo'])).toBe(-1);
    expect(coherence(['speculative', 'kangaroo'])).toBeCloseTo(Math.log(7 / 4) / Math.log(7), 4);
    // A phrase that holds the other would always come with it.
    expect(coherence(['speculative', 'speculative decoding'])).toBeNull();
  });

  it('counts the themes that are named by a word of their commonest label', () => {
    const labels = new Map([
      ['a', 'kv_cache'],
      ['b', 'kv_cache'],
      ['c', 'efficient inference'],
      ['d', 'drafting'],
      ['f', 'vision-language models'],
    ]);
    expect(finest(tinyMap(), labels)).toMatchObject({ named: 1, labelled: 3 });
    // Of two labels as common, "drafting" comes first.
    expect(finest(renamed({ 3: { name: 'Drafting' } }), labels)).toMatchObject({ named: 2, labelled: 3 });
    expect(finest(renamed({ 4: { name: 'Vision' } }), labels)).toMatchObject({ named: 2, labelled: 3 });
    // "Models" tells no theme from another, so it is no hit for "vision-language models".
    expect(finest(renamed({ 4: { name: 'Image Models' } }), labels)).toMatchObject({ named: 1, labelled: 3 });
  });

  it('has no figures for labels without labels', () => {
    expect(finest(tinyMap())).toMatchObject({ named: null, labelled: null });
    expect(finest(tinyMap(), new Map())).toMatchObject({ named: 0, labelled: 0 });
  });

  it('accepts names without words, themes without keywords and a map without themes', () => {
    const map = renamed({
      2: { name: '🎉', keywords: [] },
      3: { name: '— & —', keywords: [] },
      4: { name: '!', keywords: [] },
    });
    expect(finest(map)).toEqual({
      level: 1,
      coherence: null,
      distinctness: null,
      diversity: null,
      coverage: 0,
      informedness: 0,
      named: null,
      labelled: null,
    });
    const empty = tinyMap();
    empty.manifest.themes = [];
    empty.arrays.theme.fill(-1);
    expect(measureNames(empty)).toEqual([]);
  });

  it('gives null for informedness if a theme holds every paper', () => {
    const map = tinyMap();
    map.manifest.themes = [{ ...map.manifest.themes[0]!, name: 'Tokens' }];
    map.arrays.theme.fill(0);
    const [only] = measureNames(map);
    // Papers e and f of seven.
    expect(only).toMatchObject({ coverage: 0.2857, informedness: null });
  });
});
