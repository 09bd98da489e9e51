import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CONFIG_FILE, TOKENIZER_CONFIG_FILE } from '../../../embed/index.ts';
import { UserError } from '../../../util/index.ts';
import { readManifest, readMapFiles } from '../../files/map-folder.ts';
import { listMaps } from '../../files/map-list.ts';
import { modelPath } from '../../models/files.ts';
import { resolveModel } from '../../models/resolve.ts';
import { obtainModel } from '../../models/store.ts';
import { WEB_ROOT } from '../../process/version.ts';
import { CODINGS, compress, ENDINGS, isText, SMALL } from '../../serve/encoding.ts';
import { ORT_FILE, ortFolder } from '../../serve/ort-file.ts';
import { MAP_LIST, writeSite } from '../../serve/site-folder.ts';
import { createProgress } from '../progress.ts';

/** Files that are compressed at once: each is in memory then. */
const AT_ONCE = 2;

/** `isotheme site`: dashboard, maps and model as files that any web host can serve under any path. */
export async function site(dir: string, options: { out: string; quiet?: boolean }): Promise<void> {
  const { out } = options;
  const progress = createProgress({ quiet: options.quiet ?? false });
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
  await mkdir(to, { recursive: true });
  for (const { name, bytes } of await readMapFiles(from)) await writeFile(path.join(to, name), bytes);
  const { embedder, model } = (await readManifest(to)).settings;
  return embedder === 'transformer' ? model.id : null;
}

/** The files that the page asks for; other precisions may lie beside them. */
async function copyModel(id: string, to: string, onLog: (line: string) => void): Promise<void> {
  const model = await resolveModel(id, {}, { onLog });
  const folder = await obtainModel(model, { onLog });
  for (const file of [model.onnx.path, model.tokenizer.path, CONFIG_FILE, TOKENIZER_CONFIG_FILE])
    await copy(path.join(modelPath(folder, model), file), path.join(modelPath(to, model), file));
}

const copy = (from: string, to: string) => cp(from, to, { dereference: true });

/** Puts `.br` and `.gz` beside each text file in `folder` and below: hosts that look for them need not compress. */
async function compressBeside(folder: string): Promise<void> {
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
