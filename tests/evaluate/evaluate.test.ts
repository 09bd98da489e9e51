import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { evaluateMap } from '../../pipeline/evaluate/evaluate.ts';
import { readLabels } from '../../pipeline/read/labels.ts';
import { handMap } from '../support/hand-map.ts';
import { tinyMap } from '../support/tiny-map.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('evaluate', () => {
  it('compares each level with the labels, unthemed papers as themes of their own', () => {
    const labels = new Map(
      Object.entries({ a: 'kv', b: 'kv', c: 'sd', d: 'sd', e: 'im', f: 'im', g: 'moe' }),
    );
    const result = evaluateMap(tinyMap(), labels);
    expect(result).toMatchObject({
      papers: 7,
      labelled: 7,
      unknown: 0,
      labels: 4,
      trustworthiness: 0.9,
      continuity: 0.8,
      keep15: 0.7,
    });
    expect(result.levels).toHaveLength(2);
    expect(result.levels[1]).toEqual({
      level: 1,
      themes: 3,
      ari: 1,
      ami: 1,
      homogeneity: 1,
      completeness: 1,
      purity: 1,
      unthemed: 0.1429,
    });
    expect(result.levels[0]).toMatchObject({
      level: 0,
      themes: 2,
      completeness: 1,
      purity: 0.7143,
      unthemed: 0.1429,
    });
    expect(result.names).toMatchObject({ named: 1, unnamed: 2 });
    // The nearest paper has the label for all but g, whose label no other paper has.
    expect(result.knn1).toBe(0.8571);
    // Only three neighbours are kept: one of them has the label.
    expect(result.knn5).toBe(0.2857);
    expect(result.knn10).toBe(result.knn5);
  });

  it('uses labelled papers only, and counts labels for papers that are not on the map', () => {
    const result = evaluateMap(
      tinyMap(),
      new Map([
        ['a', 'x'],
        ['c', 'x'],
        ['nowhere', 'y'],
      ]),
    );
    expect(result).toMatchObject({ papers: 7, labelled: 2, unknown: 1, labels: 1, knn1: 1 });
    expect(result.levels[0]).toMatchObject({ ari: 1, purity: 1, unthemed: 0 });
    expect(result.levels[1]).toMatchObject({ ari: 0, completeness: 0, purity: 1 });
  });

  it('explains what is wrong if no label fits', () => {
    expect(() => evaluateMap(tinyMap(), new Map([['1', 'x']]))).toThrow(
      'None of the 1 labels is for a paper of the map "tiny"; the labels\' ids must be the papers\' (such as "a").',
    );
  });
});

describe('readLabels', () => {
  it('reads a label a line, and a corpus with labels, also gzipped', async () => {
    const text =
      '{"id":"a","label":"x"}\r\n\n{"id":7,"label":3,"title":"t"}\n{"title":"u","label":"y"}\n{"id":"z"}\n';
    const expected = new Map([
      ['a', 'x'],
      ['7', '3'],
      ['2', 'y'],
    ]);
    expect(await readLabels(bytes(text), 'l.jsonl')).toEqual(expected);
    expect(await readLabels(gzipSync(text), 'l.jsonl.gz')).toEqual(expected);
  });

  it.each([
    [
      '{"id":"a","label":"x"}\nnot json',
      'l: line 2 is not a JSON object; each line needs {"id": …, "label": …}.',
    ],
    ['{"id":"a"}', 'l: no labels found; each line needs {"id": …, "label": …}.'],
    [
      '{"id":"a","label":"x"}\n{"id":"a","label":"y"}',
      'l: line 2 gives paper "a" the label "y", but an earlier line gives it "x"; keep one.',
    ],
    ['', 'l: the file is empty; give '],
  ])('%j: one sentence', async (text, message) => {
    await expect(readLabels(bytes(text), 'l')).rejects.toThrow(message);
  });
});

describe('evaluate on a few papers', () => {
  const papers = Array.from({ length: 4 }, (_, i) => ({
    title: `T ${i}`,
    theme: i < 2 ? 0 : -1,
    near: [(i + 1) % 4],
  }));

  it('has no figure for neighbours without labels, nor for names without themes', () => {
    const map = handMap(papers, [{ name: 'Left' }]);
    const alone = evaluateMap(
      map,
      new Map([
        ['p0', 'left'],
        ['nobody', 'left'],
      ]),
    );
    expect(alone).toMatchObject({ labelled: 1, unknown: 1, labels: 1, knn1: null, knn5: null, knn10: null });
    const bare = handMap(
      papers.map(({ title, near }) => ({ title, near })),
      [],
    );
    expect(
      evaluateMap(
        bare,
        new Map([
          ['p0', 'left'],
          ['p1', 'left'],
        ]),
      ),
    ).toMatchObject({ names: null, levels: [], knn1: 1 });
  });

  it('counts labelled unthemed papers, each as a theme of its own', () => {
    const labels = new Map(papers.map((_, i) => [`p${i}`, i < 2 ? 'left' : 'right']));
    const [level] = evaluateMap(handMap(papers, [{ name: 'Left' }]), labels).levels;
    expect(level).toMatchObject({ themes: 1, unthemed: 0.5, homogeneity: 1, purity: 1 });
    expect(level!.completeness).toBeLessThan(1);
  });

  it('quotes an id of the map if no label is for one of its papers', () => {
    const labels = new Map([['x', 'left']]);
    expect(() => evaluateMap(handMap(papers, []), labels)).toThrow('(such as "p0")');
    expect(() => evaluateMap(handMap([], []), labels)).toThrow('(such as "")');
  });
});
