/**
 * Dialects: the JSON of the services and programs that researchers take their papers from, each known by its own
 * field names. A reader asks `dialectOf` with the first record that it finds and maps all records by the answer; null
 * means fields with guessed names (record.ts).
 */

import type { RawPaper } from '../raw.ts';
import { ARXIV_SNAPSHOT, CSL, ZOTERO, ZOTERO_TABLE } from './libraries.ts';
import { DBLP, HUGGING_FACE, OPENALEX, OPENREVIEW, SEMANTIC_SCHOLAR } from './services.ts';

/** Why a record is no paper, to be counted and shown: "deleted", "a review, not a submission". */
export interface Skipped {
  skipped: string;
}

export type JsonRecord = Readonly<Record<string, unknown>>;

export interface JsonDialect {
  /** What the user reads after "read as", such as "OpenAlex works". */
  readonly name: string;
  /** Keys from the root of a document to its array of records, `[]` where the root is that array. */
  readonly lists: readonly (readonly string[])[];
  /** Whether a record is of this dialect, by field names and kinds of values. Never throws, whatever the values. */
  matches(record: JsonRecord): boolean;
  /**
   * Text as plain as a reader wants it: no markup, no character references. Title or abstract is "" where it is not
   * there. Never throws, whatever the values.
   *
   * @param line 1-based line or record
   */
  toPaper(record: JsonRecord, line: number): RawPaper | Skipped;
}

/** Most telling first: where two match, the first is taken. */
export const JSON_DIALECTS: readonly JsonDialect[] = [
  HUGGING_FACE,
  OPENREVIEW,
  DBLP,
  OPENALEX,
  SEMANTIC_SCHOLAR,
  ARXIV_SNAPSHOT,
  ZOTERO,
  CSL,
];

/** Rows of a table, by column name. */
export const TABLE_DIALECTS: readonly JsonDialect[] = [ZOTERO_TABLE];

/** @returns null where the record is of no known dialect */
export function dialectOf(
  record: JsonRecord,
  dialects: readonly JsonDialect[] = JSON_DIALECTS,
): JsonDialect | null {
  return dialects.find((dialect) => dialect.matches(record)) ?? null;
}

/** Where the records of a document may lie: `lists` of all dialects, each path once. */
export function listPaths(): readonly (readonly string[])[] {
  const paths = new Map<string, readonly string[]>();
  for (const { lists } of JSON_DIALECTS) for (const path of lists) paths.set(JSON.stringify(path), path);
  return [...paths.values()];
}

export function isSkipped(mapped: RawPaper | Skipped): mapped is Skipped {
  return 'skipped' in mapped;
}
