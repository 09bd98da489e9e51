/** JSON Lines: one theme a line, in the manifest's order and only children left out, with what its papers say. */
import type { ThemeMap } from '../../map/schema.ts';
import { themeTree } from '../../map/themes/theme-tree.ts';
import { summariseTheme } from '../../summarise/theme-summary.ts';
import { round } from '../../util/round.ts';

export async function toThemes(map: ThemeMap): Promise<string> {
  const lines: string[] = [];
  const { shown } = themeTree(map.manifest.themes);
  for (const theme of map.manifest.themes) {
    if (shown[theme.id] !== theme.id) continue;
    const { id, level, parent, name, size, stability, keywords, exemplars, evidence } = theme;
    const { sentences, apart } = await summariseTheme(map, id);
    lines.push(
      JSON.stringify({
        id,
        level,
        parent: parent === null ? null : shown[parent],
        name,
        size,
        stability,
        keywords,
        exemplars: exemplars.map((paper) => map.papers[paper]!.id),
        evidence: evidence && { ...evidence, papers: evidence.papers.map((paper) => map.papers[paper]!.id) },
        sentences: sentences.map(({ id, title, text }) => ({ id, title, text })),
        apart: apart && {
          theme: { ...apart.theme, id: shown[apart.theme.id] },
          terms: apart.terms.map(({ term, share, there }) => ({
            term,
            share: round(share),
            there: round(there),
          })),
        },
      }),
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}
