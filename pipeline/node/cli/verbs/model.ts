import { DEFAULT_MODEL } from '../../../embed/index.ts';
import { UserError } from '../../../util/index.ts';
import type { ModelChoice } from '../../models/resolve.ts';
import * as store from '../../models/store.ts';
import { createProgress } from '../progress.ts';

/** `isotheme model fetch`: prints the folder that holds the model. */
export async function fetchModel(
  id: string = DEFAULT_MODEL,
  options: ModelChoice & { json?: boolean; quiet?: boolean },
): Promise<void> {
  const progress = createProgress({ quiet: options.quiet ?? false });
  try {
    const folder = await store.fetchModel(id, { onLog: (line) => progress.log(line) }, options);
    process.stdout.write(options.json ? `${JSON.stringify({ id, folder }, null, 2)}\n` : `${folder}\n`);
  } finally {
    progress.close();
  }
}

/** `isotheme model verify`: a line a file. @throws UserError where one is wrong, or no model is here */
export async function verifyModel(id: string | undefined, options: { json?: boolean }): Promise<void> {
  const all = id === undefined ? await store.listModels() : [await store.verifyModel(id)];
  const here = all.filter((report) => report.state !== 'missing');
  if (here.length === 0)
    throw new UserError(
      id === undefined
        ? 'No model is here; get one with "isotheme model fetch".'
        : `The model ${id} is not here; get it with "isotheme model fetch ${id}".`,
    );
  if (options.json) process.stdout.write(`${JSON.stringify(here, null, 2)}\n`);
  let wrong = 0;
  for (const report of here)
    for (const file of report.files) {
      const detail = file.detail ? `: ${file.detail}` : '';
      if (!options.json)
        process.stdout.write(`${file.state.padEnd(7)}  ${report.id}/${file.path}${detail}\n`);
      if (file.state !== 'ok') wrong++;
    }
  if (wrong > 0) {
    const commands = here
      .filter(({ state }) => state !== 'ok')
      .map((report) => `"isotheme model fetch ${report.id}"`);
    throw new UserError(`Wrong or missing files: ${wrong}; ${commands.join(' and ')} gets them anew.`);
  }
}

/** `isotheme model list` */
export async function listModels(options: { json?: boolean }): Promise<void> {
  const reports = await store.listModels();
  if (options.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  else
    for (const { state, id, dimension, license, size } of reports)
      process.stdout.write(
        `${state.padEnd(7)}  ${id}  ${dimension} wide, ${Math.round(size / 1e6)} MB, ${license}\n`,
      );
}
