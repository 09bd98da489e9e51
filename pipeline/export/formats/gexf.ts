/**
 * GEXF 1.3 (https://gexf.net/schema.html) for Gephi: the neighbour graph with positions, colours and sizes, so that it
 * looks like the map. The library `graphology-gexf` lets characters through that XML forbids, and needs four packages.
 */
import type { ThemeMap } from '../../map/schema.ts';
import { type GraphNode, neighbourGraph } from '../graph.ts';
import { emptyElement, escapeXml } from '../xml.ts';

/** Longer side of the map in Gephi's units; a node is about ten wide. */
export const GRAPH_SPAN = 2000;

/** Attributes of a node, in the order in which tables show them. */
export const NODE_FIELDS: readonly {
  name: string;
  type: 'string' | 'double' | 'integer';
  of: (node: GraphNode) => string | number | undefined;
}[] = [
  { name: 'theme', type: 'string', of: (node) => node.theme ?? undefined },
  { name: 'area', type: 'string', of: (node) => node.area ?? undefined },
  { name: 'theme_path', type: 'string', of: (node) => [...new Set(node.themePath)].join(' > ') || undefined },
  { name: 'strength', type: 'double', of: (node) => node.strength },
  { name: 'authors', type: 'string', of: (node) => node.authors?.join('; ') },
  { name: 'date', type: 'string', of: (node) => node.date },
  { name: 'year', type: 'integer', of: (node) => node.year },
  { name: 'venue', type: 'string', of: (node) => node.venue },
  { name: 'tags', type: 'string', of: (node) => node.tags?.join('; ') },
  { name: 'url', type: 'string', of: (node) => node.url },
];

/** The diameter of a node; it grows with the number of edges. */
export function nodeSize(node: GraphNode): number {
  return Number((6 + 2 * Math.sqrt(node.degree)).toFixed(2));
}

export function toGexf(map: ThemeMap, papers: readonly number[] = [...map.papers.keys()]): string {
  const { nodes, edges } = neighbourGraph(map, papers, GRAPH_SPAN);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">',
    `<meta><creator>Isotheme</creator><description>${escapeXml(map.manifest.name)}</description></meta>`,
    '<graph defaultedgetype="undirected" mode="static">',
    '<attributes class="node">',
    ...NODE_FIELDS.map(({ name, type }) => emptyElement('attribute', { id: name, title: name, type })),
    '</attributes>',
    '<nodes>',
    ...nodes.flatMap((node) => [
      `${emptyElement('node', { id: node.key, label: node.title }).slice(0, -2)}>`,
      '<attvalues>',
      ...NODE_FIELDS.map((field) => [field.name, field.of(node)] as const)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => emptyElement('attvalue', { for: name, value })),
      '</attvalues>',
      emptyElement('viz:size', { value: nodeSize(node) }),
      emptyElement('viz:position', { x: node.x, y: node.y, z: 0 }),
      emptyElement('viz:color', { r: node.colour[0], g: node.colour[1], b: node.colour[2] }),
      '</node>',
    ]),
    '</nodes>',
    '<edges>',
    ...edges.map(({ source, target, weight }, id) =>
      emptyElement('edge', { id, source: nodes[source]!.key, target: nodes[target]!.key, weight }),
    ),
    '</edges>',
    '</graph>',
    '</gexf>',
    '',
  ];
  return lines.join('\n');
}
