import { verifyMap } from '../../../map/index.ts';
import { UserError } from '../../../util/index.ts';
import { fileReader, mapFolder } from '../../files/map-folder.ts';

/** `isotheme verify`: whether a map is whole; exit status 1, with the first fault and their number, where it is not. */
export async function verify(folder: string, options: { json?: boolean }): Promise<void> {
  const at = await mapFolder(folder);
  const result = await verifyMap(fileReader(at));
  const { map, files, faults } = result;
  if (options.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else if (map && faults.length === 0)
    process.stdout.write(`${at}: whole; ${map.papers} papers, ${map.themes} themes, ${files} files.\n`);
  else for (const { file, message } of faults) process.stdout.write(`${file}: ${message}\n`);
  const [first] = faults;
  if (!first) return;
  const number = faults.length === 1 ? '1 fault' : `${faults.length} faults, the first`;
  throw new UserError(`${at}: ${number}: ${first.file}: ${first.message}; build the map again.`);
}
