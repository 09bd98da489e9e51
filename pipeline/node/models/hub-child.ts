/**
 * The child process that downloads a model's files from the hub through the loader of transformers.js. It is a separate
 * process because a name look-up that hangs can only be stopped by killing it.
 */
import process from 'node:process';

export interface HubRequest {
  host: string;
  model: string;
  files: string[];
  /** Files that need not be there. */
  optional: string[];
  /** Where the loader writes the files, in the hub's layout. */
  folder: string;
}

export type HubReply =
  | { type: 'progress'; file: string; loaded: number }
  | { type: 'done' }
  | { type: 'failed'; message: string };

process.on('disconnect', () => process.exit(0));
process.on('message', (request: HubRequest) => {
  fetchFiles(request).then(
    () => send({ type: 'done' }),
    (error: Error & { cause?: Error }) =>
      send({ type: 'failed', message: error.cause?.message ?? error.message }),
  );
});

async function fetchFiles({ host, model, files, optional, folder }: HubRequest): Promise<void> {
  const { env, getModelFile } = await import('../embed/transformer/transformers.ts');
  env.remoteHost = host;
  env.allowLocalModels = false;
  env.cacheDir = folder;
  const fetchFile = (file: string, fatal: boolean) =>
    getModelFile(model, file, fatal, {
      progress_callback: ({ loaded }) => send({ type: 'progress', file, loaded: loaded ?? 0 }),
    });
  for (const file of files) await fetchFile(file, true);
  for (const file of optional) await fetchFile(file, false);
}

function send(reply: HubReply): void {
  if (process.connected) process.send?.(reply);
}
