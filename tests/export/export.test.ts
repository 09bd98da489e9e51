import { csvParse } from 'd3';
import { describe, expect, it } from 'vitest';
import { approximateWidth } from '../../pipeline/draw/text-width.ts';
import { csvCell } from '../../pipeline/export/csv-cell.ts';
import { EXPORT_FORMATS, exportMap } from '../../pipeline/export/export.ts';
import { toMarkdown } from '../../pipeline/export/formats/markdown.ts';
import { cssOf, paperColour, unthemedColour } from '../../pipeline/map/themes/colour.ts';
import { themeSentence } from '../../pipeline/stability/sentence.ts';
import { tinyMap } from '../support/tiny-map.ts';

const map = tinyMap();
const TEXTS = EXPORT_FORMATS.filter((format) => format !== 'parquet');

describe('every format', () => {
  it.each(TEXTS)('%s ends in a newline, is the same each time and accepts an empty map', async (format) => {
    expect(await exportMap(map, format)).toMatch(/\n$/);
    expect(await exportMap(tinyMap(), format)).toBe(await exportMap(map, format));
    const empty = tinyMap();
    empty.papers = [];
    empty.manifest.themes = [];
    empty.manifest.unthemed = [];
    expect(await exportMap(empty, format)).toBeTypeOf('string');
  });
});

