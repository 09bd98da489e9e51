/**
 * Parquet with the vectors, one row a paper, for pandas, DuckDB, Polars and Embedding Atlas. `neighbors` is the column that
 * Embedding Atlas takes as it is: `{ids, distances}`, row positions and 1 − similarity, nearest first.
 */
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, type ColumnSource, parquetWrite } from 'hyparquet-writer';
import type { ThemeMap } from '../map/schema.ts';
import { exportRow } from './rows.ts';

/** Rows a group: bounds the memory of a group's vectors, and lets readers skip. */
const ROWS = 2000;

/** A column: its part of the schema (parents before children) and its values, one a row. */
interface Column {
  schema: SchemaElement[];
  data: unknown[];
  /** Floats that no dictionary and no compressor makes smaller. */
  dense?: boolean;
}

/**
 * @param papers indices of the papers that become rows, in that order; neighbours outside them stay in `neighbours` (ids)
 *   and are left out of `neighbors` (rows)
 * @returns the file's bytes, the same for the same map; `vector` is left out where the map holds no vectors
 */
export function toParquet(
  map: ThemeMap,
  papers: readonly number[] = [...map.papers.keys()],
): Uint8Array<ArrayBuffer> {
  const { vectors, neighbours, similarities, layout } = map.arrays;
  const k = map.manifest.arrays.neighbours.shape[1] ?? 0;
  const width = map.manifest.settings.model.dimension;
  const rows = papers.map((paper) => exportRow(map, paper));
  const rowOf = new Map(papers.map((paper, row) => [paper, row]));
  const near = papers.map((paper) => {
    const ids: number[] = [];
    const distances: number[] = [];
    for (let i = paper * k; i < (paper + 1) * k; i++) {
      const row = rowOf.get(neighbours[i]!);
      if (row === undefined) continue;
      ids.push(row);
      distances.push(Math.max(0, 1 - similarities[i]!));
    }
    return { ids, distances };
  });
  const columns: Column[] = [
    { schema: [text('id', 'REQUIRED')], data: rows.map((row) => row.id) },
    { schema: [text('title', 'REQUIRED')], data: rows.map((row) => row.title) },
    { schema: [text('abstract', 'REQUIRED')], data: rows.map((row) => row.abstract) },
    { schema: list('authors', text), data: rows.map((row) => row.authors ?? null) },
    { schema: [text('date')], data: rows.map((row) => row.date ?? null) },
    { schema: [text('url')], data: rows.map((row) => row.url ?? null) },
    { schema: [text('venue')], data: rows.map((row) => row.venue ?? null) },
    { schema: list('tags', text), data: rows.map((row) => row.tags ?? null) },
    { schema: [float('x', 'REQUIRED')], data: papers.map((paper) => layout[2 * paper]!), dense: true },
    { schema: [float('y', 'REQUIRED')], data: papers.map((paper) => layout[2 * paper + 1]!), dense: true },
    { schema: [text('theme')], data: rows.map((row) => row.theme) },
    { schema: list('theme_path', text), data: rows.map((row) => row.themePath) },
    { schema: [float('strength', 'REQUIRED')], data: papers.map((paper) => map.arrays.strength[paper]!) },
    { schema: list('neighbours', text), data: rows.map((row) => row.neighbours) },
    {
      schema: list('similarities', float),
      data: papers.map((paper) => Array.from(similarities.subarray(paper * k, (paper + 1) * k))),
      dense: true,
    },
    {
      schema: [
        { name: 'neighbors', repetition_type: 'OPTIONAL', num_children: 2 },
        ...list('ids', integer),
        ...list('distances', float),
      ],
      data: near,
    },
  ];
  if (vectors.length > 0)
    columns.push({
      schema: list('vector', float),
      data: papers.map((paper) => Array.from(vectors.subarray(paper * width, (paper + 1) * width))),
      dense: true,
    });
  const writer = new ByteWriter();
  parquetWrite({
    writer,
    schema: [{ name: 'root', num_children: columns.length }, ...columns.flatMap((column) => column.schema)],
    columnData: columns.map(
      ({ schema, data, dense }): ColumnSource => ({
        name: schema[0]!.name,
        data,
        ...(dense && { encoding: 'PLAIN', codec: 'UNCOMPRESSED', statistics: false }),
      }),
    ),
    rowGroupSize: ROWS,
    createdBy: 'isotheme',
    kvMetadata: [{ key: 'isotheme', value: facts(map) }],
  });
  return new Uint8Array(writer.getBuffer());
}

/** What the rows can't say: the map's name, its settings and its themes, as JSON in the file's own metadata. */
function facts({ manifest }: ThemeMap): string {
  const { name, source, settings, themes } = manifest;
  return JSON.stringify({
    name,
    source: source.file,
    settings,
    themes: themes.map((theme) => ({
      id: theme.id,
      level: theme.level,
      parent: theme.parent,
      name: theme.name,
      keywords: theme.keywords,
    })),
  });
}

type Repetition = 'REQUIRED' | 'OPTIONAL';

function text(name: string, repetition_type: Repetition = 'OPTIONAL'): SchemaElement {
  return {
    name,
    type: 'BYTE_ARRAY',
    converted_type: 'UTF8',
    logical_type: { type: 'STRING' },
    repetition_type,
  };
}

function float(name: string, repetition_type: Repetition = 'OPTIONAL'): SchemaElement {
  return { name, type: 'FLOAT', repetition_type };
}

function integer(name: string, repetition_type: Repetition = 'OPTIONAL'): SchemaElement {
  return { name, type: 'INT32', repetition_type };
}

/** A list in the three levels that the format asks for (parquet-format, LogicalTypes.md, "Lists"). */
function list(
  name: string,
  element: (name: string, repetition: Repetition) => SchemaElement,
): SchemaElement[] {
  return [
    {
      name,
      repetition_type: 'OPTIONAL',
      num_children: 1,
      converted_type: 'LIST',
      logical_type: { type: 'LIST' },
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    element('element', 'REQUIRED'),
  ];
}
