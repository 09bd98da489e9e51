/** The dialects that are known; a new one is added to these lists. */
import type { JsonDialect, JsonRecord } from './dialect.ts';
import { ARXIV_SNAPSHOT, CSL, ZOTERO, ZOTERO_TABLE } from './libraries.ts';
import { DBLP, HUGGING_FACE, OPENALEX, OPENREVIEW, SEMANTIC_SCHOLAR } from './services.ts';

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
