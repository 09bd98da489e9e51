/**
 * GraphML 1.0 (http://graphml.graphdrawing.org) for networkx, igraph, Cytoscape, yEd and Gephi: the neighbour graph, with
 * position, size and colour under the names that Gephi expects. There is no maintained writer: `graphology-graphml` only
 * reads.
 */
import type { ThemeMap } from '../../map/schema.ts';
import { type GraphNode, neighbourGraph } from '../graph.ts';
import { emptyElement, escapeXml } from '../xml.ts';
import { GRAPH_SPAN, NODE_FIELDS, nodeSize } from './gexf.ts';

const FIELDS: typeof NODE_FIELDS = [
  { name: 'label', type: 'string', of: (node: GraphNode) => node.title },
  ...NODE_FIELDS,
  { name: 'x', type: 'double', of: (node) => node.x },
  { name: 'y', type: 'double', of: (node) => node.y },
  { name: 'size', type: 'double', of: nodeSize },
  { name: 'r', type: 'integer', of: (node) => node.colour[0] },
  { name: 'g', type: 'integer', of: (node) => node.colour[1] },
  { name: 'b', type: 'integer', of: (node) => node.colour[2] },
];

/** The types in GraphML's words. */
const TYPES = { string: 'string', double: 'double', integer: 'int' } as const;

export function toGraphml(map: ThemeMap, papers: readonly number[] = [...map.papers.keys()]): string {
  const { nodes, edges } = neighbourGraph(map, papers, GRAPH_SPAN);
  const data = (key: string, value: string | number) =>
    `<data key="${key}">${escapeXml(String(value))}</data>`;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">',
    ...FIELDS.map(({ name, type }) =>
      emptyElement('key', { id: name, for: 'node', 'attr.name': name, 'attr.type': TYPES[type] }),
    ),
    emptyElement('key', { id: 'weight', for: 'edge', 'attr.name': 'weight', 'attr.type': 'double' }),
    '<graph id="neighbours" edgedefault="undirected">',
    ...nodes.flatMap((node) => [
      `${emptyElement('node', { id: node.key }).slice(0, -2)}>`,
      ...FIELDS.map((field) => [field.name, field.of(node)] as const).flatMap(([name, value]) =>
        value === undefined ? [] : [data(name, value)],
      ),
      '</node>',
    ]),
    ...edges.map(
      ({ source, target, weight }, id) =>
        `${emptyElement('edge', { id: `e${id}`, source: nodes[source]!.key, target: nodes[target]!.key }).slice(0, -2)}>${data('weight', weight)}</edge>`,
    ),
    '</graph>',
    '</graphml>',
    '',
  ];
  return lines.join('\n');
}
