import { describe, expect, it } from 'vitest';
import { buildMap } from '../../pipeline/build/build.ts';
import { embedForMap } from '../../pipeline/embed/embed-for-map.ts';
import { createLexicalEmbedder } from '../../pipeline/embed/lexical/lexical-embedder.ts';
import { decodeMap } from '../../pipeline/map/decode.ts';
import { encodeMap } from '../../pipeline/map/encode.ts';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { themePath } from '../../pipeline/map/themes/theme-path.ts';
import { extendMap } from '../../pipeline/place/extend.ts';
import { placeInSpace } from '../../pipeline/place/place.ts';
import { pageMap } from '../support/kept-maps.ts';
import { buildPage, pagePapers, pageVectors } from '../support/page-map.ts';

const place = (...of: Parameters<typeof placeInSpace>) => placeInSpace(...of).placement;
const papers = pagePapers();
const first = papers.slice(0, 53);
const second = papers.slice(53);
const half = await buildPage(first);

/** Id of the theme on the coarsest level. */
const area = (map: ThemeMap, paper: number) => themePath(map, paper)[0]?.id ?? -1;

describe('place', () => {
  it('puts most of the second half of the page into the area that a build of both halves gives them', async () => {
    const full = await pageMap();
    // An area of the full map is the area of the half that holds most of its papers of the first half.
    const held = new Map<number, Map<number, number>>();
    first.forEach((_, i) => {
      const counts = held.get(area(full, i)) ?? new Map<number, number>();
      counts.set(area(half, i), (counts.get(area(half, i)) ?? 0) + 1);
      held.set(area(full, i), counts);
    });
    const counterpart = new Map(
      [...held].map(([id, counts]) => [id, [...counts].sort((a, b) => b[1] - a[1])[0]![0]]),
    );
    const { papers: placed } = place(half, second, pageVectors(second));
    const found = placed.map(({ theme }) => theme && (half.manifest.themes[theme.id]!.parent ?? theme.id));
    // The first half has nothing on the depth of transformers: those few papers fit no theme.
    const fitting = [...found.keys()].filter((i) => found[i] !== null);
    expect(second.length - fitting.length).toBeLessThanOrEqual(4);
    const right = fitting.filter((i) => found[i] === counterpart.get(area(full, 53 + i)));
    expect(right.length / fitting.length).toBeGreaterThanOrEqual(0.9);
  });

  it('finds the nearest papers, and a free position among them', () => {
    const { papers: placed } = place(half, second, pageVectors(second));
    const decoding = placed.find(({ title }) => title.startsWith('DistillSpec'))!;
    expect(decoding.nearest).toHaveLength(10);
    expect(decoding.nearest[0]!.title).toMatch(/Speculative/);
    expect(decoding.nearest.map(({ similarity }) => similarity)).toEqual(
      decoding.nearest.map(({ similarity }) => similarity).sort((a, b) => b - a),
    );
    const { x0, y0, x1, y1 } = boundsOf(half.arrays.layout);
    const spots = new Set<string>();
    for (const { x, y } of placed) {
      expect(x).toBeGreaterThan(x0 - 2);
      expect(x).toBeLessThan(x1 + 2);
      expect(y).toBeGreaterThan(y0 - 2);
      expect(y).toBeLessThan(y1 + 2);
      spots.add(`${x} ${y}`);
    }
    expect(spots.size).toBe(placed.length);
  });

  it('reports which papers are on the map already, by title or by text, and which are repeated', () => {
    const retitled = { ...first[1]!, id: 'new', title: first[1]!.title };
    const given = [first[0]!, second[0]!, retitled, { ...second[0]!, id: 'again' }];
    const { papers: placed, summary } = place(half, given, pageVectors(given));
    expect(placed.map(({ already }) => already?.index ?? null)).toEqual([0, null, 1, null]);
    expect(placed.map(({ repeats }) => repeats)).toEqual([null, null, null, 1]);
    expect([placed[0]!.x, placed[0]!.y]).toEqual(
      Array.from(half.arrays.layout.subarray(0, 2), (value) => Math.round(value * 1e4) / 1e4),
    );
    expect(summary).toMatch(
      /^1 new paper: .*; 2 are on the map already; 1 comes more than once in the file\.$/,
    );
  });

  it('does not match papers by vectors on a lexical map, where one shared known word makes them equal', async () => {
    const titled = (id: string, title: string) => ({ id, title, abstract: '' });
    const embedder = createLexicalEmbedder();
    const source = { name: 'one', file: 'one.jsonl', sha256: 'b'.repeat(64), warnings: 0 };
    const one = await buildMap([titled('a', 'Alpha paper on graphs')], source, { embedder });
    const given = [
      titled('b', 'Beta paper on trees'),
      titled('c', 'A paper'),
      titled('d', 'Alpha Paper on Graphs'),
    ];
    const { papers: placed } = place(one, given, await embedForMap(one, given, embedder));
    expect(placed.map(({ already, repeats }) => [already?.id, repeats])).toEqual([
      [undefined, null],
      [undefined, null],
      ['a', null],
    ]);
  });

  it('proposes a theme for a subject that the map lacks', async () => {
    const full = await pageMap();
    const subject = area(
      full,
      papers.findIndex(({ title }) => title.startsWith('DistillSpec')),
    );
    const decoding = papers.filter((_, i) => area(full, i) === subject);
    const without = await buildPage(papers.filter((_, i) => area(full, i) !== subject));
    const { proposed, papers: placed } = place(without, decoding, pageVectors(decoding));
    const outside = placed.filter(({ theme }) => theme === null).length;
    expect(decoding.length).toBeGreaterThanOrEqual(10);
    expect(outside / decoding.length).toBeGreaterThanOrEqual(0.9);
    expect(proposed[0]!.papers.length).toBeGreaterThanOrEqual(decoding.length / 2);
    expect(proposed[0]!.name).toMatch(/Speculative Decoding/i);
  });

  it('accepts an empty list, and refuses vectors of another width', () => {
    expect(place(half, [], new Float32Array(0))).toMatchObject({ papers: [], proposed: [] });
    expect(() => place(half, second, new Float32Array(10))).toThrow(
      "10 numbers for 53 papers; the map's model gives 384 for each",
    );
  });
});

