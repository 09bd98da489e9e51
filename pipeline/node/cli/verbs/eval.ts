import { readFile } from 'node:fs/promises';
import { evaluateMap } from '../../../api/index.ts';
import type { Evaluation } from '../../../evaluate/index.ts';
import { readLabels } from '../../../read/index.ts';
import { UserError } from '../../../util/index.ts';
import { readMap } from '../../files/map-folder.ts';

/** `isotheme eval`: how far a map agrees with hand labels. */
export async function runEval(folder: string, options: { labels: string; json?: boolean }): Promise<void> {
  const map = await readMap(folder);
  const bytes = await readFile(options.labels).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`${options.labels}: can't be read (${error.code}); check the path.`);
  });
  const result = evaluateMap(map, await readLabels(bytes, options.labels));
  process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : table(result));
}

function table(result: Evaluation): string {
  const { levels, names, ...figures } = result;
  const lines = Object.entries({ ...figures, ...names }).map(([key, value]) => `${key.padEnd(16)} ${value}`);
  const columns = Object.keys(levels[0] ?? {});
  lines.push('', columns.map((column) => column.padStart(14)).join(''));
  for (const level of levels)
    lines.push(
      Object.values(level)
        .map((value) => String(value).padStart(14))
        .join(''),
    );
  return `${lines.join('\n')}\n`;
}
