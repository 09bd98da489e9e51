/**
 * VOSviewer's JSON (https://app.vosviewer.com/docs/file-types/json-file-type/), map and network in one, for VOSviewer from
 * 1.6.17 and VOSviewer Online. Clusters are the finest themes, in the map's colours.
 */

import type { ThemeMap } from '../../map/schema.ts';
import { cssOf, themePalette, unthemedColour } from '../../map/themes/colour.ts';
import { levelsOf, themesOnLevel } from '../../map/themes/theme-path.ts';
import { type GraphNode, neighbourGraph } from '../graph.ts';
import { escapeXml } from '../xml.ts';

/** Longer side of the map, as in VOSviewer's own. */
const SPAN = 2;
/** VOSviewer has clusters 1 to 1000; one is reserved for unthemed papers. */
const MOST_CLUSTERS = 999;
/** Links that VOSviewer Online draws at first; more would hide the papers. */
const DRAWN_LINKS = 1000;

export function toVosviewer(map: ThemeMap, papers: readonly number[] = [...map.papers.keys()]): string {
  const { nodes, edges } = neighbourGraph(map, papers, SPAN);
  const { themes } = map.manifest;
  const level = levelsOf(map).findLast(
    (each) => themes.filter((theme) => theme.level === each).length <= MOST_CLUSTERS,
  );
  const themeOf =
    level === undefined ? new Int32Array(map.papers.length).fill(-1) : themesOnLevel(map, level);
  const shown = themes
    .filter((theme) => theme.level === level)
    .sort((a, b) => b.size - a.size || a.id - b.id);
  const numbers = new Map(shown.map((theme, i) => [theme.id, i + 1]));
  const unthemed = shown.length + 1;
  const anyUnthemed = papers.some((paper) => themeOf[paper] === -1);
  const { css } = themePalette(themes, 'light');

  const items = nodes.map((node, i) => ({
    id: i + 1,
    label: node.title,
    description: description(node),
    ...(node.url && /^https?:/.test(node.url) && { url: node.url }),
    x: node.x,
    y: node.y,
    cluster: numbers.get(themeOf[papers[i]!]!) ?? unthemed,
    weights: { Links: node.degree, 'Total link strength': node.weight },
    scores: { ...(node.year !== undefined && { 'Pub. year': node.year }), 'Theme strength': node.strength },
  }));
  const links = edges.map(({ source, target, weight }) => ({
    source_id: source + 1,
    target_id: target + 1,
    strength: weight,
  }));
  const clusters = shown.map(({ name }, i) => ({ cluster: i + 1, label: name }));
  const clusterColours = shown.map(({ id }, i) => ({ cluster: i + 1, color: css[id]! }));
  if (anyUnthemed) {
    clusters.push({ cluster: unthemed, label: 'Unthemed' });
    clusterColours.push({ cluster: unthemed, color: cssOf(unthemedColour.light) });
  }
  const { manifest } = map;
  return `${JSON.stringify({
    network: { items, links, clusters },
    config: {
      color_schemes: { cluster_colors: clusterColours },
      parameters: { item_size: 1, item_color: 1, max_label_length: 40, max_n_links: DRAWN_LINKS },
      terminology: {
        item: 'paper',
        items: 'papers',
        link: 'likeness',
        links: 'likenesses',
        cluster: 'theme',
        clusters: 'themes',
        link_strength: 'similarity',
        total_link_strength: 'sum of similarities',
      },
    },
    info: {
      title: manifest.name,
      description: `<p>${escapeXml(`${papers.length} papers from ${manifest.source.file}. ${manifest.chosen} Links are similarities of abstracts by ${manifest.settings.model.id}.`)}</p>`,
    },
  })}\n`;
}

/** VOSviewer shows descriptions as HTML, so all text in them is escaped. */
function description(node: GraphNode): string {
  const rows: [string, string | undefined][] = [
    ['Title', node.title],
    ['Authors', node.authors?.join('; ')],
    ['Source', node.venue],
    ['Date', node.date],
    ['Theme', [...new Set(node.themePath)].join(' › ') || 'none'],
    ['Tags', node.tags?.join('; ')],
    ['Id', node.id],
  ];
  const cells = rows
    .filter(([, value]) => value)
    .map(([name, value]) => `<tr><td>${name}:</td><td>${escapeXml(value!)}</td></tr>`);
  return `<table>${cells.join('')}</table>`;
}
