/** All dialects. A new one is a file beside this one and a line in a list below. */
import { ARXIV_SNAPSHOT } from './arxiv-snapshot.ts';
import { CSL } from './csl.ts';
import { DBLP } from './dblp.ts';
import type { JsonDialect, JsonRecord } from './dialect.ts';
import { HUGGING_FACE } from './hugging-face.ts';
import { OPENALEX } from './openalex.ts';
import { OPENREVIEW } from './openreview.ts';
import { SEMANTIC_SCHOLAR } from './semantic-scholar.ts';
import { ZOTERO, ZOTERO_TABLE } from './zotero.ts';

/** The most specific first: the first dialect that matches a record is used. */
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

/** Dialects of table rows, which are records keyed by column name. */
export const TABLE_DIALECTS: readonly JsonDialect[] = [ZOTERO_TABLE];

/** @returns null if no known dialect matches the record */
export function dialectOf(
  record: JsonRecord,
  dialects: readonly JsonDialect[] = JSON_DIALECTS,
): JsonDialect | null {
  return dialects.find((dialect) => dialect.matches(record)) ?? null;
}

/** Where a document may keep its records: the `lists` of all dialects, each path once. */
export function listPaths(): readonly (readonly string[])[] {
  const paths = new Map<string, readonly string[]>();
  for (const { lists } of JSON_DIALECTS) for (const path of lists) paths.set(JSON.stringify(path), path);
  return [...paths.values()];
}
