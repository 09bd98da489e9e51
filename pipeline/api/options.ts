/** The options of the library's verbs as schemas. Values that the command line has too are checked by its own schemas. */
import * as v from 'valibot';

import { isStageMemo, type StageMemo } from '../build/memo.ts';
import { filled, flag, mapOptions, whole } from '../build/options.ts';
import { mapProblem } from '../map/check.ts';
import { settingsSchema } from '../map/schema.ts';
import { FIELDS, type Field } from '../read/records/known-fields.ts';

type Function = (...parameters: never[]) => unknown;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const isFunction = (value: unknown) => typeof value === 'function';

const fn = v.custom<Function>(isFunction, 'expected a function');
const signal = v.custom<AbortSignal>(
  (value) => isObject(value) && typeof value.aborted === 'boolean' && isFunction(value.addEventListener),
  'expected an AbortSignal',
);
const memo = v.custom<StageMemo>(isStageMemo, 'expected what createStageMemo returned');
export const readFunction = v.custom<Function>(
  isFunction,
  'expected a function that returns the bytes of a file',
);

const NO_EMBEDDER =
  'expected an embedder: an object with "model" and "embed", such as createLexicalEmbedder() returns';
/** An object of any class that has what an embedder needs. */
export const embedder = v.pipe(
  v.custom<Record<string, unknown>>((value) => isObject(value) && isFunction(value.embed), NO_EMBEDDER),
  v.looseObject(
    {
      model: v.strictObject(settingsSchema.entries.model.entries),
      precomputed: v.optional(v.strictObject(settingsSchema.entries.vectors.wrapped.entries)),
      endpoint: settingsSchema.entries.endpoint,
      close: v.optional(fn),
    },
    NO_EMBEDDER,
  ),
);

/** A map, as the value of an option. */
const map = v.pipe(
  v.unknown(),
  v.check((value) => mapProblem(value) === null, 'expected a map from buildMap or readMap'),
);

export const run = { onProgress: v.optional(fn), signal: v.optional(signal) };

export const bytes = v.instance(Uint8Array, 'expected the bytes of a file, a Uint8Array');
export const name = filled('a name');

const field = v.optional(filled('the name of a field'));
const fields = v.strictObject(
  Object.fromEntries(FIELDS.map((each) => [each, field])) as Record<Field, typeof field>,
  `expected an object with names of fields, such as { title: "name" }, for ${FIELDS.join(', ')}`,
);

const search = { findNeighbours: v.optional(fn) };

export const readOptions = {
  fileName: v.optional(filled('a file name')),
  fields: v.optional(fields),
  keepDuplicates: v.optional(flag),
};

export const buildOptions = {
  embedder,
  name: v.optional(name),
  seed: v.optional(mapOptions.seed),
  neighbours: v.optional(mapOptions.neighbours),
  themes: v.nullish(mapOptions.themes),
  minDist: v.optional(mapOptions.minDist),
  layout: v.optional(mapOptions.layout),
  like: v.optional(map),
  onLayout: v.optional(fn),
  ...search,
  rename: v.optional(fn),
  startNameThread: v.optional(fn),
  memo: v.optional(memo),
  ...run,
};

export const relatedOptions = { k: v.optional(whole(1)), embedder: v.nullish(embedder), ...run };
export const placeOptions = { embedder, ...search, ...run };
export const addOptions = { ...placeOptions, name: v.optional(name) };
export const stabilityOptions = {
  runs: v.optional(whole(1)),
  seed: v.optional(mapOptions.seed),
  ...run,
};
/** Maps of earlier versions may have a negative seed, with which their embedder is made again. */
export const embedderSeed = v.optional(
  v.pipe(v.number('expected a whole number'), v.safeInteger('expected a whole number')),
);
export const lexicalOptions = { seed: embedderSeed };
