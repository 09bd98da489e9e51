/** Undoes habits of pages before their lines are labelled: text broken at a fixed width, lines of authors. */

export interface Line {
  /** 1-based. */
  number: number;
  text: string;
  /** Whether the line before it is blank or absent. */
  afterBlank: boolean;
}

/** Longest line of text that is broken at a fixed width. */
const WIDEST = 160;
/** Least share of full lines among those before another. Where two kinds of lines alternate it is about half. */
const FULL = 0.6;

/** The lines of a text that are not blank. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let afterBlank = true;
  text.split(/\r\n|\n|\r/).forEach((raw, index) => {
    const line = raw.trim();
    if (line !== '') lines.push({ number: index + 1, text: line, afterBlank });
    afterBlank = line === '';
  });
  return lines;
}

/**
 * Whether text was broken at a fixed width: most lines follow another directly, none is as long as an abstract, and most
 * have no room for the next line's first word. Short titles and abstracts in turn have room.
 */
export function isWrapped(lines: readonly Line[]): boolean {
  const inner = lines.filter((line) => !line.afterBlank).length;
  if (inner < lines.length / 2 || inner < 3 || lines.some((line) => line.text.length > WIDEST)) return false;
  const lengths = lines.map((line) => line.text.length).sort((a, b) => a - b);
  // Single lines may be wider, such as an address.
  const width = lengths[Math.floor(0.9 * (lengths.length - 1))]!;
  const full = lines.filter((line, i) => {
    const next = lines[i + 1];
    return next && !next.afterBlank && line.text.length + 1 + next.text.search(/\s|$/) > width;
  }).length;
  return full >= FULL * inner;
}

/** Joins the lines of each block of wrapped text, except the first of a block that holds title and abstract. */
export function unwrap(lines: readonly Line[]): Line[] {
  const blocks: Line[][] = [];
  for (const line of lines)
    if (line.afterBlank || blocks.length === 0) blocks.push([line]);
    else blocks.at(-1)!.push(line);
  // If there are blocks of one or two lines, these are the titles; else titles are in the long blocks.
  const short = blocks.filter((block) => block.length <= 2).length;
  const together = short * 3 < blocks.length;
  return blocks.flatMap((block) => {
    const rest = together && block.length > 2 ? block.slice(1) : block;
    const joined = { ...rest[0]!, text: rest.map((line) => line.text).join(' ') };
    return rest === block ? [joined] : [block[0]!, joined];
  });
}

const NAME =
  /^(?:\p{Lu}[\p{L}\p{M}'’.-]*\.?)(?:\s+(?:\p{Lu}[\p{L}\p{M}'’.-]*\.?|de|da|di|del|van|von|der|den|la|le|bin|al|el)){1,4}$/u;

/** Marks of affiliations and notes. The lookbehind keeps a run of them from being tried at each character. */
const MARKS_BEHIND = /(?<![\s\d*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰])[\s\d*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰]+$/u;

/**
 * The names in a line that consists of names ("Ada Lovelace, Charles Babbage", "Authors: Ada Lovelace"); null for any
 * other line, and for a single name without "Authors:", which may be a title.
 */
export function authorsOf(line: string): string[] | null {
  if (line.length > 5000) return null;
  const named = /^(?:authors?|by)\s*:\s*/i.exec(line);
  const names = line
    .slice(named?.[0].length ?? 0)
    .replace(/\s+/g, ' ')
    .split(/\s*[,;]\s*(?:and\s+|&\s*)?|\s+(?:and|&)\s+/)
    .map((name) => name.replace(MARKS_BEHIND, ''))
    .filter((name) => name !== '');
  if (named) return names.length > 0 ? names : null;
  if (names.length < 2) return null;
  const fitting = names.filter((name) => name.length <= 40 && NAME.test(name)).length;
  return fitting >= 0.8 * names.length ? names : null;
}
