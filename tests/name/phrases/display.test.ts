import { describe, expect, it } from 'vitest';
import {
  displayPhrase,
  displayShort,
  LONGEST_NAME,
  mostlyWrittenOut,
} from '../../../pipeline/name/phrases/display.ts';
import { Joins } from '../../../pipeline/name/phrases/joins.ts';
import { GAP, type Term, type Tokens } from '../../../pipeline/name/phrases/vocabulary.ts';

function term(
  key: string,
  forms: Record<string, number>,
  long: Record<string, number> | null = null,
  definitions = 0,
): Term {
  return {
    id: 0,
    key: long ? `=${key}` : key,
    forms: new Map(Object.entries(forms)),
    longForms: long && new Map(Object.entries(long)),
    meaning: [key],
    definitions,
    count: 1,
    ends: 0,
    pluralEnds: 0,
    verbal: 0,
    relational: 0,
    grammar: false,
    empty: false,
    plainHead: false,
    verbMarker: false,
    determiner: false,
  };
}

/** @param hyphens left and right term, how often apart, how often with a hyphen */
function corpus(terms: Term[], hyphens: [number, number, number, number][] = []): Tokens {
  const stream: number[] = [];
  const joined: number[] = [];
  for (const [left, right, apart, hyphen] of hyphens)
    for (let n = 0; n < apart + hyphen; n++) {
      stream.push(left, right, GAP);
      if (n < hyphen) joined.push(stream.length - 2);
    }
  return {
    terms: terms.map((each, id) => ({ ...each, id })),
    stream: Int32Array.from(stream),
    starts: new Int32Array(1),
    titleEnds: new Int32Array(0),
    joins: new Joins(Int32Array.from(stream), joined, terms.length),
  };
}

const show = (...terms: Term[]) =>
  displayPhrase(
    terms.map((_, id) => id),
    corpus(terms),
  );
const short = (...terms: Term[]) =>
  displayShort(
    terms.map((_, id) => id),
    corpus(terms),
  );

