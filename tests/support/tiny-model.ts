/**
 * A model of a few kilobytes that goes through the same library, runtime and checks as a real one: WordPiece over some
 * words and all letters, and an ONNX graph that adds the mean of all token vectors to each token's vector.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ModelSpec } from '../../pipeline/embed/models.ts';
import { installModel, tokenizerContent } from '../../pipeline/node/models/files.ts';
import { createRandom, gaussian } from '../../pipeline/util/random.ts';

export interface TinyModelOptions {
  id?: string;
  /** D of the vectors that the graph gives. Default 16. */
  width?: number;
  pooling?: 'cls' | 'mean';
  seed?: number;
}

export interface TinyModel {
  spec: ModelSpec;
  onnx: Buffer;
  tokenizer: Buffer;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** A text with this word gets a vector of NaN. */
export const NAN_WORD = 'notanumber';
const WORDS =
  `the of and a model data language learning graph image neural network training large paper ${NAN_WORD}`.split(
    ' ',
  );
const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

export function makeTinyModel(options: TinyModelOptions = {}): TinyModel {
  const { id = 'test/tiny', width = 16, pooling = 'cls', seed = 1 } = options;
  const vocabulary = [...SPECIAL, ...WORDS, ...LETTERS, ...[...LETTERS].map((letter) => `##${letter}`)];
  const tokenizerJson = makeTokenizer(vocabulary);
  const tokenizer = Buffer.from(JSON.stringify(tokenizerJson));
  const onnx = makeGraph(vocabulary, width, seed);
  const file = (path: string, content: Buffer) => ({
    path,
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  });
  const spec: ModelSpec = {
    id,
    pooling,
    dimension: width,
    license: 'MIT',
    onnx: file('onnx/model_quantized.onnx', onnx),
    tokenizer: { ...file('tokenizer.json', tokenizer), content: tokenizerContent(tokenizerJson) },
    config: { model_type: 'bert', hidden_size: width, vocab_size: vocabulary.length },
    tokenizerConfig: {
      tokenizer_class: 'BertTokenizer',
      do_lower_case: true,
      model_max_length: 512,
      cls_token: '[CLS]',
      sep_token: '[SEP]',
      pad_token: '[PAD]',
      unk_token: '[UNK]',
      mask_token: '[MASK]',
    },
    maven: { coordinates: 'test:tiny:1', onnx: 'tiny.onnx', tokenizer: 'tiny-tokenizer.json' },
  };
  return { spec, onnx, tokenizer };
}

/** Makes the model and puts it into the model folder `folder`. */
export async function installTinyModel(folder: string, options: TinyModelOptions = {}): Promise<ModelSpec> {
  const { spec, onnx, tokenizer } = makeTinyModel(options);
  await installModel(spec, folder, onnx, tokenizer);
  return spec;
}

/** Paths of the model's files below `folder`. */
export const tinyPath = (folder: string, spec: ModelSpec, file: string) =>
  join(folder, ...spec.id.split('/'), file);

function makeTokenizer(vocabulary: readonly string[]): Record<string, unknown> {
  const token = (content: string, id: number) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  const special = (content: string) => ({ SpecialToken: { id: content, type_id: 0 } });
  const first = { Sequence: { id: 'A', type_id: 0 } };
  const second = { Sequence: { id: 'B', type_id: 1 } };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map(token),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]'), first, special('[SEP]')],
      pair: [special('[CLS]'), first, special('[SEP]'), second, special('[SEP]')],
      special_tokens: {
        '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
        '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
      },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((word, index) => [word, index])),
    },
  };
}

/*
 * ONNX is a protobuf message (onnx.proto, IR version 7). Only what the graph needs is written here; the numbers are the
 * fields' own.
 */
function makeGraph(vocabulary: readonly string[], width: number, seed: number): Buffer {
  const random = createRandom(seed);
  const weights = Float32Array.from({ length: vocabulary.length * width }, () => gaussian(random));
  const nan = vocabulary.indexOf(NAN_WORD);
  weights.fill(Number.NaN, nan * width, (nan + 1) * width);
  const embeddings = message(
    number(1, vocabulary.length),
    number(1, width),
    number(2, 1),
    text(8, 'embeddings'),
    bytes(9, Buffer.from(weights.buffer)),
  );
  const axes = message(text(1, 'axes'), number(8, 1), number(20, 7));
  const graph = message(
    bytes(1, node('Gather', ['embeddings', 'input_ids'], 'tokens')),
    bytes(1, node('ReduceMean', ['tokens'], 'mean', axes)),
    bytes(1, node('Add', ['tokens', 'mean'], 'last_hidden_state')),
    text(2, 'tiny'),
    bytes(5, embeddings),
    ...['input_ids', 'attention_mask', 'token_type_ids'].map((name) =>
      bytes(11, value(name, 7, ['batch', 'length'])),
    ),
    bytes(12, value('last_hidden_state', 1, ['batch', 'length', width])),
  );
  return message(
    number(1, 7),
    text(2, 'isotheme-tests'),
    bytes(7, graph),
    bytes(8, message(text(1, ''), number(2, 13))),
  );
}

function node(operator: string, inputs: string[], output: string, attribute?: Buffer): Buffer {
  const attributes = attribute === undefined ? [] : [bytes(5, attribute)];
  return message(...inputs.map((name) => text(1, name)), text(2, output), text(4, operator), ...attributes);
}

function value(name: string, elementType: number, shape: (string | number)[]): Buffer {
  const dimensions = shape.map((size) =>
    bytes(1, message(typeof size === 'number' ? number(1, size) : text(2, size))),
  );
  const tensor = message(number(1, elementType), bytes(2, message(...dimensions)));
  return message(text(1, name), bytes(2, message(bytes(1, tensor))));
}

const message = (...fields: Buffer[]) => Buffer.concat(fields);
const number = (field: number, content: number) => Buffer.from([...varint(field << 3), ...varint(content)]);
const text = (field: number, content: string) => bytes(field, Buffer.from(content));
const bytes = (field: number, content: Buffer) =>
  Buffer.concat([Buffer.from([...varint((field << 3) | 2), ...varint(content.length)]), content]);

function varint(content: number): number[] {
  const out: number[] = [];
  let rest = content;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) | 128);
  return [...out, rest];
}
