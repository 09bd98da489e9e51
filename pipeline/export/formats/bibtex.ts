/**
 * BibTeX with the themes as keywords and as JabRef's groups, which Zotero imports as collections. UTF-8, as biber and all
 * current reference managers read it; TeX's special characters are escaped, except in formulas between dollar signs.
 */
import type { ThemeMap } from '../../map/schema.ts';
import { themePath } from '../../map/themes/theme-path.ts';
import { themeTree } from '../../map/themes/theme-tree.ts';
import { exportRow } from '../rows.ts';

export function toBibtex(map: ThemeMap, papers: readonly number[] = [...map.papers.keys()]): string {
  const used = new Set<string>();
  const keys = new Map<number, string>();
  const entries = papers.map((paper) => {
    const row = exportRow(map, paper);
    const { year, month } = yearAndMonth(row.date);
    const fields: [string, string | undefined][] = [
      // Double braces keep the title's capitals.
      ['title', `{${escapeTex(row.title)}}`],
      ['author', row.authors?.map((name) => corporate(escapeTex(name))).join(' and ')],
      ['year', year],
      ['month', month],
      ['journal', row.venue && escapeTex(row.venue)],
      ['url', row.url?.replace(/[{}\\\s]/g, encodeURIComponent)],
      [
        'keywords',
        [...new Set(row.themePath), ...(row.tags ?? [])]
          .map((word) => escapeTex(word.replaceAll(',', ' ')))
          .join(', '),
      ],
      ['abstract', escapeTex(row.abstract)],
    ];
    const body = fields
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => `  ${name} = {${value}}`);
    const key = citationKey(row, used);
    keys.set(paper, key);
    return `@${row.venue ? 'article' : 'misc'}{${key},\n${body.join(',\n')}\n}\n`;
  });
  return [...entries, ...groups(map, keys)].join('\n');
}

/**
 * The tree of themes in the form of JabRef 2, which JabRef still reads and which is the only one that Zotero reads: a line a
 * theme with its depth, its name and the keys of the papers whose finest theme it is. An only child is its parent.
 */
function groups(map: ThemeMap, keys: ReadonlyMap<number, string>): string[] {
  const own = new Map<number, string[]>();
  const held = new Set<number>();
  const { themes } = map.manifest;
  const { shown, roots, children } = themeTree(themes);
  for (const [paper, key] of keys) {
    const path = themePath(map, paper).map(({ id }) => shown[id]!);
    for (const id of path) held.add(id);
    const finest = path.at(-1);
    if (finest !== undefined) own.set(finest, [...(own.get(finest) ?? []), key]);
  }
  const below = (ids: readonly number[], depth: number): string[] =>
    ids
      .filter((id) => held.has(id))
      .flatMap((id) => {
        // Backslash and semicolon separate the fields; a brace ends the comment.
        const label = themes[id]!.name.replace(/[\\;{}\s]+/g, ' ').trim();
        const fields = [`${depth} ExplicitGroup:${label}`, '0', ...(own.get(id) ?? []), ''];
        return [`${fields.join('\\;')};`, ...below(children[id]!, depth + 1)];
      });
  const lines = below(roots, 1);
  if (lines.length === 0) return [];
  return [
    '@comment{jabref-meta: groupsversion:3;}\n',
    `@comment{jabref-meta: groupstree:\n0 AllEntriesGroup:;\n${lines.join('\n')}\n}\n`,
  ];
}

/** Year and month at the start of a date, if there are any: an imported reading list may hold any text as a date. */
function yearAndMonth(date = ''): { year?: string; month?: string } {
  const year = /^\d{4}/.exec(date)?.[0];
  const month = date.slice(5, 7);
  return { ...(year && { year }), ...(year && /^(?:0[1-9]|1[0-2])$/.test(month) && { month }) };
}

/** `<first author><year><first longer word of the title>`, unique; letters and digits only. */
function citationKey(
  row: { id: string; title: string; authors?: string[]; date?: string },
  used: Set<string>,
): string {
  const [beforeComma = ''] = (row.authors?.[0] ?? '').split(',');
  const family = beforeComma.trim().split(/\s+/).at(-1) ?? '';
  const word = row.title.split(/[^\p{L}\p{N}]/u).find((part) => part.length > 3) ?? 'paper';
  const stem = ascii(`${family}${row.date?.slice(0, 4) ?? ''}${word}`.toLowerCase()) || 'paper';
  let key = stem;
  for (let n = 2; used.has(key); n++) key = `${stem}-${n}`;
  used.add(key);
  return key;
}

function ascii(text: string): string {
  return text.normalize('NFKD').replace(/[^a-z0-9]+/g, '');
}

/** The name in braces if it contains " and ", which would otherwise separate two authors. */
function corporate(name: string): string {
  return /\band\b/i.test(name) ? `{${name}}` : name;
}

const TEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '%': '\\%',
  '&': '\\&',
  '#': '\\#',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  $: '\\$',
};

/** BibTeX counts braces even after a backslash, so unbalanced ones are written by name. */
function escapeTex(text: string): string {
  const escaped = escapeCharacters(text);
  if (balanced(escaped)) return escaped;
  return escaped.replaceAll('\\{', '\\textbraceleft{}').replaceAll('\\}', '\\textbraceright{}');
}

function escapeCharacters(text: string): string {
  return text
    .split(/(\$[^$\n]{1,200}\$)/)
    .map((part, index) =>
      index % 2 === 1 && balanced(part)
        ? part
        : part.replace(/[\\{}%&#_~^$]/g, (character) => TEX[character]!),
    )
    .join('');
}

/** Whether the braces match, as BibTeX requires within a field. */
function balanced(formula: string): boolean {
  let depth = 0;
  for (const character of formula) {
    if (character === '{') depth++;
    else if (character === '}' && --depth < 0) return false;
  }
  return depth === 0;
}
