/** Values of records that others wrote. Each function takes any JSON value and returns "" or nothing if it does not fit. */
import { decodeHTML } from 'entities';
import { latexToText } from '../text/latex.ts';

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of a string, a number, a list of strings or an object that represents a name; null for anything else. */
export function plainText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (Array.isArray(value))
    return value.length > 0 && value.every((v) => typeof v === 'string') ? value.join(' ') : null;
  if (!isRecord(value)) return null;
  for (const key of ['name', 'display_name', 'literal', 'value', 'tag', 'raw_author_name'])
    if (typeof value[key] === 'string') return value[key];
  const given = value.given ?? value.firstName ?? value.first;
  const family = value.family ?? value.lastName ?? value.last;
  const parts = [given, family].filter((part) => typeof part === 'string');
  if (parts.length > 0) return parts.join(' ');
  // {"author": {"name": …}}
  return isRecord(value.author) && !isRecord(value.author.author) ? plainText(value.author) : null;
}

/** Trimmed text of a string or number; "" for anything else. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : '';
}

/** Text without tags of HTML, MathML and JATS (`<jats:p>`, `<i>`), with character references resolved. */
export function plain(value: unknown): string {
  const source = text(value);
  if (!/[<&]/.test(source)) return source;
  return decodeHTML(
    source
      .replace(/<(?:jats:)?title>\s*abstract\s*<\/(?:jats:)?title>/gi, '')
      .replace(/<\/?(?:jats:)?(?:p|br|div|sec|title|li|list-item)\b[^<>]*>/gi, '\n')
      .replace(/<\/?[a-z][\w:-]*(?:\s[^<>]*)?\/?>/gi, ''),
  )
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[\s]*/g, '\n')
    .trim();
}

/** Text on one line whose accents may be LaTeX, as arXiv keeps it. */
export function texText(value: unknown): string {
  const source = text(value).replace(/\s+/g, ' ');
  if (!source.includes('\\')) return source;
  // Outside LaTeX files "~50" means "about 50", not a space.
  return latexToText(source.replace(/(?<!\\)~(?=\d)/g, '\ue002')).replaceAll('\ue002', '~');
}

/** An array as it is, null and undefined as no items, any other value as one item. */
export function many(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === null || value === undefined ? [] : [value];
}

/** A field of an object, or of objects within it; undefined if there is none. */
export function field(value: unknown, ...path: string[]): unknown {
  let at = value;
  for (const key of path) at = isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return at;
}

/** The first text that is not "". */
export function first(...texts: string[]): string {
  return texts.find((candidate) => candidate !== '') ?? '';
}

/** Most characters of an abstract from an inverted index, in which a long word may occur often. */
const LONGEST_INDEXED = 16_000_000;

/** An abstract as OpenAlex has it (word → positions) → its text. */
export function fromInvertedIndex(index: unknown): string {
  if (!isRecord(index)) return '';
  const words: [number, string][] = [];
  let length = 0;
  for (const [word, positions] of Object.entries(index))
    for (const at of many(positions))
      if (typeof at === 'number' && at >= 0 && length < LONGEST_INDEXED) {
        words.push([at, word]);
        length += word.length + 1;
      }
  return words
    .sort((a, b) => a[0] - b[0])
    .map(([, word]) => word)
    .join(' ');
}

/** A web address; "" for any other scheme. */
export function webUrl(value: unknown): string {
  const url = text(value);
  return /^https?:\/\/\S+$/i.test(url) ? url : '';
}

/** Replaces lone surrogates by U+FFFD: `encodeURI` throws on them. */
export function wellFormed(value: string): string {
  return value.replace(/[\ud800-\udfff]/gu, '\ufffd');
}
