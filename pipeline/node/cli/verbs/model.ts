import { DEFAULT_MODEL } from '../../../embed/models.ts';
import { UserError } from '../../../util/index.ts';
import { dtype, examples, json, quiet } from '../options.ts';
import { createProgress } from '../progress.ts';
import type { Values, Verb } from '../verb.ts';

const fetchOptions = { dtype, json, quiet };
const jsonOptions = { json };

/** The sub-verbs of `isotheme model`. */
export const modelVerbs: readonly Verb[] = [
  {
    name: 'fetch',
    summary: 'get a model onto this machine',
    arguments: [['[id]', `hub id (default: ${DEFAULT_MODEL})`]],
    options: { '': fetchOptions },
    after: examples('isotheme model fetch', 'isotheme model fetch Xenova/multilingual-e5-small --dtype fp32'),
    run: fetchModel,
  },
  {
    name: 'verify',
    summary: "check a model's files against their sha256",
    arguments: [['[id]', 'hub id (default: those of the list that are here)']],
    options: { '': jsonOptions },
    after: examples('isotheme model verify', 'isotheme model verify Xenova/all-MiniLM-L6-v2 --json'),
    run: verifyModel,
  },
  {
    name: 'list',
    summary: 'the models that are known, and whether they are here',
    options: { '': jsonOptions },
    after: examples('isotheme model list --json'),
    run: listModels,
  },
];

/** `isotheme model fetch`: prints the folder that holds the model. */
async function fetchModel(
  id: string = DEFAULT_MODEL,
  { json, quiet, dtype }: Values<typeof fetchOptions>,
): Promise<void> {
  const store = await import('../../models/store.ts');
  const progress = createProgress({ quiet: quiet ?? false });
  try {
    const folder = await store.fetchModel(id, { onLog: (line) => progress.log(line) }, { dtype });
    process.stdout.write(json ? `${JSON.stringify({ id, folder }, null, 2)}\n` : `${folder}\n`);
  } finally {
    progress.close();
  }
}

/** `isotheme model verify`: a line a file. @throws UserError where one is wrong, or no model is here */
async function verifyModel(id: string | undefined, options: Values<typeof jsonOptions>): Promise<void> {
  const store = await import('../../models/store.ts');
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
    throw new UserError(`Wrong or missing files: ${wrong}; ${commands.join(' and ')} fetches them again.`);
  }
}

/** `isotheme model list` */
async function listModels(options: Values<typeof jsonOptions>): Promise<void> {
  const store = await import('../../models/store.ts');
  const reports = await store.listModels();
  if (options.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  else
    for (const { state, id, dimension, license, size } of reports)
      process.stdout.write(
        `${state.padEnd(7)}  ${id}  ${dimension} wide, ${Math.round(size / 1e6)} MB, ${license}\n`,
      );
}
