/** Downloads from the Hugging Face hub, through the loader of transformers.js in a child process. The store checks the bytes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelSpec } from '../../embed/index.ts';
import { CancelledError } from '../../util/index.ts';
import { forkModule } from '../process/fork.ts';
import { withTemporaryFolder } from './files.ts';
import type { HubReply, HubRequest } from './hub-child.ts';
import type { FetchedModel } from './options.ts';

export interface HubOptions {
  /** Milliseconds to wait for the first byte: a network without the hub answers at once or never. Default 5,000. */
  answerTimeout?: number | undefined;
  /** Milliseconds to wait for each further byte. Default 30,000. */
  stallTimeout?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Receives the bytes so far of a file. */
  onBytes?: ((file: string, loaded: number) => void) | undefined;
}

/**
 * Downloads the ONNX file and the tokenizer of a model.
 * @param hub its address, such as "https://huggingface.co"
 * @throws Error that says why the hub did not give the files; CancelledError
 */
export async function fetchModelFromHub(
  model: ModelSpec,
  hub: string,
  options: HubOptions,
): Promise<FetchedModel> {
  return withTemporaryFolder(async (folder) => {
    // The small file first: if the hub is out of reach, that is known without asking for the large one.
    const files = [model.tokenizer.path, model.onnx.path];
    await fetchFilesFromHub(hub, { model: model.id, files, optional: [], folder }, options);
    const base = join(folder, ...model.id.split('/'));
    return {
      onnx: await readFile(join(base, model.onnx.path)),
      tokenizer: await readFile(join(base, model.tokenizer.path)),
    };
  });
}

/**
 * Downloads files of any model into `request.folder`, in the hub's layout.
 * @throws as fetchModelFromHub
 */
export function fetchFilesFromHub(
  hub: string,
  request: Omit<HubRequest, 'host'>,
  { answerTimeout = 5_000, stallTimeout = 30_000, signal, onBytes }: HubOptions,
): Promise<void> {
  const child = forkModule('models/hub-child');
  return new Promise<void>((resolve, reject) => {
    let timer = setTimeout(() => reject(new Error(`no answer in ${answerTimeout / 1000} s`)), answerTimeout);
    const cancel = () => reject(new CancelledError());
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    child.process.on('error', reject);
    child.process.on('exit', () => reject(new Error(child.stderr() || 'the download process ended')));
    child.process.on('message', (reply: HubReply) => {
      if (reply.type === 'done') resolve();
      else if (reply.type === 'failed') reject(new Error(reply.message));
      else if (reply.loaded > 0) {
        clearTimeout(timer);
        timer = setTimeout(() => reject(new Error(`no byte in ${stallTimeout / 1000} s`)), stallTimeout);
        onBytes?.(reply.file, reply.loaded);
      }
    });
    child.process.send({ ...request, host: hub.endsWith('/') ? hub : `${hub}/` });
    child.process.once('close', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    });
  }).finally(() => child.process.kill('SIGKILL'));
}