describe('a phrase', () => {
  it('is written in title case, in its most common spellings, alphabetically first among equals', () => {
    expect(show(term('deep', { deep: 3, DEEP: 1 }), term('graph', { Graph: 1, graph: 1 }))).toBe(
      'Deep Graph',
    );
    for (const forms of [
      { NeT: 1, NET: 1 },
      { NET: 1, NeT: 1 },
      { NeT: 1, NET: 2 },
      { NET: 2, NeT: 1 },
    ])
      expect(show(term('net', forms))).toBe('NET');
    expect(show(term('bare', {}))).toBe('Bare');
  });

  it('keeps the capitals and digits of a word, also at its beginning', () => {
    expect(show(term('xkv', { xKV: 1 }), term('cache', { cache: 1 }))).toBe('xKV Cache');
    expect(show(term('gpt-4', { 'gpt-4': 1 }))).toBe('Gpt-4');
    expect(show(term('deep', { deep: 1 }), term('gpt4', { gpt4: 1 }))).toBe('Deep gpt4');
    expect(show(term('école', { école: 1 }), term('d’art', { 'd’art': 1 }))).toBe('École D’art');
    expect(show(term('long-range', { 'long-range': 1 }))).toBe('Long-Range');
  });

  it('joins by hyphens what papers mostly join, but never prepositions', () => {
    const terms = ['vision', 'language', 'model'].map((key) => term(key, { [key]: 1 }));
    const phrase = [0, 1, 2];
    expect(displayPhrase(phrase, corpus(terms, [[0, 1, 1, 2]]))).toBe('Vision-Language Model');
    expect(displayPhrase(phrase, corpus(terms, [[0, 1, 2, 2]]))).toBe('Vision Language Model');
    const linked = ['mixture', 'of', 'expert'].map((key) => term(key, { [key]: 1 }));
    const hyphens: [number, number, number, number][] = [
      [0, 1, 0, 1],
      [1, 2, 0, 1],
    ];
    expect(displayPhrase(phrase, corpus(linked, hyphens))).toBe('Mixture of Expert');
    for (const link of ['for', 'to', 'in']) {
      linked[1] = term(link, { [link]: 1 });
      expect(displayPhrase(phrase, corpus(linked, hyphens))).toBe(`Mixture ${link} Expert`);
    }
    linked[0] = term('of', { of: 1 });
    expect(displayPhrase([0], corpus(linked))).toBe('Of');
  });

  /** A noun that ends a phrase in the singular and in the plural so often. */
  const noun = (
    key: string,
    singular: number,
    plural: number,
    forms: Record<string, number> = { [key]: 9, [`${key}s`]: 1 },
  ): Term => ({
    ...term(key, forms),
    ends: singular + plural,
    pluralEnds: plural,
  });

  it('ends in the plural if its noun does so in a quarter of the places where it ends a phrase', () => {
    const deep = term('deep', { deep: 1 });
    expect(show(deep, noun('graph', 75, 25))).toBe('Deep Graphs');
    expect(show(deep, noun('graph', 76, 24))).toBe('Deep Graph');
    expect(show(noun('graph', 75, 25))).toBe('Graphs');
    expect(show(noun('graph', 0, 0))).toBe('Graph');
    // Spellings elsewhere don't count: a noun before another is in the singular.
    expect(show(deep, noun('graph', 9, 0, { graph: 1, graphs: 9 }))).toBe('Deep Graph');
    expect(show(noun('graph', 0, 9, { graph: 1, graphs: 9 }), noun('net', 9, 0))).toBe('Graph Net');
    expect(show(term('graph', { graphs: 9 }), noun('net', 9, 0))).toBe('Graphs Net');
  });

  it('ends in the plural of an action or a quality only if that is mostly in the plural', () => {
    for (const key of [
      'recommendation',
      'measurement',
      'similarity',
      'embedding',
      'inference',
      'mechanism',
    ]) {
      const [singular, plural] = [40, 60];
      const title = key.replace(/^./, (letter) => letter.toUpperCase());
      const forms = { [key]: 9, [key.replace(/y$/, 'ie').concat('s')]: 1 };
      expect(show(noun(key, singular + 1, plural - 1, forms))).toBe(title);
      expect(show(noun(key, singular, plural, forms))).toMatch(/s$/);
    }
  });

  it('takes the spelling in the plural that most papers write', () => {
    expect(show(noun('study', 1, 4, { study: 1, studies: 3, STUDIES: 1 }))).toBe('Studies');
    // An s at the end alone makes no plural.
    expect(show(noun('analysi', 5, 0, { analysis: 5 }))).toBe('Analysis');
    expect(show(noun('ga', 1, 1, { gas: 1, gases: 1 }))).toBe('Gases');
  });

  it('may have 60,000 spellings', () => {
    const forms = Array.from({ length: 60_000 }, (_, i) =>
      [...'abcdefghijklmnops'].map((c, b) => ((i >> b) & 1 ? c.toUpperCase() : c)).join(''),
    );
    const many = corpus([term('x', Object.fromEntries(forms.map((form) => [form, 1])))]);
    expect(displayPhrase([0], many)).toBe('ABCDEFGHIJKLMNOps');
  });
});

