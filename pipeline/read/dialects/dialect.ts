/**
 * A dialect: the field names of one service or program from which researchers export papers. A reader finds the dialect
 * of its first records (registry.ts) and maps all records by it; without one, fields are found by their usual names
 * (records/known-fields.ts).
 */
import type { RawPaper } from '../raw.ts';

/** Why a record is not a paper, as counted and shown: "deleted", "a review, not a submission". */
export interface Skipped {
  skipped: string;
}

export type JsonRecord = Readonly<Record<string, unknown>>;

export interface JsonDialect {
  /** As in "read as OpenAlex works". */
  readonly name: string;
  /** Keys from the root of a document to its array of records; `[]` if the root is the array. */
  readonly lists: readonly (readonly string[])[];
  /** Whether a record is of this dialect, by its field names and the types of their values. Never throws. */
  matches(record: JsonRecord): boolean;
  /**
   * Maps a record to a paper whose texts have no markup and no character references. A missing title or abstract is "".
   * Never throws.
   * @param line 1-based line or record
   */
  toPaper(record: JsonRecord, line: number): RawPaper | Skipped;
}

export function isSkipped(mapped: RawPaper | Skipped): mapped is Skipped {
  return 'skipped' in mapped;
}
