/**
 * A model's id → the model: one of the table in pipeline/embed/models.ts, whose files are pinned, or any other
 * feature-extraction model that transformers.js runs, from a model folder or the hub. The files of the latter are hashed
 * when they are found, so that from then on their sha256 counts like a pinned one: in every cache key and in the map.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONFIG_FILE, MODELS, type ModelSpec, matchModel, TOKENIZER_CONFIG_FILE } from '../../embed/index.ts';
import { CancelledError, didYouMean, UserError } from '../../util/index.ts';
import { modelFolders, modelPath, sha256, withTemporaryFolder, writeModelFile } from './files.ts';
import { fetchFilesFromHub } from './hub.ts';
import { hubAddress, type ModelStoreOptions } from './options.ts';

/** How a model is run; its vectors depend on it. */
export interface ModelChoice {
  /**
   * How a text's token vectors become one: the first token's ("cls") or their mean. Default: as the model's own
   * `1_Pooling/config.json` says, else "mean".
   */
  pooling?: 'cls' | 'mean' | undefined;
  /** Precision of the weights: `onnx/model_quantized.onnx` ("q8") or `onnx/model.onnx` ("fp32"). Default "q8". */
  dtype?: 'q8' | 'fp32' | undefined;
}

const ONNX_FILES = { q8: 'onnx/model_quantized.onnx', fp32: 'onnx/model.onnx' } as const;
const TOKENIZER_FILE = 'tokenizer.json';
const POOLING_FILE = '1_Pooling/config.json';
const HUB_ID = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;
/** Names of the width in config.json, by architecture. */
const WIDTH_KEYS = ['hidden_size', 'dim', 'd_model', 'n_embd'];
/** The longest text that `modelPrefix` does not cut, in tokens. */
const USUAL_LENGTH = 512;

/**
 * The model with this id: a pinned one, else one in the model folders, else one from the hub.
 * @param recorded sha256 of the ONNX file that a map was built with; it decides between several precisions
 * @throws UserError if there is none, or its files are not those of a feature-extraction model
 */
export async function resolveModel(
  id: string,
  choice: ModelChoice = {},
  store: ModelStoreOptions = {},
  recorded: string | null = null,
): Promise<ModelSpec> {
  const pinned = matchModel(id);
  if (pinned && choice.dtype !== 'fp32' && (recorded === null || recorded === pinned.onnx.sha256))
    return choice.pooling ? { ...pinned, pooling: choice.pooling } : pinned;
  const name = pinned?.id ?? id;
  if (!HUB_ID.test(name)) {
    const known = MODELS.map((model) => model.id);
    const rest = `; choose one of ${known.join(', ')}, or name another as organisation/model.`;
    throw new UserError(
      `The model "${id}" is not one that Isotheme knows${didYouMean(id, [...known, ...known.map(lastPart)], rest)}`,
    );
  }
  const dtypes = choice.dtype || recorded === null ? [choice.dtype ?? 'q8'] : (['q8', 'fp32'] as const);
  let found: ModelSpec | null = null;
  for (const folder of store.folders ?? modelFolders())
    for (const dtype of dtypes)
      if (existsSync(join(folder, ...name.split('/'), ONNX_FILES[dtype]))) {
        const spec = await describe(name, folder, dtype, choice.pooling);
        if (recorded === null || spec.onnx.sha256 === recorded) return announce(spec, folder, store);
        found ??= spec;
      }
  if (found !== null) return found;
  // Not the recorded version; the caller reports that.
  if (pinned && choice.dtype === undefined) return pinned;
  return fetchUnpinned(name, dtypes[0]!, choice, store);
}

const lastPart = (id: string) => id.slice(id.indexOf('/') + 1);

function announce(spec: ModelSpec, where: string, { onLog }: ModelStoreOptions): ModelSpec {
  onLog?.(
    `The model ${spec.id} is not a pinned one; its ${spec.onnx.path} from ${where} has the sha256 ${spec.onnx.sha256}, which the map records. Pooling: ${spec.pooling}.`,
  );
  return spec;
}

