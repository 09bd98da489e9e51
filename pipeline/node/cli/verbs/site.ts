import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { filled } from '../../../build/options.ts';
import { UserError } from '../../../util/index.ts';
import { WEB_ROOT } from '../../process/version.ts';
import { examples, quiet } from '../options.ts';
import { createProgress } from '../progress.ts';
import { preset, type Values, type Verb } from '../verb.ts';

export const siteOptions = {
  out: preset('-o, --out <dir>', 'folder to write', filled('a folder'), 'site'),
  quiet,
};

/** `isotheme site`: dashboard, maps and model as files that any web host can serve under any path. */
export const site: Verb = {
  name: 'site',
  summary: 'write the dashboard with its maps as a static site',
  arguments: [['[dir]', 'a folder of maps', 'data/maps']],
  options: { '': siteOptions },
  after: `\n.br and .gz lie beside text files, for nginx (gzip_static), Caddy (precompressed) and the like.\n${examples('isotheme site -o public')}`,
  run,
};

/** Files that are compressed at once: each is in memory then. */
const AT_ONCE = 2;

async function run(dir: string, { out, quiet }: Values<typeof siteOptions>): Promise<void> {
  const { listMaps } = await import('../../files/map-list.ts');
  const { ORT_FILE, ortFolder } = await import('../../serve/ort-file.ts');
  const { MAP_LIST, writeSite } = await import('../../serve/site-folder.ts');
  const progress = createProgress({ quiet: quiet ?? false });
  const log = (line: string) => progress.log(line);
  const { maps } = await listMaps(dir);
  if (maps.length === 0) throw new UserError(`${dir}: no map there; build one with "isotheme build <file>".`);
  try {
    await writeSite(out, async (folder) => {
      await cp(WEB_ROOT, folder, { recursive: true });
      const models = new Set<string>();
      for (const { name } of maps) {
        const model = await writeMapFiles(path.join(dir, name), path.join(folder, 'maps', name));
        if (model !== null) models.add(model);
      }
      await writeFile(path.join(folder, MAP_LIST), `${JSON.stringify({ maps })}\n`);
      // Without a model there is nothing for the runtime to run.
      if (models.size > 0) await copy(path.join(ortFolder(), ORT_FILE), path.join(folder, 'ort', ORT_FILE));
      await compressBeside(folder);
      for (const id of models) await copyModel(id, path.join(folder, 'models'), log);
    });
  } finally {
    progress.close();
  }
  process.stdout.write(`${out}\n`);
}

/**
 * Writes the files that make the map, every one checked, and nothing else that lies in its folder.
 * @returns id of the model that the map is asked with, null for none
 */
async function writeMapFiles(from: string, to: string): Promise<string | null> {
  const { readManifest, readMapFiles } = await import('../../files/map-folder.ts');
  await mkdir(to, { recursive: true });
  for (const { name, bytes } of await readMapFiles(from)) await writeFile(path.join(to, name), bytes);
  const { embedder, model } = (await readManifest(to)).settings;
  return embedder === 'transformer' ? model.id : null;
}

/** The files that the page asks for; other precisions may lie beside them. */
async function copyModel(id: string, to: string, onLog: (line: string) => void): Promise<void> {
  const { CONFIG_FILE, TOKENIZER_CONFIG_FILE } = await import('../../../embed/index.ts');
  const { modelPath } = await import('../../models/files.ts');
  const { resolveModel } = await import('../../models/resolve.ts');
  const { obtainModel } = await import('../../models/store.ts');
  const model = await resolveModel(id, {}, { onLog });
  const folder = await obtainModel(model, { onLog });
  for (const file of [model.onnx.path, model.tokenizer.path, CONFIG_FILE, TOKENIZER_CONFIG_FILE])
    await copy(path.join(modelPath(folder, model), file), path.join(modelPath(to, model), file));
}

const copy = (from: string, to: string) => cp(from, to, { dereference: true });

/** Puts `.br` and `.gz` beside each text file in `folder` and below: hosts that look for them need not compress. */
async function compressBeside(folder: string): Promise<void> {
  const { CODINGS, compress, ENDINGS, isText, SMALL } = await import('../../serve/encoding.ts');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && isText(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
  const work = async () => {
    for (let file = files.pop(); file !== undefined; file = files.pop()) {
      const bytes = await readFile(file);
      if (bytes.length < SMALL) continue;
      for (const coding of CODINGS)
        await writeFile(file + ENDINGS[coding], await compress(bytes, coding, true));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