describe('jsonl', async () => {
  const rows = (await exportMap(map, 'jsonl'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

  it('writes a paper a line, with its position, themes and neighbours', () => {
    expect(rows.map((row) => row.id)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(rows[1]).toEqual({
      id: 'b',
      title: '=SUM(A1) of KV Cache Windows',
      x: 0.2,
      y: 0.333333,
      theme: 'KV Cache',
      themePath: ['Inference', 'KV Cache'],
      strength: 0.5,
      secondTheme: 'Speculative Decoding',
      neighbours: ['a', 'c', 'd'],
      similarities: [0.980067, 0.696707, 0.540302],
      abstract: 'Windows of the KV cache.',
    });
    expect(rows[0]).toMatchObject({
      authors: ['Ada Lovelace', 'Simon and Sons'],
      date: '2024-03',
      url: 'https://example.org/a',
    });
  });

  it('writes null for the theme of an unthemed paper', () => {
    expect(rows[6]).toMatchObject({ theme: null, themePath: [] });
  });
});

describe('csv', () => {
  it('is read back unchanged by a CSV parser', async () => {
    const rows = csvParse(await exportMap(map, 'csv'));
    expect(rows).toHaveLength(7);
    expect(rows[0]).toMatchObject({
      id: 'a',
      abstract: map.papers[0]!.abstract,
      themePath: 'Inference; KV Cache',
      neighbours: 'b; c; d',
      tags: 'cache, small; memory',
    });
    expect(rows[6]!.theme).toBe('');
  });

  it('has CRLF line ends and no cell that a spreadsheet would run', async () => {
    expect((await exportMap(map, 'csv')).split('\r\n')[0]).toMatch(/^id,title,x,y,theme,themePath,/);
    expect(csvParse(await exportMap(map, 'csv'))[1]!.title).toBe("'=SUM(A1) of KV Cache Windows");
    for (const start of ['=', '+', '-', '@', '\t', '\r']) expect(csvCell(`${start}1+1`)).toMatch(/^"?'/);
    expect(csvCell(-1.5)).toBe('-1.5');
    expect(csvCell('a "b", c')).toBe('"a ""b"", c"');
    expect(csvCell('plain - text')).toBe('plain - text');
  });
});

describe('bibtex', async () => {
  const text = await exportMap(map, 'bibtex');

  it('writes an entry a paper, themes and tags as keywords, TeX’s own characters escaped', () => {
    expect(text.split('\n\n')[0]).toBe(
      [
        '@article{lovelace2024snapkv,',
        '  title = {{SnapKV: LLM Knows What You are Looking for}},',
        '  author = {Ada Lovelace and {Simon and Sons}},',
        '  year = {2024},',
        '  month = {03},',
        '  journal = {Conference on Caches},',
        '  url = {https://example.org/a},',
        '  keywords = {Inference, KV Cache, cache  small, memory},',
        '  abstract = {We compress the key-value (KV) cache, at 50\\% \\& "no" loss.\nIn $O(n^2)$ time.}',
        '}',
      ].join('\n'),
    );
  });

  it('has the tree of themes as groups of keys, for JabRef and for Zotero’s import', () => {
    expect(text).toContain('@comment{jabref-meta: groupsversion:3;}');
    expect(text.split('groupstree:\n')[1]).toBe(
      [
        '0 AllEntriesGroup:;',
        '1 ExplicitGroup:Inference\\;0\\;;',
        '2 ExplicitGroup:KV Cache\\;0\\;lovelace2024snapkv\\;cache\\;;',
        '2 ExplicitGroup:Speculative Decoding\\;0\\;kangaroo\\;2023sorted\\;;',
        // The only child of an area is that area.
        '1 ExplicitGroup:Vision\\;0\\;tokens\\;more\\;;',
        '}\n',
      ].join('\n'),
    );
  });

  it('writes unbalanced braces by name, since BibTeX counts them even after a backslash', async () => {
    const odd = tinyMap();
    odd.papers[0]!.abstract = 'The \\textbf{set {a, b}.';
    odd.papers[1]!.abstract = 'The set {a, b}.';
    odd.manifest.themes[2]!.name = 'KV; {Cache}\\';
    const drawn = await exportMap(odd, 'bibtex');
    expect(drawn).toContain('textbf\\textbraceleft{}set \\textbraceleft{}a, b\\textbraceright{}.}');
    expect(drawn).toContain('abstract = {The set \\{a, b\\}.}');
    expect(drawn.split('{').length).toBe(drawn.split('}').length);
    expect(drawn).toContain('2 ExplicitGroup:KV Cache\\;0');
  });

  it('has unique keys and balanced braces', () => {
    const keys = [...text.matchAll(/^@\w+\{([^,]+),$/gm)].map((match) => match[1]);
    expect(keys).toHaveLength(7);
    expect(new Set(keys).size).toBe(7);
    const plain = text.replace(/\\[{}]/g, '');
    expect(plain.split('{').length).toBe(plain.split('}').length);
  });
});

describe('markdown', async () => {
  const text = await exportMap(map, 'markdown');

  it('outlines the themes with sizes and keywords, then lists the papers of each', () => {
    expect(text).toContain(
      '7 papers from tiny.jsonl in 2 themes, then 3 themes. Three themes come back most surely.',
    );
    expect(text).toContain(
      '- **Inference** (4, 57 %; stability 90 %, stable): inference\n  - **KV Cache** (2, 29 %; stability 90 %, stable): kv, cache\n',
    );
    expect(text).toContain(
      '### KV Cache\n\n- **[SnapKV: LLM Knows What You are Looking for](<https://example.org/a>)**\n- =SUM',
    );
    expect(text).toContain('## Unthemed\n\n- Something Else: Kangaroo: far from every theme');
  });

  it('says what the papers of each theme say, word for word', () => {
    const said =
      '“We compress the key-value (KV) cache, at 50% & "no" loss.” [SnapKV: LLM Knows What You are Looking for](<https://example.org/a>)';
    expect(text).toContain(
      `## What the papers say\n\n- **Inference**\n  - ${said}\n  - **KV Cache**\n    - ${said}\n`,
    );
    expect(text).toContain(
      '    - Apart from KV Cache, by the share of papers: Speculative Decoding (100 %, there 0 %)',
    );
  });

  it('says nothing for papers without abstracts', async () => {
    const bare = tinyMap();
    for (const paper of bare.papers) paper.abstract = '';
    expect(await toMarkdown(bare)).not.toContain('say');
  });

  it('shows the given picture, how stable the themes are, and papers a year', async () => {
    const report = await toMarkdown(map, { picture: 'a map.svg' });
    expect(report).toContain('![Map of tiny](<a%20map.svg>)');
    expect(report).toContain('All 3 themes are stable: without a fifth of the papers');
    expect(report).toContain(
      '| Theme | 2023 | 2024 |\n| --- | ---: | ---: |\n| Inference | 1 | 1 |\n| Vision | 0 | 0 |',
    );
    expect(text).not.toContain('![');
  });

  it('says of an uncertain theme what that means, and not of a proposed one', async () => {
    const doubtful = tinyMap();
    doubtful.manifest.themes[2]!.stability = 0.31;
    Object.assign(doubtful.manifest.themes[3]!, { stability: 0, proposed: true });
    const report = await exportMap(doubtful, 'markdown');
    const { name } = doubtful.manifest.themes[2]!;
    expect(report).toContain(`“${name}” (31 %) is uncertain: take it as a suggestion.`);
    expect(report).toContain(`- **${name}** (2, 29 %; stability 31 %, uncertain)`);
    expect(report).toContain(`### ${name}\n\n${themeSentence(0.31)}\n\n- `);
    expect(report.split(themeSentence(0.31))).toHaveLength(2);
  });

  it('says why a theme has its name, if the map knows', async () => {
    const known = tinyMap();
    known.manifest.themes[2]!.evidence = { share: 0.5, papers: [0], runnersUp: ['Cache *Windows*', 'KV'] };
    const report = await toMarkdown(known);
    expect(report).toContain(
      '### KV Cache\n\n50 % of its papers use the phrase in title or abstract. Also considered: Cache \\*Windows\\* · KV.\n\n- ',
    );
    expect(report.split('of its papers use')).toHaveLength(2);
    expect(text).not.toContain('of its papers use');
  });

  it('lets no paper’s text become markup', () => {
    expect(text).toContain('Tokens of \\*Images\\*');
    // Once in the list; SnapKV also beside its sentence, in its theme and in its area.
    for (const { id, title } of map.papers)
      expect(text.split(title.replace(/\*/g, '\\*')).length).toBe(id === 'a' ? 4 : 2);
  });
});

describe('themes', async () => {
  const lines = (await exportMap(map, 'themes')).trimEnd().split('\n');
  const themes = lines.map((line) => JSON.parse(line));

  it('holds a theme a line, with what its papers say', () => {
    // The only child of an area is that area.
    expect(themes.map(({ id }) => id)).toEqual([0, 1, 2, 3]);
    expect(themes[2]).toEqual({
      id: 2,
      level: 1,
      parent: 0,
      name: 'KV Cache',
      size: 2,
      stability: 0.9,
      keywords: ['kv', 'cache'],
      exemplars: ['a'],
      sentences: [
        {
          id: 'a',
          title: 'SnapKV: LLM Knows What You are Looking for',
          text: 'We compress the key-value (KV) cache, at 50% & "no" loss.',
        },
      ],
      apart: {
        theme: { id: 3, name: 'Speculative Decoding' },
        terms: [
          { term: 'cache', share: 1, there: 0 },
          { term: 'KV', share: 1, there: 0 },
        ],
      },
    });
    expect(themes[1]).toMatchObject({ parent: null, sentences: [] });
  });

  it('says which papers use the name, by their ids', async () => {
    const known = tinyMap();
    known.manifest.themes[2]!.evidence = { share: 0.5, papers: [1, 0], runnersUp: ['Windows'] };
    const written = (await exportMap(known, 'themes')).split('\n')[2]!;
    expect(JSON.parse(written).evidence).toEqual({ share: 0.5, papers: ['b', 'a'], runnersUp: ['Windows'] });
  });
});

describe('svg', async () => {
  const text = await exportMap(map, 'svg');
  const parse = (source: string) => {
    const stack: string[] = [];
    for (const [, close, name, empty] of source.matchAll(
      /<(\/?)([a-z]+)(?:\s[a-zA-Z-]+="[^"<]*")*(\s*\/)?>/g,
    ))
      if (close) expect(stack.pop()).toBe(name);
      else if (!empty) stack.push(name!);
    expect(stack).toEqual([]);
    return source.replace(/<[^>]*>/g, '');
  };

  it('is well-formed, with a titled point for each paper and the name of each theme', () => {
    const words = parse(text);
    expect(words).not.toMatch(/[<>]/);
    expect(text.match(/<circle [^>]*><title>/g)).toHaveLength(7);
    for (const name of ['Inference', 'Vision', 'KV Cache', 'tiny']) expect(words).toContain(name);
    expect(words).toContain(
      '7 papers · 2 areas · 3 themes · 1 unthemed · tiny.jsonl · model, seed 7 · Isotheme',
    );
    expect(text).not.toContain('NaN');
  });

  it('marks the names of uncertain themes, and says what the mark means', async () => {
    expect(parse(text)).not.toContain('?');
    const doubtful = tinyMap();
    doubtful.manifest.themes[0]!.stability = 0.31;
    const words = parse(await exportMap(doubtful, 'svg'));
    expect(words).toContain('Inference\u2009?');
    expect(words).toContain(' · ? uncertain theme · ');
  });

  it('has the background of the page, and its grey for unthemed papers', () => {
    expect(text).toContain(`<rect width="1123" height="794" fill="${cssOf(paperColour.light)}"/>`);
    expect(text.split(`fill="${cssOf(unthemedColour.light)}"`)).toHaveLength(2);
  });

  it('escapes the names of papers and themes', async () => {
    const odd = tinyMap();
    odd.papers[0]!.title = '<script>alert("1")</script> & \u0000\ud800';
    odd.manifest.themes[0]!.name = `"'><g/>`;
    const drawn = await exportMap(odd, 'svg');
    parse(drawn);
    expect(drawn).not.toContain('<script');
    expect(drawn).toContain('<title>&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62; &#38; </title>');
  });

  it('accepts a single position for all papers', async () => {
    const one = tinyMap();
    one.arrays.layout.fill(2);
    const drawn = await exportMap(one, 'svg');
    parse(drawn);
    expect(drawn).not.toMatch(/NaN|Infinity/);
  });

  it('draws no label over another or beyond the picture, and breaks long names into lines', async () => {
    const crowd = tinyMap();
    crowd.manifest.themes = Array.from({ length: 30 }, (_, id) => ({
      ...crowd.manifest.themes[0]!,
      id,
      name: `A rather long name of theme ${id}`,
      size: 100 - id,
      x: (id * 67) % 40,
      y: (id * 41) % 30,
    }));
    crowd.arrays.layout.set([0, 0, 40, 30]);
    const drawn = await exportMap(crowd, 'svg');
    const group = drawn.slice(drawn.indexOf('<g text-anchor="middle"'));
    const boxes = [
      ...group.matchAll(/<text font-size="([\d.]+)" font-weight="700"[^>]*>(<tspan.*?)<\/text>/g),
    ].map(([, font, spans]) => {
      const size = Number(font);
      const lines = [...spans!.matchAll(/x="([\d.]+)" y="([\d.]+)">([^<]*)</g)];
      expect(lines.length).toBeGreaterThan(1);
      const half = Math.max(...lines.map(([, , , line]) => approximateWidth(line!, size))) / 2;
      const [x, top, bottom] = [lines[0]![1], lines[0]![2], lines.at(-1)![2]].map(Number);
      return { x0: x! - half, x1: x! + half, y0: top! - 0.75 * size, y1: bottom! };
    });
    expect(boxes.length).toBeGreaterThan(15);
    boxes.forEach((a, i) => {
      expect(Math.min(a.x0, a.y0, 1123 - a.x1, 794 - a.y1)).toBeGreaterThanOrEqual(0);
      for (const b of boxes.slice(i + 1))
        expect(a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1).toBe(false);
    });
  });
});
