/** Which theme gets which of its names. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignNames, type Claimant } from '../../pipeline/name/assign.ts';
import type { ComposedName } from '../../pipeline/name/compose.ts';

/** A name of these phrases. */
const named = (value: number, ...keys: string[]): ComposedName => ({
  text: keys.join(' & '),
  parts: [],
  keys,
  papers: [],
  value,
});
/** A theme with these names, best first. */
const theme = (level: number, ...names: ComposedName[]): Claimant => ({ level, names });
const textsOf = (...themes: Claimant[]) => {
  const chosen = assignNames(themes);
  return themes.map(({ names }, t) => names[chosen[t]!]?.text ?? null);
};

describe('themes', () => {
  it('get their best names where no other wants them', () => {
    expect(
      textsOf(theme(0, named(9, 'sonar'), named(8, 'radar')), theme(0, named(3, 'lava'), named(1, 'ash'))),
    ).toEqual(['sonar', 'lava']);
    expect(assignNames([])).toEqual([]);
  });

  it('that lose more by their next best name keep what two want', () => {
    const little = theme(0, named(9, 'sonar'), named(8, 'radar'));
    const much = theme(0, named(5, 'sonar'), named(1, 'lava'));
    expect(textsOf(little, much)).toEqual(['radar', 'sonar']);
    expect(textsOf(much, little)).toEqual(['sonar', 'radar']);
    expect(textsOf(little, theme(0, named(1, 'sonar')))).toEqual(['radar', 'sonar']);
  });

  it('that lose the same choose in their order', () => {
    const first = theme(0, named(9, 'sonar'), named(8, 'radar'));
    const second = theme(0, named(5, 'sonar'), named(4, 'lava'));
    expect(textsOf(first, second)).toEqual(['sonar', 'lava']);
    expect(textsOf(second, first)).toEqual(['sonar', 'radar']);
  });

  it('look on as often as they must, and get none where others have them all', () => {
    const wanted = [named(9, 'sonar'), named(8, 'radar')];
    const keeps = theme(0, named(9, 'sonar'));
    const also = theme(0, named(9, 'radar'));
    expect(textsOf(theme(0, ...wanted, named(1, 'lava')), keeps, also)).toEqual(['lava', 'sonar', 'radar']);
    expect(assignNames([keeps, also, theme(0, ...wanted)])).toEqual([0, 0, -1]);
    expect(assignNames([theme(0)])).toEqual([-1]);
  });

  it('of one level share no phrase; those of two levels may, but no whole name', () => {
    const pair = theme(0, named(9, 'sonar', 'radar'), named(1, 'tide'));
    const single = (level: number) => theme(level, named(5, 'sonar'), named(4, 'lava'));
    expect(textsOf(pair, single(0))).toEqual(['sonar & radar', 'lava']);
    expect(textsOf(pair, single(1))).toEqual(['sonar & radar', 'sonar']);
    const turned = theme(1, named(5, 'radar', 'sonar'), named(4, 'lava'));
    expect(textsOf(pair, turned)).toEqual(['sonar & radar', 'lava']);
    expect(textsOf(single(0), single(1))).toEqual(['sonar', 'lava']);
  });

  it('never have names that are written alike, whatever they mean', () => {
    const one = { ...named(9, 'deepseek vl'), text: 'DeepSeek-VL' };
    const two = { ...named(9, 'deepseek-vl'), text: 'DeepSeek-vl' };
    expect(textsOf(theme(0, one), theme(1, two, named(8, 'lava')))).toEqual(['DeepSeek-VL', 'lava']);
  });
});

describe('any themes', () => {
  const value = fc.integer({ min: 0, max: 1e6 });
  const key = fc.constantFrom(...'abcdefgh');
  const claimant = (keys: fc.Arbitrary<string[]>) =>
    fc.record({
      level: fc.integer({ min: 0, max: 2 }),
      names: fc
        .array(fc.tuple(value, keys), { maxLength: 8 })
        .map((names) => names.sort((a, b) => b[0] - a[0]).map(([worth, own]) => named(worth, ...own))),
    });

  it('share no name and, on a level, no phrase; who has none finds all of its own taken', () => {
    const keys = fc.uniqueArray(key, { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(claimant(keys), { maxLength: 10 }), (themes) => {
        const chosen = assignNames(themes);
        const names = themes.flatMap(({ level, names }, t) =>
          chosen[t]! < 0 ? [] : [{ level, ...names[chosen[t]!]! }],
        );
        const whole = names.map((name) => [...name.keys].sort().join());
        expect(new Set(whole).size).toBe(whole.length);
        const phrases = names.flatMap((name) => name.keys.map((own) => `${name.level} ${own}`));
        expect(new Set(phrases).size).toBe(phrases.length);
      }),
    );
  });

  it('get the same names in any order', () => {
    // Each loss occurs once, so that no order is needed to break a tie.
    const themes = fc.array(claimant(key.map((own) => [own])), { maxLength: 8 }).filter((list) => {
      const losses = list.flatMap(({ names }) =>
        names.map(({ value: worth }, n) => worth - (names[n + 1]?.value ?? Number.NEGATIVE_INFINITY)),
      );
      const finite = losses.filter(Number.isFinite);
      return new Set(finite).size === finite.length && losses.length - finite.length <= 1;
    });
    fc.assert(
      fc.property(themes, fc.infiniteStream(fc.nat()), (list, draws) => {
        const ranks = list.map(() => draws.next().value as number);
        const order = [...list.keys()].sort((a, b) => ranks[a]! - ranks[b]! || a - b);
        const shuffled = assignNames(order.map((t) => list[t]!));
        const chosen = assignNames(list);
        expect(order.map((t) => chosen[t]!)).toEqual(shuffled);
      }),
    );
  });
});
