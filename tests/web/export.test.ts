import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildMap } from '../../pipeline/build/build.ts';
import { EXPORT_FORMATS } from '../../pipeline/export/export.ts';
import { exportHtml, type StandaloneAssets } from '../../pipeline/export/formats/html.ts';
import { PAPER_FORMATS } from '../../pipeline/export/paper-formats.ts';
import { escapeXml } from '../../pipeline/export/xml.ts';
import { indexThemes } from '../../pipeline/map/index.ts';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import type { Paper } from '../../pipeline/types.ts';
import { farPapers, themeCounts, themesOverTime, venueCounts, yearCounts } from '../../web/charts/counts.ts';
import { wholeAbstracts } from '../../web/data/abstracts.ts';
import type { LoadedMap } from '../../web/data/map-index.ts';
import { yearSpan } from '../../web/data/year-span.ts';
import { exportPapers } from '../../web/export/papers.ts';
import { withDensity } from '../../web/export/png.ts';
import { fileName } from '../../web/export/save.ts';
import { webLink } from '../../web/panels/paper/paper.tsx';
import { columnsOf, sortPapers } from '../../web/panels/table/table-sort.ts';
import { snippet } from '../../web/search/search-panel.tsx';
import { noFilters } from '../../web/state/state.ts';
import { groupedEmbedder, SMALL_PAPERS } from '../support/small-map.ts';

const hostile = '</script><img src=x onerror=alert(1)><!-- \u2028 "quoted", \u202e';
const papers: Paper[] = SMALL_PAPERS.map((paper, i) => ({
  ...paper,
  title: i === 3 ? hostile : paper.title,
  date: i === 5 ? undefined : `${2020 + (i % 3)}`,
  venue: i < 4 ? 'ACL' : i < 7 ? 'COLM' : undefined,
}));

let whole: ThemeMap;
let map: LoadedMap;
beforeAll(async () => {
  whole = await buildMap(
    papers,
    { name: 'small "map"', file: 'small.jsonl', sha256: 'b'.repeat(64), warnings: 0 },
    { embedder: groupedEmbedder() },
    { seed: 1, themes: 3 },
  );
  const { manifest, arrays } = whole;
  const { vectors, mean } = arrays;
  map = {
    name: 'small',
    manifest,
    themes: manifest.themes,
    papers: whole.papers,
    arrays,
    index: indexThemes(manifest.themes, arrays),
    abstracts: wholeAbstracts(whole.papers),
    loadVectors: async () => ({ vectors, mean, dimension: 8 }),
    codes: null,
  };
});

