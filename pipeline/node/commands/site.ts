import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import { readMap } from '../map-files.ts';
import { listMaps } from '../map-index.ts';
import { modelPath } from '../model-files.ts';
import { fetchModel } from '../model-store.ts';
import { ORT_FILE, ortFolder } from '../ort-file.ts';
import { createProgress } from '../progress.ts';
import { WEB_ROOT } from '../version.ts';

/** A file of an earlier site; a folder without it is not written over. */
const MARK = 'maps/index.json';

/** `isotheme site`: dashboard, maps and model as files that any web host can serve under any path. */
export async function site(dir: string, options: { out: string; quiet?: boolean }): Promise<void> {
  const { out } = options;
  const progress = createProgress({ quiet: options.quiet ?? false });
  const log = (line: string) => progress.log(line);
  const { maps } = await listMaps(dir);
  if (maps.length === 0) throw new UserError(`${dir}: no map there; build one with "isotheme build <file>".`);
  if (existsSync(out) && (await readdir(out)).length > 0 && !existsSync(path.join(out, MARK)))
    throw new UserError(`${out}: is not empty and holds no earlier site; name another folder with -o.`);
  const temporary = `${path.resolve(out)}.partial`;
  await rm(temporary, { recursive: true, force: true });
  try {
    await cp(WEB_ROOT, temporary, { recursive: true });
    await mkdir(path.join(temporary, 'maps'), { recursive: true });
    const models = new Set<string>();
    for (const { name } of maps) {
      const map = await readMap(path.join(dir, name));
      if (map.manifest.settings.embedder === 'transformer') models.add(map.manifest.settings.model.id);
      await cp(path.join(dir, name), path.join(temporary, 'maps', name), { recursive: true });
    }
    await writeFile(path.join(temporary, MARK), `${JSON.stringify({ maps })}\n`);
    // Without a model there is nothing for the runtime to run.
    if (models.size > 0)
      await cp(path.join(ortFolder(), ORT_FILE), path.join(temporary, 'ort', ORT_FILE), {
        dereference: true,
      });
    for (const id of models) {
      const model = { id };
      const folder = await fetchModel(id, { onLog: log });
      await cp(modelPath(folder, model), path.join(temporary, 'models', id), {
        recursive: true,
        dereference: true,
      });
    }
    await rm(out, { recursive: true, force: true });
    await cp(temporary, out, { recursive: true });
  } finally {
    await rm(temporary, { recursive: true, force: true });
    progress.close();
  }
  process.stdout.write(`${out}\n`);
}
