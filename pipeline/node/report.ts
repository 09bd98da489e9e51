/** What a map holds, in a few lines for a terminal. */
import type { ThemeMap } from '../schema.ts';

/** The theme tree with sizes, largest first on each level, and the unthemed. */
export function themeReport({ manifest }: ThemeMap): string {
  const { themes, unthemed, chosen } = manifest;
  const width = String(manifest.source.papers).length;
  const lines: string[] = [];
  const list = (parent: number | null, indent: string) => {
    const children = themes.filter((theme) => theme.parent === parent);
    children.sort((a, b) => b.size - a.size || a.id - b.id);
    for (const theme of children) {
      lines.push(`${indent}${String(theme.size).padStart(width)}  ${theme.name}`);
      list(theme.id, `${indent}    `);
    }
  };
  list(null, '');
  if (unthemed.length > 0) lines.push(`${String(unthemed.length).padStart(width)}  (unthemed)`);
  return `${lines.join('\n')}\n${chosen}\n`;
}
