import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { exportMap } from '../../pipeline/export/export.ts';
import { neighbourGraph } from '../../pipeline/export/graph.ts';
import { tinyMap } from '../support/tiny-map.ts';

const map = tinyMap();
const all = [...map.papers.keys()];
const HOSTILE = `<node id="x"/> & "quoted" 'q' ]]> \u0000\u0007\ud800 😀`;

function hostileMap() {
  const odd = tinyMap();
  odd.papers[0] = { ...odd.papers[0]!, id: 'i<d>"&', title: HOSTILE, venue: HOSTILE, tags: [HOSTILE] };
  odd.papers[1] = { ...odd.papers[1]!, id: 'b\u0000' };
  odd.papers[2] = { ...odd.papers[2]!, id: 'b' };
  odd.manifest.name = HOSTILE;
  odd.manifest.themes[0]!.name = HOSTILE;
  return odd;
}

interface XmlNode {
  name: string;
  attributes: Record<string, string>;
  children: XmlNode[];
  text: string;
}

/** A strict reader of the XML that is written here: every character of it has to fit. */
function parseXml(source: string): XmlNode {
  expect(source).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  const plain = (text: string) => {
    expect(text).not.toMatch(/&(?!#\d+;)|</);
    return text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
  };
  const root: XmlNode = { name: '', attributes: {}, children: [], text: '' };
  const stack = [root];
  let at = '<?xml version="1.0" encoding="UTF-8"?>'.length;
  const token = /<(\/?)([a-zA-Z][\w:.-]*)((?:\s[a-zA-Z][\w:.-]*="[^"<]*")*)(\/?)>|([^<]+)/gy;
  while (at < source.length) {
    token.lastIndex = at;
    const found = token.exec(source);
    if (!found) throw new Error(`not XML at ${source.slice(at, at + 60)}`);
    at = token.lastIndex;
    const [, close, name, attributes = '', empty, text] = found;
    const top = stack.at(-1)!;
    if (text !== undefined) top.text += plain(text);
    else if (close) expect(stack.pop()!.name).toBe(name);
    else {
      const node: XmlNode = { name: name!, attributes: {}, children: [], text: '' };
      for (const [, key, value] of attributes.matchAll(/\s([^=]+)="([^"]*)"/g)) {
        expect(node.attributes[key!]).toBeUndefined();
        node.attributes[key!] = plain(value!);
      }
      top.children.push(node);
      if (!empty) stack.push(node);
    }
  }
  expect(stack).toHaveLength(1);
  return root.children[0]!;
}

const within = (node: XmlNode, name: string): XmlNode[] =>
  node.children.flatMap((child) => [...(child.name === name ? [child] : []), ...within(child, name)]);

describe('the neighbour graph', () => {
  it('has one edge for both directions, weighted by the similarity, and none below 0', () => {
    const { nodes, edges } = neighbourGraph(map, all, 10);
    const pairs = edges.map(({ source, target }) => `${source}-${target}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(edges[0]).toEqual({ source: 0, target: 1, weight: 0.980067 });
    for (const { source, target, weight } of edges) {
      expect(source).toBeLessThan(target);
      expect(weight).toBeGreaterThan(0);
    }
    expect(nodes.reduce((sum, node) => sum + node.degree, 0)).toBe(2 * edges.length);
    expect(Math.max(...nodes.map((node) => node.x)) - Math.min(...nodes.map((node) => node.x))).toBeCloseTo(
      10,
    );
    // The first paper stands at the top of the picture.
    expect(nodes[0]!.y).toBeGreaterThan(nodes[6]!.y);
  });
});

describe('gexf', () => {
  it('gives each paper its position, colour and attributes, and each link its weight', async () => {
    const gexf = parseXml(await exportMap(map, 'gexf'));
    expect(gexf.attributes).toMatchObject({ xmlns: 'http://gexf.net/1.3', version: '1.3' });
    expect(within(gexf, 'graph')[0]!.attributes.defaultedgetype).toBe('undirected');
    const [first, ...others] = within(gexf, 'node');
    expect(others).toHaveLength(6);
    expect(first!.attributes).toEqual({ id: 'a', label: 'SnapKV: LLM Knows What You are Looking for' });
    const facts = Object.fromEntries(
      within(first!, 'attvalue').map(({ attributes }) => [attributes.for, attributes.value]),
    );
    expect(facts).toMatchObject({
      theme: 'KV Cache',
      area: 'Inference',
      theme_path: 'Inference > KV Cache',
      authors: 'Ada Lovelace; Simon and Sons',
      year: '2024',
      venue: 'Conference on Caches',
      tags: 'cache, small; memory',
      url: 'https://example.org/a',
    });
    for (const viz of ['viz:size', 'viz:position', 'viz:color']) expect(within(first!, viz)).toHaveLength(1);
    expect(within(gexf, 'edge')[0]!.attributes).toEqual({
      id: '0',
      source: 'a',
      target: 'b',
      weight: '0.980067',
    });
  });
});

describe('graphml', () => {
  it('declares every key that it uses', async () => {
    const graphml = parseXml(await exportMap(map, 'graphml'));
    const keys = new Set(within(graphml, 'key').map((key) => key.attributes.id));
    for (const { attributes } of within(graphml, 'data')) expect(keys).toContain(attributes.key);
    expect(within(graphml, 'node')).toHaveLength(7);
    expect(within(within(graphml, 'edge')[0]!, 'data')[0]!.text).toBe('0.980067');
  });
});

describe.each(['gexf', 'graphml'] as const)('%s', (format) => {
  it('accepts hostile text, and gives different keys to nodes whose ids are equal in XML', async () => {
    const graph = parseXml(await exportMap(hostileMap(), format));
    const ids = within(graph, 'node').map((node) => node.attributes.id!);
    expect(ids.slice(0, 3)).toEqual(['i<d>"&', 'b', 'b-2']);
    for (const { attributes } of within(graph, 'edge')) {
      expect(ids).toContain(attributes.source);
      expect(ids).toContain(attributes.target);
    }
    expect(JSON.stringify(graph)).toContain(JSON.stringify(`<node id="x"/> & "quoted" 'q' ]]>`).slice(1, -1));
  });
});

describe('vosviewer', async () => {
  const file = JSON.parse(await exportMap(map, 'vosviewer'));

  it('has items, links and clusters as VOSviewer documents them', () => {
    expect(file.network.items[0]).toEqual({
      id: 1,
      label: 'SnapKV: LLM Knows What You are Looking for',
      description: expect.stringContaining('<td>Source:</td><td>Conference on Caches</td>'),
      url: 'https://example.org/a',
      x: expect.any(Number),
      y: expect.any(Number),
      cluster: 1,
      weights: { Links: expect.any(Number), 'Total link strength': expect.any(Number) },
      scores: { 'Pub. year': 2024, 'Theme strength': 1 },
    });
    expect(file.network.links[0]).toEqual({ source_id: 1, target_id: 2, strength: 0.980067 });
    expect(file.network.clusters.map((cluster: { label: string }) => cluster.label)).toEqual([
      'KV Cache',
      'Speculative Decoding',
      'Image Tokens',
      'Unthemed',
    ]);
    expect(file.network.items.map((item: { cluster: number }) => item.cluster)).toEqual([
      1, 1, 2, 2, 3, 3, 4,
    ]);
    for (const { color } of file.config.color_schemes.cluster_colors) expect(color).toMatch(/^#[0-9a-f]{6}$/);
    for (const { x, y, weights } of file.network.items) {
      expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1);
      expect(weights.Links).toBeGreaterThanOrEqual(0);
    }
  });

  it('shows text as text where VOSviewer expects HTML', async () => {
    const { network, info } = JSON.parse(await exportMap(hostileMap(), 'vosviewer'));
    expect(network.items[0].description).not.toContain('<node');
    expect(info.description).not.toContain('<node');
  });
});

describe('parquet', async () => {
  const bytes = await exportMap(map, 'parquet');

  it('holds each paper with lists, neighbours by row and vectors', async () => {
    const rows = await parquetReadObjects({ file: bytes.buffer });
    expect(rows).toHaveLength(7);
    expect(rows[0]).toMatchObject({
      id: 'a',
      authors: ['Ada Lovelace', 'Simon and Sons'],
      date: '2024-03',
      theme: 'KV Cache',
      theme_path: ['Inference', 'KV Cache'],
      neighbours: ['b', 'c', 'd'],
      neighbors: { ids: [1, 2, 3] },
      vector: [1, 0],
    });
    expect(rows[0]!.neighbors.distances[0]).toBeCloseTo(1 - Math.cos(0.2), 6);
    const [, { authors, url, tags, abstract }] = rows as [unknown, Record<string, unknown>];
    expect([authors ?? null, url ?? null, tags ?? null]).toEqual([null, null, null]);
    expect(abstract).toBe('Windows of the KV cache.');
    expect(rows[6]).toMatchObject({ theme: null, theme_path: [] });
  });

  it('is the same bytes each time, and names Isotheme and the themes in its metadata', async () => {
    expect(await exportMap(tinyMap(), 'parquet')).toEqual(bytes);
    const { created_by, key_value_metadata } = parquetMetadata(bytes.buffer);
    expect(created_by).toBe('isotheme');
    expect(JSON.parse(key_value_metadata![0]!.value!)).toMatchObject({
      name: 'tiny',
      themes: [{ name: 'Inference' }, {}, {}, {}, {}],
    });
  });

  it('accepts a map without papers', async () => {
    const empty = tinyMap();
    empty.papers = [];
    expect(await parquetReadObjects({ file: (await exportMap(empty, 'parquet')).buffer })).toEqual([]);
  });
});
