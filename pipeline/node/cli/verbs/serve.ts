import { existsSync } from 'node:fs';
import path from 'node:path';
import { filled, whole } from '../../../build/options.ts';
import { DEFAULT_MODEL } from '../../../embed/models.ts';
import { UserError } from '../../../util/index.ts';
import { WEB_ROOT } from '../../process/version.ts';
import type { RunningServer, ServeOptions } from '../../serve/server.ts';
import { examples, quiet } from '../options.ts';
import { createProgress } from '../progress.ts';
import { option, preset, type Values, type Verb } from '../verb.ts';

export const serveOptions = {
  port: option('--port <n>', 'port (default: 4173, or the next free one)', whole(0, 65_535)),
  host: preset(
    '--host <host>',
    'address to listen on',
    filled('an address or the name of this machine'),
    '127.0.0.1',
  ),
  quiet,
};

/** `isotheme serve`: prints the address, and runs until it is stopped. */
export const serve: Verb = {
  name: 'serve',
  summary: 'show the dashboard, on the loopback address',
  arguments: [['[dir]', 'a folder of maps', 'data/maps']],
  options: { '': serveOptions },
  after: examples('isotheme serve --port 8080'),
  run,
};

const DEFAULT_PORT = 4173;
/** Ports after the default that are tried where it is taken. */
const PORTS_TRIED = 20;

async function run(dir: string, options: Values<typeof serveOptions>): Promise<void> {
  const { mapsRoot, shown } = await findMaps(dir);
  if (!existsSync(path.join(WEB_ROOT, 'index.html')))
    throw new UserError('The dashboard is not built; run "npm run compile" in the package.');
  const progress = createProgress({ quiet: options.quiet ?? false });
  const model = servedModel(mapsRoot, shown, (line) => progress.log(line));
  model.catch((error: Error) =>
    progress.log(`Search by meaning is off on the page; keyword search works. ${error.message}`),
  );
  const server = await listen({ webRoot: WEB_ROOT, mapsRoot, model, host: options.host }, options.port);
  process.stdout.write(`${server.url}${shown ? `#map=${encodeURIComponent(shown)}` : ''}\n`);
  progress.log('Ctrl-C stops the server.');
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await server.close();
  progress.close();
  // The model may still be on its way; it is fetched again next time.
  process.exit(0);
}

/** A folder of maps, or one map, whose siblings are then served too and which the page opens. */
async function findMaps(dir: string): Promise<{ mapsRoot: string; shown: string | null }> {
  if (!existsSync(dir))
    throw new UserError(`${dir}: no such folder; build a map first with "isotheme build <file>".`);
  if (existsSync(path.join(dir, 'map.json')))
    return { mapsRoot: path.dirname(path.resolve(dir)), shown: path.basename(path.resolve(dir)) };
  return { mapsRoot: dir, shown: null };
}

/** The models that the served maps ask with; those that are here already cost nothing. */
async function servedModel(
  mapsRoot: string,
  shown: string | null,
  onLog: (line: string) => void,
): Promise<string> {
  const { readManifest } = await import('../../files/map-folder.ts');
  const { listMaps } = await import('../../files/map-list.ts');
  const { fetchModel } = await import('../../models/store.ts');
  const names = shown ? [shown] : (await listMaps(mapsRoot)).maps.map((map) => map.name);
  const ids = new Set<string>();
  for (const name of names) {
    const manifest = await readManifest(path.join(mapsRoot, name)).catch(() => null);
    if (manifest?.settings.embedder === 'transformer') ids.add(manifest.settings.model.id);
  }
  let folder = '';
  for (const id of ids.size > 0 ? ids : [DEFAULT_MODEL]) folder = await fetchModel(id, { onLog });
  return folder;
}

async function listen(options: ServeOptions, port: number | undefined): Promise<RunningServer> {
  const { startServer } = await import('../../serve/server.ts');
  const last = port ?? DEFAULT_PORT + PORTS_TRIED;
  for (let candidate = port ?? DEFAULT_PORT; ; candidate++) {
    try {
      return await startServer({ ...options, port: candidate });
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EADDRINUSE' && candidate < last) continue;
      if (code === 'EADDRINUSE')
        throw new UserError(`Port ${candidate} is taken; name another with --port, or 0 for any free one.`);
      throw new UserError(
        `Can't listen on ${options.host}:${candidate} (${code}); name another with --host or --port.`,
      );
    }
  }
}
