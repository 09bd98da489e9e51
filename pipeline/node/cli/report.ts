/** What a map holds, in a few lines for a terminal. */
import { type MapTheme, type Quality, type Settings, type ThemeMap, themeTree } from '../../map/index.ts';

/** What `build --json` prints: stable, further fields may come. */
export interface BuildSummary {
  name: string;
  /** Where the map lies, as it was named. */
  folder: string;
  papers: number;
  /** Papers whose vector was made in this run; the others' came from caches or from the user. */
  embedded: number;
  /** Odd places in the input. */
  warnings: number;
  seed: number;
  model: Settings['model'];
  /** Themes of each level, coarsest first. */
  levels: number[];
  themes: Pick<MapTheme, 'id' | 'level' | 'parent' | 'name' | 'size' | 'stability' | 'keywords'>[];
  unthemed: number;
  quality: Quality;
}

/** @param embedded papers whose vector was made in this run */
export function buildSummary({ manifest }: ThemeMap, folder: string, embedded: number): BuildSummary {
  const { name, source, settings, levels, themes, unthemed, quality } = manifest;
  return {
    name,
    folder,
    papers: source.papers,
    embedded,
    warnings: source.warnings,
    seed: settings.seed,
    model: settings.model,
    levels: levels.map((level) => level.themes),
    themes: themes.map(({ id, level, parent, name: themeName, size, stability, keywords }) => ({
      id,
      level,
      parent,
      name: themeName,
      size,
      stability,
      keywords,
    })),
    unthemed: unthemed.length,
    quality,
  };
}

/** The theme tree with sizes, largest first on each level and only children left out, and the unthemed. */
export function themeReport({ manifest }: ThemeMap): string {
  const { themes, unthemed, chosen } = manifest;
  const width = String(manifest.source.papers).length;
  const lines: string[] = [];
  const { roots, children } = themeTree(themes);
  const list = (ids: readonly number[], indent: string) => {
    const bySize = ids.map((id) => themes[id]!).sort((a, b) => b.size - a.size || a.id - b.id);
    for (const theme of bySize) {
      lines.push(`${indent}${String(theme.size).padStart(width)}  ${theme.name}`);
      list(children[theme.id]!, `${indent}    `);
    }
  };
  list(roots, '');
  if (unthemed.length > 0) lines.push(`${String(unthemed.length).padStart(width)}  (unthemed)`);
  return `${lines.join('\n')}\n${chosen}\n`;
}
