import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBytes } from '../../pipeline/read/read.ts';
import { keywordScores } from '../../pipeline/related/keyword-scores.ts';
import { findPaper, relatedToPaper, relatedToText } from '../../pipeline/related/related.ts';
import { tinyMap } from '../support/tiny-map.ts';

const map = tinyMap();
const theme = (name: string) => ({
  id: map.manifest.themes.findLast((each) => each.name === name)!.id,
  name,
});
const ids = (rows: { id: string }[]) => rows.map((row) => row.id);

describe('relatedToPaper', () => {
  it('returns the map’s own neighbours, nearest first, with title and theme', () => {
    expect(relatedToPaper(map, 0, 2)).toEqual([
      {
        index: 1,
        id: 'b',
        title: '=SUM(A1) of KV Cache Windows',
        theme: theme('KV Cache'),
        similarity: 0.9801,
      },
      {
        index: 2,
        id: 'c',
        title: 'Kangaroo: Speculative Decoding',
        theme: theme('Speculative Decoding'),
        similarity: 0.5403,
      },
    ]);
  });

  it('continues beyond the neighbours that the map keeps, with each paper once and never itself', () => {
    const rows = ids(relatedToPaper(map, 0, 100));
    expect(rows.slice(0, 3)).toEqual(ids(relatedToPaper(map, 0, 3)));
    expect([...rows].sort()).toEqual(['b', 'c', 'd', 'e', 'f', 'g']);
    expect(relatedToPaper(map, 6, 1)[0]!.theme).toEqual(theme('KV Cache'));
  });

  it('refuses an index that does not exist', () => {
    expect(() => relatedToPaper(map, 7)).toThrow('paper 7 is not in the map; it holds papers 0 to 6');
  });
});

describe('relatedToText', () => {
  it('returns the papers with the words by keyword alone, with scores as shares of the best', () => {
    const rows = relatedToText(map, 'speculative decoding', null);
    expect(ids(rows).sort()).toEqual(['c', 'd']);
    expect(rows[0]!.similarity).toBe(1);
    expect(relatedToText(map, 'zebra', null)).toEqual([]);
    expect(relatedToText(map, '', null)).toEqual([]);
  });

  it('fuses both rankings: papers that both find come first', () => {
    const rows = relatedToText(map, 'KV cache', Float32Array.of(1, 0), 4);
    expect(ids(rows).slice(0, 2).sort()).toEqual(['a', 'b']);
    expect(rows.find((row) => row.id === 'a')!.similarity).toBe(1);
    expect(rows).toHaveLength(4);
    expect(() => relatedToText(map, 'KV cache', new Float32Array(3))).toThrow('3 numbers, but the map');
  });
});

describe('keywordScores', () => {
  const score = (title: string, abstract: string, question: string) =>
    keywordScores(
      [
        { title, abstract },
        { title: 'Other', abstract: 'Nothing of it.' },
      ],
      question,
    )[0]!;

  it('recognises plurals, hyphens and initials', () => {
    expect(score('Mixture-of-Experts', '', 'mixture of experts')).toBeGreaterThan(0);
    expect(score('A', 'An expert.', 'experts')).toBeGreaterThan(0);
    expect(score('Small MoE', '', 'mixture of experts')).toBeGreaterThan(0);
  });

  it('weights a title more than an abstract, and adjacent words more than separate ones', () => {
    expect(score('cache of many', 'here', 'cache')).toBeGreaterThan(score('here of many', 'cache', 'cache'));
    expect(score('x', 'a kv cache of values', 'kv cache')).toBeGreaterThan(
      score('x', 'a cache of kv values', 'kv cache'),
    );
  });

  it('puts the papers that a specialist would name first on the real page', async () => {
    const page = await readBytes(
      readFileSync(new URL('../../data/daily-papers-aug-19.txt', import.meta.url)),
      'page',
    );
    const top = (question: string, k: number) => {
      const scores = keywordScores(page.papers, question);
      const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!).slice(0, k);
      return order.map((paper) => page.papers[paper]!.title.split(':')[0]!);
    };
    expect(top('KV cache', 7)).toEqual(
      expect.arrayContaining(['WindowKV', 'xKV', 'TokenSelect', 'ShadowKV', 'SnapKV']),
    );
    expect(top('mixture of experts', 5).sort()).toEqual([
      'BigMac',
      'DeepSeekMoE',
      'DeepSpeed-MoE',
      'PreMoe',
      'Speculative MoE',
    ]);
    expect(top('speculative decoding', 6)).toEqual(
      expect.arrayContaining(['VOCABTRIM', 'Clover', 'DySpec', 'S2D', 'Kangaroo']),
    );
  });
});

describe('findPaper', () => {
  it.each([
    ['c', 2],
    ['snapkv: llm knows what you ARE looking for', 0],
    ['SnapKV', 0],
    ['  sorted   speculative decoding ', 3],
    ['LLM Knows What You are', 0],
    ['more tokens of', 5],
    ['Kangaroo', 2],
    ['tokens of images', 4],
  ])('%j is paper %i', (text, paper) => expect(findPaper(map, text)).toBe(paper));

  it('finds a title without a letter', () => {
    const papers = map.papers.map((paper, i) => (i === 4 ? { ...paper, title: '∀∃!' } : paper));
    expect(findPaper({ ...map, papers }, ' ∀∃! ')).toBe(4);
  });

  it.each(['KV cache', 'Speculative Decoding', 'nothing like it', '', '  ', 'C', '?!'])(
    '%j is no paper',
    (text) => expect(findPaper(map, text)).toBeNull(),
  );
});