describe('extendMap', () => {
  it('adds the new papers, moves no old one, and gives a valid map', async () => {
    const vectors = pageVectors(second);
    const { placement, space } = placeInSpace(half, second, vectors);
    const source = { file: 'second.txt', sha256: 'b'.repeat(64) };
    const both = await extendMap(half, second, vectors, { placement, space }, { name: 'both', source });
    expect(both.papers).toHaveLength(106);
    expect(both.arrays.layout.subarray(0, 106)).toEqual(half.arrays.layout);
    expect(both.arrays.theme.subarray(0, 53)).toEqual(half.arrays.theme);
    expect(both.manifest.placed).toEqual({ ...source, first: 53 });
    expect(both.manifest.themes.slice(0, half.manifest.themes.length).map(({ name }) => name)).toEqual(
      half.manifest.themes.map(({ name }) => name),
    );
    const counts = new Map<number, number>();
    both.papers.forEach((_, i) => {
      for (const { id } of themePath(both, i)) counts.set(id, (counts.get(id) ?? 0) + 1);
    });
    for (const { id, size } of both.manifest.themes) expect(size).toBe(counts.get(id) ?? 0);
    const files = new Map(encodeMap(both).map(({ name, bytes }) => [name, bytes]));
    const again = await decodeMap(async (file) => files.get(file)!);
    expect(again.manifest).toEqual(both.manifest);
    expect(new Set(again.papers.map(({ id }) => id)).size).toBe(106);
  });
});

function boundsOf(layout: Float32Array) {
  const xs = layout.filter((_, i) => i % 2 === 0);
  const ys = layout.filter((_, i) => i % 2 === 1);
  return { x0: Math.min(...xs), x1: Math.max(...xs), y0: Math.min(...ys), y1: Math.max(...ys) };
}
