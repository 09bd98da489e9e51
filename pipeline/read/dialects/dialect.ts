/**
 * Dialects: the JSON of the services and programs that researchers take their papers from, each known by its own
 * field names. A reader asks `dialectOf` with the first record that it finds and maps all records by the answer; null
 * means fields with guessed names (record.ts).
 */

import type { RawPaper } from '../raw.ts';

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

export function isSkipped(mapped: RawPaper | Skipped): mapped is Skipped {
  return 'skipped' in mapped;
}
