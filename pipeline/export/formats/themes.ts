/** JSON Lines: one theme a line, in the manifest's order, with what its papers say. */
import type { ThemeMap } from '../../map/schema.ts';
import { summariseTheme } from '../../summarise/theme-summary.ts';
import { round } from '../../util/round.ts';

export async function toThemes(map: ThemeMap): Promise<string> {
  const lines: string[] = [];
  for (const theme of map.manifest.themes) {
    const { id, level, parent, name, size, stability, keywords, exemplars } = theme;
    const { sentences, apart } = await summariseTheme(map, id);
    lines.push(
      JSON.stringify({
        id,
        level,
        parent,
        name,
        size,
        stability,
        keywords,
        exemplars: exemplars.map((paper) => map.papers[paper]!.id),
        sentences: sentences.map(({ id, title, text }) => ({ id, title, text })),
        apart: apart && {
          ...apart,
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
