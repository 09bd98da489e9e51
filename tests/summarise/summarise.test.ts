import { describe, expect, it } from 'vitest';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { themePath } from '../../pipeline/map/themes/theme-path.ts';
import { themeTree } from '../../pipeline/map/themes/theme-tree.ts';
import { summariseTheme, type ThemeSummary } from '../../pipeline/summarise/theme-summary.ts';
import { type HandPaper, type HandTheme, handMap } from '../support/hand-map.ts';
import { pageMap } from '../support/kept-maps.ts';

async function summaries(map: ThemeMap): Promise<ThemeSummary[]> {
  const all: ThemeSummary[] = [];
  for (const { id } of map.manifest.themes) all.push(await summariseTheme(map, id));
  return all;
}

const words = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));

describe('the page', async () => {
  const map = await pageMap();
  const all = await summaries(map);

  it('says three to five sentences of each theme, word for word, each with its paper', () => {
    for (const { theme, sentences } of all) {
      expect(sentences.length, theme.name).toBeGreaterThanOrEqual(3);
      expect(sentences.length, theme.name).toBeLessThanOrEqual(5);
      for (const { index, id, title, text } of sentences) {
        expect(map.papers[index]).toMatchObject({ id, title });
        expect(map.papers[index]!.abstract.replace(/\s+/g, ' ')).toContain(text);
        const path = themePath(map, index).map((each) => each.id);
        expect(path).toContain(theme.id);
      }
    }
  });

  it('repeats no sentence and hardly its words', () => {
    for (const { sentences } of all)
      for (const [i, { text }] of sentences.entries())
        for (const other of sentences.slice(i + 1)) {
          const [a, b] = [words(text), words(other.text)];
          const shared = [...a].filter((word) => b.has(word)).length;
          expect(shared / Math.min(a.size, b.size), `${text} ${other.text}`).toBeLessThan(0.7);
        }
  });

  it('names a sibling, and terms that more of the theme’s papers hold', () => {
    const { shown } = themeTree(map.manifest.themes);
    for (const { theme, apart } of all) {
      const [own, other] = [shown[theme.id]!, apart!.theme.id].map((id) => map.manifest.themes[id]!);
      expect(other!.level).toBe(own!.level);
      expect(other!.id).not.toBe(own!.id);
      expect(apart!.terms.length).toBeLessThanOrEqual(4);
      for (const { share, there } of apart!.terms) expect(share).toBeGreaterThan(there);
    }
    expect(all.filter(({ apart }) => apart!.terms.length > 0).length).toBeGreaterThan(0.8 * all.length);
  });

  it('is the same each time, and whichever theme is asked for first', async () => {
    const again = { ...map, arrays: { ...map.arrays, theme: map.arrays.theme.slice() } };
    const backwards: ThemeSummary[] = [];
    for (const { id } of [...map.manifest.themes].reverse())
      backwards.unshift(await summariseTheme(again, id));
    expect(backwards).toEqual(all);
  });
});

const THEMES: HandTheme[] = [{ name: 'Owls' }, { name: 'Rivers' }];

function owls(
  abstracts: string[],
  others: string[] = ['We show that rivers of ice flow faster in warm summers.'],
) {
  const papers = (list: string[], theme: number): HandPaper[] =>
    list.map((abstract, i) => ({ title: `${THEMES[theme]!.name} ${i}`, abstract, theme }));
  return handMap([...papers(abstracts, 0), ...papers(others, 1)], THEMES);
}

const said = async (map: ThemeMap, theme = 0) =>
  (await summariseTheme(map, theme)).sentences.map(({ text }) => text);