describe('an acronym alone', () => {
  const moe = (letters: number, full: number, definitions = 0, long = 'mixture of experts') =>
    term('MoE', { MoE: letters }, { [long]: full }, definitions);

  it('is its long form with the letters, if papers write them often enough', () => {
    expect(show(moe(4, 10))).toBe('Mixture of Experts (MoE)');
    expect(show(moe(3.9, 10))).toBe('Mixture of Experts');
    // Where it is defined a paper writes the long form because it must.
    expect(show(moe(3.9, 10, 5))).toBe('Mixture of Experts (MoE)');
    expect(show(moe(0, 3, 9))).toBe('Mixture of Experts (MoE)');
  });

  it('takes the plural of its long form, but not across a preposition', () => {
    expect(show(term('LM', { LM: 5 }, { 'language models': 5 }))).toBe('Language Models (LMs)');
    expect(show(term('LM', { LM: 5 }, { 'language model': 5 }))).toBe('Language Model (LM)');
    expect(show(term('LL', { LL: 5 }, { 'language loss': 5 }))).toBe('Language Loss (LL)');
  });

  it('is the most common long form, without hyphens around prepositions, small words in lower case', () => {
    expect(show(moe(5, 5, 0, 'mixture-of-Experts'))).toBe('Mixture of Experts (MoE)');
    expect(show(term('BT', { BT: 5 }, { 'back to': 2, 'Bits and the Trees': 3 }))).toBe(
      'Bits and the Trees (BTs)',
    );
    expect(show(term('AB', { AB: 5 }, { 'b a': 2, 'a b': 2 }))).toBe('A B (AB)');
    expect(show(term('AB', { AB: 5 }, { 'a b': 2, 'b a': 2 }))).toBe('A B (AB)');
    expect(show(term('KV', { KV: 5 }, { 'key-value': 2 }))).toBe('Key-Value (KV)');
    expect(show(term('BT', { BT: 5 }, { 'bits AND The tree': 2 }))).toBe('Bits and the Tree (BT)');
    expect(show(term('XT', { XT: 5 }, { 'xT tree': 2 }))).toBe('xT Tree (XT)');
  });

  it.each(['of', 'for', 'to', 'in', 'and', 'the', 'a', 'an', 'on', 'with', 'by'])(
    'leaves "%s" small',
    (word) => {
      expect(show(term('BT', { BT: 5 }, { [`bits ${word} tree`]: 3 }))).toBe(`Bits ${word} Tree (BT)`);
    },
  );

  it('is one of the two if both are too long, and the letters if nobody writes it out', () => {
    const forty = `${'a'.repeat(18)} ${'b'.repeat(18)}`;
    expect(forty.length + 5).toBeGreaterThan(LONGEST_NAME);
    expect(show(term('AB', { AB: 5 }, { [forty]: 5 }))).toBe(`A${forty.slice(1, 19)}B${forty.slice(20)}`);
    expect(show(term('AB', { AB: 5 }, { [`${forty} ccc`]: 5 }))).toBe('AB');
    expect(show(term('AB', { AB: 1 }, { [`${forty} ccc`]: 50 }))).toBe('AB');
    expect(show(term('AB', { AB: 5 }, {}))).toBe('AB');
    expect(LONGEST_NAME).toBe(40);
    expect(show(term('AB', { AB: 5 }, { [`${'a'.repeat(19)} ${'b'.repeat(20)}`]: 5 }))).toHaveLength(40);
    const exact = `${'a'.repeat(16)} ${'b'.repeat(18)}`;
    expect(show(term('AB', { AB: 5 }, { [exact]: 5 }))).toHaveLength(40);
  });
});

describe('an acronym in a phrase', () => {
  it('appears in one form only, the one that papers write more often', () => {
    const cache = term('cache', { cache: 1 });
    expect(short(term('KV', { KV: 5 }, { 'key value': 5 }), cache)).toBe('KV Cache');
    expect(short(term('KV', { KV: 5 }, { 'key value': 6 }), cache)).toBe('Key Value Cache');
    expect(short(term('KV', { KV: 5 }, { 'key value': 6 }, 1), cache)).toBe('KV Cache');
    const moe = { ...term('MoE', { MoE: 5, MoEs: 3 }, { m: 1 }), ends: 8 };
    expect(short({ ...moe, pluralEnds: 3 })).toBe('MoEs');
    expect(short({ ...moe, pluralEnds: 1 })).toBe('MoE');
  });

  it('is written out if its long form is more frequent', () => {
    expect(mostlyWrittenOut(term('SD', { SD: 1 }, { 'speculative decoding': 3 }, 1))).toBe(true);
    expect(mostlyWrittenOut(term('SD', { SD: 2 }, { 'speculative decoding': 3 }, 1))).toBe(false);
    expect(mostlyWrittenOut(term('word', { word: 0 }))).toBe(false);
  });
});
