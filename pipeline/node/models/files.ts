/** Model folders: where models are on disk, and whether their files are the right ones. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import {
  CONFIG_FILE,
  type ModelFile,
  type ModelSpec,
  TOKENIZER_CONFIG_FILE,
  TOKENIZER_PARTS,
} from '../../embed/index.ts';
import { replaceFile } from '../files/write-file.ts';
import { packageFolder } from '../process/package-folder.ts';

export interface FileReport {
  /** Below the model's folder. */
  path: string;
  state: 'ok' | 'missing' | 'wrong';
  /** What is wrong, as a verb phrase: "has 12 bytes instead of 14". */
  detail?: string;
}

/**
 * The model folders, in the order in which they are searched: `ISOTHEME_MODELS` alone if it is set, else `models/` of
 * the package and `models/` of the working folder. Downloads go into the first.
 */
export function modelFolders(env: NodeJS.ProcessEnv = process.env): string[] {
  if (env.ISOTHEME_MODELS) return [resolve(env.ISOTHEME_MODELS)];
  const own = join(packageFolder(), 'models');
  const here = resolve('models');
  // The next install empties a folder inside node_modules.
  if (own === here || own.split(sep).includes('node_modules')) return [here];
  return [own, here];
}

/** `model`'s own folder below a model folder. */
export function modelPath(folder: string, model: Pick<ModelSpec, 'id'>): string {
  return join(folder, ...model.id.split('/'));
}

const MODEL_FILE =
  /^(?:[^/]+\/)+(?:onnx\/model(?:_quantized)?\.onnx|(?:tokenizer|config|tokenizer_config)\.json)$/;

/** Whether a path below a model folder, with forward slashes, is that of a model's file. */
export const isModelFile = (path: string) => MODEL_FILE.test(path);

/** Checks the model's four files below `folder`. Reads and hashes them all: 40 ms for 34 MB. */
export async function checkFiles(model: ModelSpec, folder: string): Promise<FileReport[]> {
  const base = modelPath(folder, model);
  const check = async (path: string, problem: (content: Buffer) => string | null): Promise<FileReport> => {
    let content: Buffer;
    try {
      content = await readFile(join(base, path));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOENT' || code === 'ENOTDIR') return { path, state: 'missing' };
      return { path, state: 'wrong', detail: `cannot be read (${code})` };
    }
    const detail = problem(content);
    return detail === null ? { path, state: 'ok' } : { path, state: 'wrong', detail };
  };
  return [
    await check(model.onnx.path, (content) => fileProblem(model.onnx, content)),
    await check(model.tokenizer.path, (content) => tokenizerProblem(model.tokenizer, content)),
    await check(CONFIG_FILE, (content) => configProblem(model.config, content)),
    await check(TOKENIZER_CONFIG_FILE, (content) => configProblem(model.tokenizerConfig, content)),
  ];
}

/** Why `content` is not the pinned file, as a verb phrase; null if it is. */
export function fileProblem(file: ModelFile, content: Uint8Array): string | null {
  if (content.length !== file.size) return `has ${content.length} bytes instead of ${file.size}`;
  return sha256(content) === file.sha256 ? null : 'has a sha256 that is not the pinned one';
}

/** Like `fileProblem`, but accepts a tokenizer that is only formatted differently. */
export function tokenizerProblem(file: ModelSpec['tokenizer'], content: Uint8Array): string | null {
  const problem = fileProblem(file, content);
  if (problem === null) return null;
  try {
    const parsed = JSON.parse(new TextDecoder().decode(content)) as Record<string, unknown>;
    return tokenizerContent(parsed) === file.content ? null : problem;
  } catch {
    return problem;
  }
}

/** sha256 of the parts of a parsed tokenizer.json that determine the tokens; `ModelSpec.tokenizer.content` pins it. */
export function tokenizerContent(parsed: Readonly<Record<string, unknown>>): string {
  return sha256(JSON.stringify(sortKeys(TOKENIZER_PARTS.map((part) => [part, parsed[part] ?? null]))));
}

/** Compares only the keys of `expected`: hosts add keys of their own to the configuration files. */
function configProblem(expected: Readonly<Record<string, unknown>>, content: Buffer): string | null {
  try {
    const found = JSON.parse(content.toString('utf8')) as Record<string, unknown>;
    for (const [key, value] of Object.entries(expected)) {
      if (JSON.stringify(found[key]) !== JSON.stringify(value)) {
        return `has a ${key} that is not ${JSON.stringify(value)}`;
      }
    }
    return null;
  } catch {
    return 'is not JSON';
  }
}

/** Writes the model's ONNX file, tokenizer and configuration below `folder`. */
export async function installModel(
  model: ModelSpec,
  folder: string,
  onnx: Uint8Array,
  tokenizer: Uint8Array,
): Promise<void> {
  const base = modelPath(folder, model);
  await writeConfiguration(model, folder);
  await writeModelFile(join(base, model.tokenizer.path), tokenizer);
  // Last, because its presence means that the model is installed.
  await writeModelFile(join(base, model.onnx.path), onnx);
}

/** Writes config.json and tokenizer_config.json from the table of models. */
export async function writeConfiguration(model: ModelSpec, folder: string): Promise<void> {
  const base = modelPath(folder, model);
  await writeModelFile(join(base, CONFIG_FILE), `${JSON.stringify(model.config, null, 2)}\n`);
  await writeModelFile(
    join(base, TOKENIZER_CONFIG_FILE),
    `${JSON.stringify(model.tokenizerConfig, null, 2)}\n`,
  );
}

/** Writes a file whole or not at all, and the folders above it. */
export async function writeModelFile(file: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await replaceFile(file, content);
}

/** Runs `use` with a temporary folder that is removed afterwards. */
export async function withTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'isotheme-model-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return entries.map(([key, inner]) => [key, sortKeys(inner)]);
}
