/** Hostile text in what is written for other programs: spreadsheets, TeX, Markdown, XML; and the page's two policies. */
import { readFileSync } from 'node:fs';
import { SaxesParser } from 'saxes';
import { beforeAll, describe, expect, it } from 'vitest';
import { csvCell } from '../../pipeline/export/csv-cell.ts';
import { exportMap } from '../../pipeline/export/export.ts';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { CONTENT_SECURITY_POLICY } from '../../pipeline/node/serve/server.ts';
import { readBytes } from '../../pipeline/read/read.ts';
import { exportList } from '../../web/reading/export.ts';
import type { ReadingItem } from '../../web/reading/list.ts';
import { HOSTILE_STRINGS } from '../browser/hostile-strings.ts';
import { smallMap } from '../support/small-map.ts';

let map: ThemeMap;
beforeAll(async () => {
  const small = await smallMap();
  // As many papers as strings; their places and themes are those of the small map in turn.
  const turn = <A extends Float32Array | Int32Array>(array: A, width: number): A => {
    const made = new (array.constructor as new (length: number) => A)(HOSTILE_STRINGS.length * width);
    for (let i = 0; i < made.length; i++)
      made[i] = array[(Math.floor(i / width) % small.papers.length) * width + (i % width)]!;
    return made;
  };
  const { layout, theme, strength, second, neighbours, similarities, vectors, mean } = small.arrays;
  const k = small.manifest.arrays.neighbours.shape[1]!;
  map = {
    manifest: {
      ...small.manifest,
      name: '<b>"name"</b> & $x$',
      themes: small.manifest.themes.map((theme, i) => ({
        ...theme,
        name: HOSTILE_STRINGS[i * 7]!,
        keywords: [...HOSTILE_STRINGS],
        keywordWeights: HOSTILE_STRINGS.map(() => 1),
      })),
    },
    papers: HOSTILE_STRINGS.map((text, i) => ({
      id: `${i}`,
      title: text,
      abstract: text,
      authors: [text],
      venue: text,
      url: text,
      tags: [text],
      date: '2024',
    })),
    arrays: {
      layout: turn(layout, 2),
      theme: turn(theme, 1),
      strength: turn(strength, 1),
      second: turn(second, 1),
      neighbours: turn(neighbours, k),
      similarities: turn(similarities, k),
      vectors: turn(vectors, small.manifest.settings.model.dimension),
      mean,
    },
  };
});

const items = (): ReadingItem[] =>
  map.papers.map((paper) => ({
    ...paper,
    map: paper.title,
    note: paper.title,
    added: '2024-01-01T00:00:00Z',
  }));

/** Cells of a table in CSV (RFC 4180). */
function cells(text: string): string[] {
  return [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?:,|\r\n)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

describe('a spreadsheet', () => {
  it('gets no cell that it would run, and loses no text', async () => {
    for (const table of [await exportMap(map, 'csv'), await exportList(items(), 'csv')]) {
      const all = cells(table);
      expect(all.filter((cell) => /^[=+@\t\r]|^-(?!\d+(?:\.\d+)?$|\d+(?:\.\d+)?e)/.test(cell))).toEqual([]);
      const bare = new Set(all.flatMap((cell) => [cell, cell.replace(/^'(?=[=+\-@\t\r])/, '')]));
      for (const text of HOSTILE_STRINGS) expect(bare, text.slice(0, 80)).toContain(text);
    }
  });

  it('gets numbers unchanged', () => {
    expect([csvCell(-1.5), csvCell('-1.5'), csvCell('=x'), csvCell([])]).toEqual([
      '-1.5',
      "'-1.5",
      "'=x",
      '',
    ]);
  });
});

describe('BibTeX', () => {
  it('has an entry a paper, whatever its fields contain', async () => {
    for (const text of [await exportMap(map, 'bibtex'), await exportList(items(), 'bibtex')]) {
      expect(text.match(/^@(?:article|misc)\{/gm)).toHaveLength(HOSTILE_STRINGS.length);
      let depth = 0;
      for (const brace of text.match(/[{}]/g) ?? []) {
        depth += brace === '{' ? 1 : -1;
        expect(depth).toBeGreaterThanOrEqual(0);
      }
      expect(depth).toBe(0);
      // No command of TeX that a text brought along.
      expect(text).not.toMatch(/\\(?:input|write)/);
      const { counts } = await readBytes(new TextEncoder().encode(text), 'x.bib', { keepDuplicates: true });
      expect(counts.read).toBe(HOSTILE_STRINGS.length);
    }
  });
});

describe('Markdown', () => {
  it('has no markup, and only links to the web', async () => {
    for (const text of [await exportMap(map, 'markdown'), await exportList(items(), 'markdown')]) {
      expect(text).not.toMatch(/(?<!\\)<(?!https?:\/\/[^\s<>]+>\))/);
      expect(text).not.toMatch(/(?<!\\)!\[/);
      for (const [, address] of text.matchAll(/(?<!\\)\]\(([^)]*)/g))
        expect(address).toMatch(/^<https?:\/\//);
    }
  });
});

describe('XML', () => {
  it.each(['svg', 'gexf', 'graphml'] as const)(
    '%s is strict XML without elements or handlers from texts',
    async (format) => {
      const parser = new SaxesParser({ xmlns: true });
      const names = new Set<string>();
      const attributes: string[] = [];
      parser.on('error', (error) => {
        throw error;
      });
      parser.on('opentag', (tag) => {
        names.add(tag.local.toLowerCase());
        for (const [name, { value }] of Object.entries(tag.attributes))
          if (/^on|href$/i.test(name) || /^\s*javascript:/i.test(value)) attributes.push(`${name}=${value}`);
      });
      parser.write(await exportMap(map, format)).close();
      for (const name of [
        'script',
        'img',
        'iframe',
        'foreignobject',
        'a',
        'image',
        'set',
        'animate',
        'style',
      ])
        expect(names).not.toContain(name);
      // Facts of a paper may be any text; addresses and handlers of a drawing may not.
      if (format === 'svg') expect(attributes).toEqual([]);
    },
  );
});

describe('the policy of the page', () => {
  const meta = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(
    readFileSync('web/index.html', 'utf8'),
  )![1]!;

  it('is the same from the server and in the page, except for directives that a page cannot set', () => {
    const more = ["frame-ancestors 'none'", "manifest-src 'self'"];
    expect([...meta.split('; '), ...more].sort()).toEqual(CONTENT_SECURITY_POLICY.split('; ').sort());
  });

  it('allows no inline code, no code made from text, and nothing from other hosts', () => {
    expect(meta).toMatch(/^default-src 'none';/);
    expect(meta).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*|strict-dynamic/);
    expect(meta).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(meta).toContain("require-trusted-types-for 'script'");
  });
});
