/**
 * The reading list as data: adding, changing and removing entries, and reading a list from JSON. An entry holds what a
 * citation needs, so that it outlives its map.
 */

import * as v from 'valibot';
import type { PaperHead } from '../../pipeline/map/index.ts';

/** Texts of any length, so that every list that the page stores or exports can be read back. */
const itemSchema = v.object({
  /** Name of the map, and the paper's id in it. */
  map: v.string(),
  id: v.string(),
  title: v.string(),
  note: v.string(),
  /** ISO 8601 instant. */
  added: v.pipe(v.string(), v.isoTimestamp()),
  abstract: v.optional(v.string()),
  authors: v.optional(v.array(v.string())),
  date: v.optional(v.string()),
  venue: v.optional(v.string()),
  url: v.optional(v.string()),
});

const READING_FORMAT = 'isotheme-reading-list';
export const READING_VERSION = 1;

const fileSchema = v.object({
  format: v.literal(READING_FORMAT),
  version: v.literal(READING_VERSION),
  items: v.array(v.unknown()),
});

export type ReadingItem = v.InferOutput<typeof itemSchema>;

/** An entry for a paper. @param map name of its map */
export function readingItem(map: string, paper: PaperHead & { abstract: string }, added: Date): ReadingItem {
  const { id, title, abstract, authors, date, venue, url } = paper;
  const item: ReadingItem = { map, id, title, note: '', added: added.toISOString() };
  if (abstract) item.abstract = abstract;
  if (authors) item.authors = authors;
  if (date) item.date = date;
  if (venue) item.venue = venue;
  if (url) item.url = url;
  return item;
}

export function isSame(a: { map: string; id: string }, b: { map: string; id: string }): boolean {
  return a.map === b.map && a.id === b.id;
}

/** Adds an entry at the end; returns the same list if it already has the entry. */
export function addItem(list: readonly ReadingItem[], item: ReadingItem): readonly ReadingItem[] {
  return addItems(list, [item]);
}

/** Adds the entries that the list does not have yet; returns the same list if it has all. */
export function addItems(
  list: readonly ReadingItem[],
  items: readonly ReadingItem[],
): readonly ReadingItem[] {
  const keyOf = ({ map, id }: ReadingItem) => JSON.stringify([map, id]);
  const held = new Set(list.map(keyOf));
  const added = items.filter((item) => held.size < held.add(keyOf(item)).size);
  return added.length > 0 ? [...list, ...added] : list;
}

export function removeItem(
  list: readonly ReadingItem[],
  key: { map: string; id: string },
): readonly ReadingItem[] {
  return list.filter((item) => !isSame(item, key));
}

export function noteItem(
  list: readonly ReadingItem[],
  key: { map: string; id: string },
  note: string,
): readonly ReadingItem[] {
  return list.map((item) => (isSame(item, key) ? { ...item, note } : item));
}

/** The list as JSON, for storage and export. */
export function serialiseList(items: readonly ReadingItem[]): string {
  return JSON.stringify({ format: READING_FORMAT, version: READING_VERSION, items });
}

export interface ParsedList {
  items: ReadingItem[];
  /** One sentence for each entry that was left out, or for a file that is not a list. */
  problems: string[];
}

/**
 * Reads a list from JSON (as written by {@link serialiseList}) or JSONL (an entry per line). Invalid entries are left out and
 * reported; nothing is thrown.
 */
export function parseList(source: string): ParsedList {
  const problems: string[] = [];
  let raw: { value: unknown; where: string }[];
  try {
    raw = readEntries(source);
  } catch (error) {
    return { items: [], problems: [(error as Error).message] };
  }
  const items: ReadingItem[] = [];
  for (const { value, where } of raw) {
    const result = v.safeParse(itemSchema, completed(value));
    if (result.success) items.push(result.output);
    else {
      const issue = result.issues[0];
      problems.push(`${where} was left out: ${v.getDotPath(issue) ?? 'the entry'}: ${issue.message}.`);
    }
  }
  return { items: [...addItems([], items)], problems };
}

/** Fills in what an exported line may lack: note, date and map. */
function completed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return { note: '', added: '1970-01-01T00:00:00.000Z', map: '', ...value };
}

function readEntries(source: string): { value: unknown; where: string }[] {
  const trimmed = source.trim();
  if (trimmed === '') throw new Error('The file is empty; choose a reading list exported as JSON or JSONL.');
  let whole: unknown;
  try {
    whole = JSON.parse(trimmed);
  } catch {
    return trimmed.split(/\r?\n/).flatMap((line, i) => {
      if (!line.trim()) return [];
      try {
        return [{ value: JSON.parse(line) as unknown, where: `Line ${i + 1}` }];
      } catch {
        throw new Error(`Line ${i + 1} is not valid JSON; choose a reading list exported as JSON or JSONL.`);
      }
    });
  }
  if (v.is(v.object({ format: v.literal(READING_FORMAT), version: v.number() }), whole)) {
    const file = v.safeParse(fileSchema, whole);
    if (!file.success)
      throw new Error(
        `The reading list has version ${(whole as { version: number }).version}, but this page reads version ${READING_VERSION}.`,
      );
    return file.output.items.map((value, i) => ({ value, where: `Entry ${i + 1}` }));
  }
  if (v.is(v.object({ id: v.string(), title: v.string() }), whole))
    return [{ value: whole, where: 'Line 1' }];
  throw new Error('The file is not a reading list; choose one exported as JSON or JSONL.');
}
