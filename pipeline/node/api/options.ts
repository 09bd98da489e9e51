/** The options that only Node's verbs have, as schemas. */
import * as v from 'valibot';
import { embedderSeed } from '../../api/index.ts';
import { filled, oneOf, whole } from '../../build/index.ts';

const fn = v.custom<(...parameters: never[]) => unknown>(
  (value) => typeof value === 'function',
  'expected a function',
);
const address = v.optional(filled('an address'));
const paths = v.array(filled('a path'), 'expected a list of paths');

/** How the model of a map is found. */
export const modelEntries = { endpoint: address, onLog: v.optional(fn) };

const options = <const T extends v.ObjectEntries>(entries: T, wanted: string) =>
  v.optional(v.strictObject(entries, `expected ${wanted}`));

const file = v.looseObject({ path: v.string() });
const spec = v.looseObject(
  { id: filled(), pooling: oneOf(['cls', 'mean']), dimension: whole(1), onnx: file, tokenizer: file },
  'expected the id of a model, or the model itself',
);

export const embedderOptions = {
  kind: v.optional(oneOf(['transformer', 'lexical', 'endpoint'])),
  model: v.optional(v.union([filled(), spec], 'expected the id of a model, or the model itself')),
  choice: options(
    { pooling: v.optional(oneOf(['cls', 'mean'])), dtype: v.optional(oneOf(['q8', 'fp32'])) },
    'an object with pooling and dtype',
  ),
  recorded: v.nullish(filled('a sha256')),
  ...modelEntries,
  sample: v.optional(v.string('expected a text')),
  store: options(
    {
      folders: v.optional(paths),
      hub: v.nullish(filled('an address')),
      mvn: v.nullish(filled('a command')),
      answerTimeout: v.optional(whole(1)),
      stallTimeout: v.optional(whole(1)),
      signal: v.optional(v.instance(AbortSignal, 'expected an AbortSignal')),
      onLog: v.optional(fn),
      onBytes: v.optional(fn),
    },
    'an object that says where models are',
  ),
  queue: address,
  lease: v.optional(whole(1)),
  workers: v.optional(whole(1)),
  seed: embedderSeed,
  cacheDir: v.nullish(filled('a folder, or null for none')),
  extraCaches: v.optional(paths),
};

export const exportOptions = { width: v.optional(whole(100)) };
