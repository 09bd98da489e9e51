/** Records with named fields → papers: by the user's field names, by a dialect, or by the usual names of fields. */
import { UserError } from '../../util/errors.ts';
import { isSkipped, type JsonDialect, type JsonRecord } from '../dialects/dialect.ts';
import { dialectOf } from '../dialects/registry.ts';
import type { RawResult } from '../raw.ts';
import { type Field, fieldNamed, paperFromRecord } from './known-fields.ts';
import { isRecord } from './values.ts';

/** The user's names for some fields; a dot steps into an object ("bib.title"). */
export type FieldNames = Partial<Record<Field, string>>;

/** Records that are inspected before their fields are decided. */
export const LOOKED_AT = 50;

export interface MapperOptions {
  names?: FieldNames;
  dialects: readonly JsonDialect[];
  fileName: string;
}

/** Maps records in their order. The first ones are held back until it is decided what their fields mean. */
export class RecordMapper {
  private waiting: { record: JsonRecord; line: number }[] = [];
  private settled = false;
  private readonly seen = new Set<Field>();
  private names: FieldNames = {};
  private dialect: JsonDialect | null = null;
  private readonly result: RawResult;
  private readonly options: MapperOptions;

  constructor(result: RawResult, options: MapperOptions) {
    this.result = result;
    this.options = options;
  }

  add(record: JsonRecord, line: number): void {
    if (this.settled) this.map(record, line);
    else {
      this.waiting.push({ record, line });
      if (this.waiting.length >= LOOKED_AT) this.settle();
    }
  }

  /** Whether the records have this field: by a usual name, the user's name or a guess. */
  named(field: Field): boolean {
    return this.names[field] !== undefined || this.seen.has(field) || this.dialect !== null;
  }

  /** Call after the last record. */
  end(): void {
    if (!this.settled) this.settle();
  }

  private settle(): void {
    this.settled = true;
    const records = this.waiting.map(({ record }) => record);
    for (const name of records.flatMap((record) => Object.keys(record))) {
      const field = fieldNamed(name);
      if (field) this.seen.add(field);
    }
    const names = Object.entries({ ...this.options.names }).filter(([, name]) => name !== undefined);
    this.names = Object.fromEntries(names);
    this.checkNames(records);
    if (Object.keys(this.names).length === 0) {
      const found = records.find((record) => dialectOf(record, this.options.dialects));
      this.dialect = found ? dialectOf(found, this.options.dialects) : null;
    }
    if (this.dialect) this.result.notes.push(`read as ${this.dialect.name}`);
    else this.guess(records);
    for (const { record, line } of this.waiting) this.map(record, line);
    this.waiting = [];
  }

  private map(record: JsonRecord, line: number): void {
    if (this.dialect?.matches(record)) {
      const mapped = this.dialect.toPaper(record, line);
      if (isSkipped(mapped)) this.result.skip(line, mapped.skipped);
      else this.result.add(mapped);
      return;
    }
    const named: Record<string, unknown> = {};
    for (const [field, name] of Object.entries(this.names)) named[field] = valueAt(record, name);
    const { paper, odd } = paperFromRecord(record, line, named);
    if (odd.length > 0)
      this.result.warn(line, `not text, so it is not used: ${odd.map((field) => `"${field}"`).join(', ')}`);
    this.result.add(paper);
  }

  /** A user's name that none of the first records has is most likely a typo. */
  private checkNames(records: readonly JsonRecord[]): void {
    for (const [field, name] of Object.entries(this.names))
      if (records.length > 0 && records.every((record) => valueAt(record, name) === undefined)) {
        const there = [...new Set(records.flatMap((record) => Object.keys(record)))];
        throw new UserError(
          `${this.options.fileName}: no field "${name}" for --${field}-field; there are ${there.slice(0, 20).join(', ')}.`,
        );
      }
  }

  /** Finds title and abstract if no field has a usual name: by words in the names, else by the lengths of the values. */
  private guess(records: readonly JsonRecord[]): void {
    const guessed: string[] = [];
    for (const field of ['title', 'abstract'] as const) {
      if (this.names[field] !== undefined) continue;
      if (this.seen.has(field)) continue;
      if (field === 'abstract' && records.some((record) => isRecord(record.abstract_inverted_index)))
        continue;
      const name = guessField(field, records, Object.values(this.names));
      if (name === null) continue;
      this.names[field] = name;
      guessed.push(`"${name}" as ${field}`);
    }
    if (guessed.length > 0)
      this.result.notes.push(
        `guessed ${guessed.join(' and ')}; to use others, name them with --title-field and --abstract-field`,
      );
  }
}

const WORDS = { title: /title|headline/i, abstract: /abstract|summary|description|tl;?dr/i };

function guessField(
  field: 'title' | 'abstract',
  records: readonly JsonRecord[],
  taken: readonly string[],
): string | null {
  const lengths = new Map<string, number[]>();
  for (const record of records)
    for (const [name, value] of Object.entries(record))
      if (typeof value === 'string' && /\p{L}\s{1,99}\p{L}/u.test(value) && !taken.includes(name))
        lengths.set(name, [...(lengths.get(name) ?? []), value.length]);
  const candidates = [...lengths]
    .filter(([name]) => fieldNamed(name) === null)
    .map(([name, all]) => ({ name, mean: all.reduce((a, b) => a + b, 0) / all.length, share: all.length }));
  const byName = candidates.filter(({ name }) => WORDS[field].test(name));
  const fitting = candidates.filter(
    ({ mean, share }) =>
      share >= records.length / 2 && (field === 'abstract' ? mean >= 200 : mean >= 20 && mean < 200),
  );
  const best = (list: typeof candidates) =>
    [...list].sort((a, b) => (field === 'abstract' ? b.mean - a.mean : b.share - a.share))[0]?.name ?? null;
  return byName.length > 0 ? best(byName) : best(fitting);
}

/** The value of a field; a name with dots steps into objects. */
function valueAt(record: JsonRecord, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  let value: unknown = record;
  for (const part of name.split('.')) {
    if (!isRecord(value) || !Object.hasOwn(value, part)) return undefined;
    value = value[part];
  }
  return value;
}