describe('summariseTheme', () => {
  it('says each thing once', async () => {
    const text = await said(
      owls([
        'We show that barn owls hunt voles at night by ear alone.',
        'We show that barn owls hunt voles by ear alone at night.',
        'We find that snowy owls breed in the far north of Norway.',
        'We find that tawny owls call before midnight in autumn woods.',
      ]),
    );
    expect(text.filter((each) => each.includes('voles'))).toHaveLength(1);
    expect(text).toHaveLength(3);
  });

  it('takes a sentence that refers to others only where too few stand alone', async () => {
    const alone = [
      'We show that barn owls hunt voles at night by ear alone.',
      'We find that snowy owls breed in the far north of Norway.',
    ];
    const third = 'We find that tawny owls call before midnight in autumn woods.';
    const referring = 'However, owls of these woods hunt owls by night.';
    expect(await said(owls([...alone, third, referring]))).not.toContain(referring);
    expect(await said(owls([...alone, referring]))).toContain(referring);
  });

  it('takes several sentences of a paper only in a theme of fewer than three', async () => {
    const abstract =
      'We show that barn owls hunt voles at night. We find that snowy owls breed in the far north. Tawny owls call before midnight in autumn.';
    expect(await said(owls([abstract]))).toHaveLength(3);
    const { sentences } = await summariseTheme(
      owls([abstract, abstract.replaceAll('owls', 'owl birds'), abstract]),
      0,
    );
    expect(new Set(sentences.map(({ index }) => index)).size).toBe(sentences.length);
  });

  it('gives each part of an area its share', async () => {
    const themes: HandTheme[] = [
      { name: 'Birds' },
      { name: 'Owls', level: 1, parent: 0 },
      { name: 'Herons', level: 1, parent: 0 },
    ];
    const owl = ['voles by ear', 'mice in barns', 'frogs in ponds', 'moths at lamps', 'shrews in grass'];
    const papers: HandPaper[] = [
      ...owl.map((prey, i) => ({
        title: `Owls ${i}`,
        abstract: `We show that owls at night hunt ${prey} near old farms.`,
        theme: 1,
      })),
      { title: 'Herons 1', abstract: 'We find herons standing in shallow water all day long.', theme: 2 },
      { title: 'Herons 2', abstract: 'We report that herons nest in tall trees by lakes.', theme: 2 },
    ];
    const texts = await said(handMap(papers, themes));
    expect(texts.some((text) => text.includes('herons'))).toBe(true);
  });

  it('has nothing to say without abstracts, and no sibling to compare with where a theme is alone', async () => {
    expect(await summariseTheme(owls(['', ''], ['']), 0)).toEqual({
      theme: { id: 0, name: 'Owls' },
      sentences: [],
      apart: { theme: { id: 1, name: 'Rivers' }, terms: [{ term: 'Owls', share: 1, there: 0 }] },
    });
    const alone = handMap([{ title: 'Owls', theme: 0 }], [{ name: 'Owls' }]);
    expect((await summariseTheme(alone, 0)).apart).toBeNull();
  });

  it('takes an only child for its parent: the same sentences, siblings and parts', async () => {
    const themes: HandTheme[] = [
      { name: 'Birds' },
      { name: 'Rivers' },
      { name: 'Birds', level: 1, parent: 0 },
      { name: 'Owls', level: 2, parent: 2 },
      { name: 'Herons', level: 2, parent: 2 },
    ];
    const map = handMap(
      [
        { title: 'Owls', abstract: 'We show that owls hunt voles by ear at night.', theme: 3 },
        { title: 'More owls', abstract: 'We find that owls call before midnight in autumn woods.', theme: 3 },
        { title: 'Herons', abstract: 'We report that herons nest in tall trees by lakes.', theme: 4 },
        { title: 'More herons', abstract: 'We find that herons hunt frogs at night in ponds.', theme: 4 },
        { title: 'Rivers', abstract: 'We show that rivers of ice flow faster in summer.', theme: 1 },
      ],
      themes,
    );
    const [birds, , only, owls] = await summaries(map);
    expect(birds!.apart!.theme.name).toBe('Rivers');
    expect({ ...only, theme: birds!.theme }).toEqual(birds);
    expect(birds!.sentences.some(({ title }) => title.endsWith('erons'))).toBe(true);
    expect(owls!.apart!.theme.name).toBe('Herons');
  });

  it('works by terms and place in languages without the words that it knows', async () => {
    const german = await said(
      owls([
        'Eulen sind weit verbreitet und vielen Menschen bekannt. Schleiereulen jagen Wühlmäuse nachts allein nach Gehör.',
        'Über Eulen ist in dieser Gegend wenig bekannt. Schneeeulen brüten im hohen Norden und jagen Lemminge am Tag.',
        'Der Wald ist alt und dicht bewachsen. Waldkäuze und andere Eulen rufen im Herbst vor Mitternacht.',
      ]),
    );
    expect(german).toHaveLength(3);
    const chinese = await said(
      owls([
        '我们发现猫头鹰在夜间通过听觉捕食田鼠。',
        '本文表明猫头鹰在北方繁殖。',
        '猫头鹰在秋天鸣叫的时间更早。',
      ]),
    );
    expect(chinese).toHaveLength(3);
  });

  it('spells a term as most papers do, and a word as part of the pair that it stands in', async () => {
    const map = owls([
      'We show that self-training of owls helps. ',
      'We find self-training of young owls.',
      'Owls learn by self-training.',
    ]);
    for (const [i, paper] of map.papers.entries()) if (i < 3) paper.title = `Self-Training ${i}`;
    const { apart } = await summariseTheme(map, 0);
    expect(apart!.terms[0]).toEqual({ term: 'self-training', share: 1, there: 0 });
  });
});