describe('a choice of papers', () => {
  it('can be saved in every format that is not of a whole map', () => {
    expect([...PAPER_FORMATS, 'themes', 'markdown', 'svg'].sort()).toEqual([...EXPORT_FORMATS].sort());
  });

  it('is written in the order given, as JSONL with the neighbours of the whole map', async () => {
    const rows = (await exportPapers(map, [7, 2], 'jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map((row) => row.id)).toEqual(['7', '2']);
    expect(rows[0].neighbours).toHaveLength(11);
    expect(rows[0].themePath.at(-1)).toBe(rows[0].theme);
  });

  it('is written as CSV with one line a paper', async () => {
    const lines = (await exportPapers(map, [0, 3], 'csv')).split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^id,title,x,y,theme,/);
    expect(lines[2]).toContain('""quoted""');
  });

  it('is written as BibTeX with one entry a paper, and groups of these only', async () => {
    const bibtex = await exportPapers(map, [1, 4, 5], 'bibtex');
    expect(bibtex.match(/^@(misc|article)\{/gm)).toHaveLength(3);
    expect(bibtex).toContain('Study 4 of underwater tracking');
    const keys = [...bibtex.matchAll(/^@\w+\{([^,]+),$/gm)].map((match) => match[1]!);
    for (const key of keys) expect(bibtex.split(`\\;${key}\\;`)).toHaveLength(2);
  });

  it('is written as graphs with links among the chosen papers only', async () => {
    const { network } = JSON.parse(await exportPapers(map, [1, 4, 5], 'vosviewer'));
    expect(network.items.map((item: { id: number }) => item.id)).toEqual([1, 2, 3]);
    for (const { source_id, target_id } of network.links) {
      expect(source_id).toBeLessThan(target_id);
      expect(target_id).toBeLessThanOrEqual(3);
    }
    expect((await exportPapers(map, [1, 4, 5], 'gexf')).match(/<node /g)).toHaveLength(3);
  });

  it('is written as Parquet with its vectors', async () => {
    const rows = (await parquetReadObjects({
      file: (await exportPapers(map, [3, 5], 'parquet')).buffer,
    })) as {
      title: string;
      neighbors: { ids: number[] };
      vector: number[];
    }[];
    expect(rows.map((row) => row.title)).toEqual([hostile, papers[5]!.title]);
    expect(rows[1]!.vector).toEqual([...whole.arrays.vectors.subarray(5 * 8, 6 * 8)]);
    for (const { neighbors } of rows) for (const id of neighbors.ids) expect([0, 1]).toContain(id);
  });
});

describe('a map as one HTML file', () => {
  const assets: StandaloneAssets = { js: 'run()', css: 'b{}', jsHash: 'J/+=', cssHash: 'C/+=' };
  const filesOf = (html: string) =>
    JSON.parse(/<script id="isotheme-files" type="application\/json">(.*?)<\/script>/s.exec(html)![1]!);

  it('holds all files that the page requests', async () => {
    const files = filesOf(await exportHtml(whole, assets));
    const folder = 'maps/small%20%22map%22';
    expect(files['maps/index.json'].maps).toEqual([
      { name: 'small "map"', papers: 12, themes: whole.manifest.levels.at(-1)!.themes },
    ]);
    expect(files[`${folder}/map.json`].name).toBe('small "map"');
    expect(files[`${folder}/${whole.manifest.papers.file}`]).toEqual(
      JSON.parse(JSON.stringify(whole.papers)),
    );
    const layout = Buffer.from(files[`${folder}/${whole.manifest.arrays.layout.file}`], 'base64');
    expect(layout.readFloatLE(4)).toBe(whole.arrays.layout[1]);
    expect(files[`${folder}/${whole.manifest.arrays.vectors.file}`]).toBeDefined();
  });

  it('lets no text end its element, and allows no other program', async () => {
    const html = await exportHtml(whole, assets);
    expect(html.match(/<\/script/g)).toHaveLength(2);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<!--');
    expect(html).not.toContain('\u2028');
    expect(html).toContain('<title>small &#34;map&#34; · Isotheme</title>');
    expect(html).toContain("script-src 'sha256-J/+='; style-src 'sha256-C/+='");
    expect(html).toContain("default-src 'none'");
    expect(filesOf(html)['maps/small%20%22map%22/map.json'].papers).toBeDefined();
  });

  it('leaves large vectors out and says so in the manifest', async () => {
    const large = { ...whole, arrays: { ...whole.arrays, vectors: new Float32Array(200_000) } };
    const files = filesOf(await exportHtml(large, assets));
    expect(files['maps/small%20%22map%22/map.json'].arrays.vectors.shape).toEqual([0, 8]);
    expect(files[`maps/small%20%22map%22/${whole.manifest.arrays.vectors.file}`]).toBeUndefined();
  });

  it('is the same text for the same map', async () => {
    expect(await exportHtml(whole, assets)).toBe(await exportHtml(whole, assets));
  });
});

describe('a picture', () => {
  it('states its density right after the header', () => {
    const png = Uint8Array.from({ length: 50 }, (_, i) => i);
    const dense = withDensity(png, 300);
    const view = new DataView(dense.buffer);
    expect(dense.length).toBe(71);
    expect(String.fromCharCode(...dense.subarray(37, 41))).toBe('pHYs');
    expect(view.getUint32(41)).toBe(11811);
    expect(dense[49]).toBe(1);
    expect([...dense.subarray(0, 33)]).toEqual([...png.subarray(0, 33)]);
    expect([...dense.subarray(54)]).toEqual([...png.subarray(33)]);
  });

  it('holds no markup and no character that XML forbids', () => {
    expect(escapeXml('<a href="x">\u0000&\u0007 😀\ud800')).toBe('&#60;a href=&#34;x&#34;&#62;&#38; 😀');
  });
});

describe('the table', () => {
  it('has columns for what the data has', () => {
    expect(columnsOf(map, false)).toEqual(['title', 'theme', 'authors', 'year', 'venue', 'strength']);
    expect(columnsOf(map, true)[0]).toBe('relevance');
  });

  it('sorts numbers as numbers, names as names, and empty cells last either way', () => {
    const all = [...papers.keys()];
    const years = sortPapers(map, all, { column: 'year', descending: true });
    expect(years.slice(0, 2)).toEqual([2, 8]);
    expect(years.at(-1)).toBe(5);
    expect(sortPapers(map, all, { column: 'year', descending: false }).at(-1)).toBe(5);
    expect(sortPapers(map, [10, 2], { column: 'title', descending: false })).toEqual([2, 10]);
    expect(sortPapers(map, [1, 2, 3], { column: 'relevance', descending: false }, new Map([[3, 1]]))).toEqual(
      [3, 1, 2],
    );
  });
});

describe('charts', () => {
  const state = (filters = noFilters) => ({ map, filters, results: null });

  it('count the papers that the other filters leave', () => {
    const filters = { ...noFilters, years: [2020, 2020] as const, venues: ['ACL'] };
    expect(yearCounts(state(filters))).toEqual([
      { key: 2020, total: 4, shown: 2 },
      { key: 2021, total: 4, shown: 1 },
      { key: 2022, total: 3, shown: 1 },
    ]);
    expect(venueCounts(state(filters))).toEqual([
      { key: 'ACL', total: 4, shown: 2 },
      { key: 'COLM', total: 3, shown: 1 },
    ]);
  });

  it('show the years of most papers if others are too far off, and count those', () => {
    const dated = (...dates: string[]) => ({
      ...map,
      papers: papers.map((paper, i) => ({ ...paper, ...(dates[i] && { date: dates[i] }) })),
    });
    const years = (of: LoadedMap) => yearCounts({ ...state(), map: of }).map(({ key }) => key);
    const mistaken = dated('0001', '9999-12', '2020', '1e10');
    expect(years(mistaken)).toEqual([2020, 2021, 2022]);
    expect(farPapers(mistaken)).toBe(3);
    const themes = map.index.byLevel[0]!;
    expect(themesOverTime({ ...state(), map: mistaken }, themes).map(({ year }) => year)).toEqual(
      years(mistaken),
    );
    const old = dated('1722');
    expect(years(old)).toHaveLength(301);
    expect(farPapers(old)).toBe(0);
    expect(yearSpan([{ date: '1200' }, { date: '2024' }, {}])).toEqual([2024, 2024]);
    expect(yearSpan([])).toBeNull();
  });

  it('add up to the papers of each theme', () => {
    const finest = map.index.levels - 1;
    for (const level of [0, finest])
      expect(themeCounts(state(), level).reduce((sum, count) => sum + count.total, 0)).toBe(
        12 - map.manifest.unthemed.length,
      );
  });

  it('follow themes through all years, including those filtered out', () => {
    const themes = map.index.byLevel[0]!;
    const rows = themesOverTime(state({ ...noFilters, years: [2020, 2020] }), themes);
    expect(rows.map((row) => row.year)).toEqual([2020, 2021, 2022]);
    expect(rows.flatMap((row) => row.counts).reduce((a, b) => a + b, 0)).toBe(
      11 - map.manifest.unthemed.filter(({ paper }) => paper !== 5).length,
    );
  });
});

it('names files by letters, digits and hyphens', () => {
  expect(fileName('Tägliche Seite/..', 'map', 'svg')).toBe('Tagliche-Seite-map.svg');
  expect(fileName('論文', '', 'csv')).toBe('isotheme.csv');
});

it('follows links of the web only', () => {
  expect(webLink('https://example.org/a')?.hostname).toBe('example.org');
  for (const url of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '//x', '', undefined])
    expect(webLink(url)).toBeNull();
});

it('cuts a snippet around the first term, at words', () => {
  const text = `${'word '.repeat(30)}needle ${'more '.repeat(60)}`;
  const cut = snippet(text, ['needle']);
  expect(cut).toMatch(/^… word .*needle.*more …$/);
  expect(snippet('short', ['x'])).toBe('short');
});