/** Downloads a model that is not pinned, and installs it. */
async function fetchUnpinned(
  id: string,
  dtype: 'q8' | 'fp32',
  choice: ModelChoice,
  store: ModelStoreOptions,
): Promise<ModelSpec> {
  const folders = store.folders ?? modelFolders();
  const target = modelPath(folders[0]!, { id });
  const hub = hubAddress(store);
  const needed = [CONFIG_FILE, TOKENIZER_CONFIG_FILE, TOKENIZER_FILE, ONNX_FILES[dtype]];
  const searched = `${folders.map((folder) => modelPath(folder, { id })).join(' and ')}${hub ? ` and at the hub ${hub}` : ''}`;
  const missing = (tried: string) =>
    new UserError(
      `The model ${id} was not found; looked in ${tried}. Put its ${needed.join(', ')} into ${target}, or choose one of ${MODELS.map((model) => model.id).join(', ')}.`,
    );
  if (hub === null) throw missing(searched);
  store.onLog?.(`Looking for the model ${id} at the hub ${hub}.`);
  const { answerTimeout, stallTimeout, signal } = store;
  try {
    return await withTemporaryFolder(async (folder) => {
      const request = { model: id, files: needed, optional: [POOLING_FILE], folder };
      await fetchFilesFromHub(hub, request, { answerTimeout, stallTimeout, signal });
      const spec = await describe(id, folder, dtype, choice.pooling);
      // The ONNX file last: its presence means that the model is installed.
      for (const file of [POOLING_FILE, ...needed]) {
        const from = join(modelPath(folder, { id }), file);
        if (existsSync(from)) await writeModelFile(join(target, file), await readFile(from));
      }
      return announce(spec, `the hub ${hub}`, store);
    });
  } catch (error) {
    if (error instanceof CancelledError || error instanceof UserError) throw error;
    throw missing(`${searched}: ${(error as Error).message.replace(/\.$/, '')}`);
  }
}

/** The spec of a model in `folder`, read from its files. */
async function describe(
  id: string,
  folder: string,
  dtype: 'q8' | 'fp32',
  pooling: 'cls' | 'mean' | undefined,
): Promise<ModelSpec> {
  const base = modelPath(folder, { id });
  const read = (file: string) =>
    readFile(join(base, file)).catch((error: NodeJS.ErrnoException) => {
      throw new UserError(`The model ${id} lacks ${file} in ${base} (${error.code}); put it there.`);
    });
  const parse = async (file: string): Promise<Record<string, unknown>> => {
    const text = (await read(file)).toString('utf8');
    try {
      return JSON.parse(text) as Record<string, unknown>;
    } catch {
      throw new UserError(`The model ${id}: ${join(base, file)} is not JSON; download it again.`);
    }
  };
  const config = await parse(CONFIG_FILE);
  const tokenizerConfig = await parse(TOKENIZER_CONFIG_FILE);
  const dimension = WIDTH_KEYS.map((key) => config[key]).find((value) => Number.isInteger(value));
  if (dimension === undefined)
    throw new UserError(
      `The model ${id}: its config.json names no width (${WIDTH_KEYS.join(', ')}), so it is not a feature-extraction model; choose another.`,
    );
  const onnx = await read(ONNX_FILES[dtype]);
  const tokenizer = await read(TOKENIZER_FILE);
  const own = existsSync(join(base, POOLING_FILE)) ? await parse(POOLING_FILE) : {};
  return {
    id,
    pooling: pooling ?? (own.pooling_mode_cls_token === true ? 'cls' : 'mean'),
    dimension: dimension as number,
    license: 'see the hub',
    onnx: { path: ONNX_FILES[dtype], size: onnx.length, sha256: sha256(onnx) },
    tokenizer: {
      path: TOKENIZER_FILE,
      size: tokenizer.length,
      sha256: sha256(tokenizer),
      content: sha256(tokenizer),
    },
    config: {},
    tokenizerConfig: {},
    unpinned: true,
    ...(Number(tokenizerConfig.model_max_length) > USUAL_LENGTH && { longTexts: true }),
  };
}
