/**
 * Parquet with the vectors, one row a paper, for pandas, DuckDB, Polars and Embedding Atlas. The column `neighbors` is in
 * the form of Embedding Atlas: `{ids, distances}`, row numbers and 1 − similarity, nearest first.
 */
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, type ColumnSource, parquetWrite } from 'hyparquet-writer';
import type { ThemeMap } from '../../map/schema.ts';
import { exportRow } from '../rows.ts';

/** Rows a group. Bounds the memory for a group's vectors, and lets readers skip groups. */
const ROWS = 2000;

/** A column: its part of the schema, parents before children, and one value a row. */
interface Column {
  schema: SchemaElement[];
  data: unknown[];
  /** Floats that neither a dictionary nor compression makes smaller. */
  dense?: boolean;
}

/**
 * Writes papers as Parquet.
 * @param papers indices of the papers that become rows, in that order; neighbours outside them stay in `neighbours` (ids)
 *   and are left out of `neighbors` (rows)
 * @returns the file's bytes, the same for the same map; without the column `vector` if the map holds no vectors
 */
export function toParquet(
  map: ThemeMap,
  papers: readonly number[] = [...map.papers.keys()],
): Uint8Array<ArrayBuffer> {
  const columns = columnsOf(map, papers);
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

function columnsOf(map: ThemeMap, papers: readonly number[]): Column[] {
  const { vectors, similarities, layout, strength } = map.arrays;
  const k = map.manifest.arrays.neighbours.shape[1] ?? 0;
  const width = map.manifest.settings.model.dimension;
  const rows = papers.map((paper) => exportRow(map, paper));
  const rowsOf = (matrix: Float32Array, columns: number) =>
    papers.map((paper) => Array.from(matrix.subarray(paper * columns, (paper + 1) * columns)));
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
    { schema: [float('strength', 'REQUIRED')], data: papers.map((paper) => strength[paper]!) },
    { schema: list('neighbours', text), data: rows.map((row) => row.neighbours) },
    { schema: list('similarities', float), data: rowsOf(similarities, k), dense: true },
    {
      schema: [
        { name: 'neighbors', repetition_type: 'OPTIONAL', num_children: 2 },
        ...list('ids', integer),
        ...list('distances', float),
      ],
      data: neighboursAsRows(map, papers),
    },
  ];
  if (vectors.length > 0)
    columns.push({ schema: list('vector', float), data: rowsOf(vectors, width), dense: true });
  return columns;
}

/** For each of `papers`, which of them are its neighbours, and how far away. */
function neighboursAsRows({ manifest, arrays }: ThemeMap, papers: readonly number[]) {
  const k = manifest.arrays.neighbours.shape[1] ?? 0;
  const rowOf = new Map(papers.map((paper, row) => [paper, row]));
  return papers.map((paper) => {
    const ids: number[] = [];
    const distances: number[] = [];
    for (let i = paper * k; i < (paper + 1) * k; i++) {
      const row = rowOf.get(arrays.neighbours[i]!);
      if (row === undefined) continue;
      ids.push(row);
      distances.push(Math.max(0, 1 - arrays.similarities[i]!));
    }
    return { ids, distances };
  });
}

/** The map's name, settings and themes, as JSON for the file's metadata. */
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

/** A list in the three levels of the format (parquet-format, LogicalTypes.md, "Lists"). */
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
