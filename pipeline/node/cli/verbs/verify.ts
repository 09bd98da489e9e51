import { UserError } from '../../../util/index.ts';
import { examples, json, mapArgument } from '../options.ts';
import type { Values, Verb } from '../verb.ts';

const options = { json };

/** `isotheme verify`: whether a map is whole. If not, exit status 1 with the first fault and the number of faults. */
export const verify: Verb = {
  name: 'verify',
  summary: 'find whatever is wrong with the files of a map',
  arguments: [mapArgument],
  options: { '': options },
  after: examples('isotheme verify august', 'isotheme verify data/maps/august --json'),
  run,
};

async function run(folder: string, { json }: Values<typeof options>): Promise<void> {
  const { verifyMap } = await import('../../../map/index.ts');
  const { fileReader, mapFolder } = await import('../../files/map-folder.ts');
  const at = await mapFolder(folder);
  const result = await verifyMap(fileReader(at));
  const { map, files, faults } = result;
  if (json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else if (map && faults.length === 0)
    process.stdout.write(`${at}: whole; ${map.papers} papers, ${map.themes} themes, ${files} files.\n`);
  else for (const { file, message } of faults) process.stdout.write(`${file}: ${message}\n`);
  const [first] = faults;
  if (!first) return;
  const number = faults.length === 1 ? '1 fault' : `${faults.length} faults, the first`;
  throw new UserError(`${at}: ${number}: ${first.file}: ${first.message}; build the map again.`);
}
