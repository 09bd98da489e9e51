/** In which order themes take their names, and how often terms stand beside each other. */
import { describe, expect, it } from 'vitest';
import { name } from '../../pipeline/name/name.ts';
import { Joins } from '../../pipeline/name/phrases/joins.ts';
import { createRandom } from '../../pipeline/util/random.ts';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('themes of one level', () => {
  /** Names of themes, each of papers with these titles. */
  const named = (...themes: string[][]) => {
    const of = themes.flatMap((titles, theme) => titles.map(() => theme));
    const [list] = name(
      themes.flat().map((title, i) => ({ id: `${i}`, title, abstract: '' })),
      { rows: of.length, width: 1, data: new Float32Array(of.length).fill(1) },
      {
        levels: [
          {
            count: themes.length,
            assignment: Int32Array.from(of),
            parents: new Int32Array(themes.length).fill(-1),
            stability: new Float32Array(themes.length),
          },
        ],
        silhouette: new Float32Array(of.length),
        runnerUp: new Int32Array(of.length),
        unthemed: [],
        chosen: { reason: '', levels: [] },
      },
    );
    return list!.map((theme) => theme.name);
  };
  const copies = (n: number, title: string) => range(n).map(() => title);

  it('choose names in the order of their best scores, not of their numbers', () => {
    const some = [...copies(5, 'Protein folding'), 'Quasars', 'Volcanoes', 'Glaciers'];
    const all = copies(8, 'Protein folding');
    const others = copies(16, 'Traffic control');
    expect(named(some, all, others).slice(1)).toEqual(['Protein Folding', 'Traffic Control']);
    expect(named(all, some, others)[0]).toBe('Protein Folding');
    expect(named(others, some, all)[2]).toBe('Protein Folding');
  });
});

describe('themes whose papers share no words', () => {
  const named = (titles: string[], levels: number[][]) =>
    name(
      titles.map((title, i) => ({ id: `${i}`, title, abstract: '' })),
      { rows: titles.length, width: 1, data: new Float32Array(titles.length).fill(1) },
      {
        levels: levels.map((of, level) => ({
          count: Math.max(...of) + 1,
          assignment: Int32Array.from(of),
          parents: new Int32Array(Math.max(...of) + 1).fill(level - 1),
          stability: new Float32Array(Math.max(...of) + 1),
        })),
        silhouette: new Float32Array(titles.length),
        runnerUp: new Int32Array(titles.length),
        unthemed: [],
        chosen: { reason: '', levels: [] },
      },
    ).map((list) => list.map((theme) => theme.name));

  it('are named by at most three words of a title', () => {
    const titles = ['Quasar volcano glacier comet', ...range(7).map((i) => `Alone${i} apart${i}`)];
    expect(named(titles, [range(8).map(() => 0)])).toEqual([['Quasar Volcano Glacier']]);
  });

  it('are numbered if there are no titles', () => {
    const none = range(6).map(() => 0);
    expect(named(['', '', '', '', '', ''], [none, none])).toEqual([['Theme 2'], ['Theme 1']]);
  });
});

describe('adjacent terms', () => {
  it('are counted apart and with a hyphen, never across a break', () => {
    const random = createRandom(4);
    const stream = Int32Array.from({ length: 400 }, () => Math.floor(random() * 6) - 1);
    const hyphens = range(400).filter((at) => at > 0 && random() < 0.3);
    const joins = new Joins(stream, hyphens, 5);
    for (let again = 0; again < 2; again++)
      for (let left = 0; left < 5; left++)
        for (let right = 0; right < 5; right++) {
          const places = range(400).filter((at) => stream[at] === right && stream[at - 1] === left);
          const hyphen = places.filter((at) => hyphens.includes(at)).length;
          expect(joins.of(left, right)).toEqual({ apart: places.length - hyphen, hyphen });
        }
    expect(range(400).filter((at) => joins.hasHyphen(at))).toEqual(hyphens);
  });
});
