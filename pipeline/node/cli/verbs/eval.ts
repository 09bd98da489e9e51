import { readFile } from 'node:fs/promises';
import { filled } from '../../../build/options.ts';
import type { Evaluation } from '../../../evaluate/index.ts';
import { UserError } from '../../../util/index.ts';
import { examples, json, mapArgument } from '../options.ts';
import { option, type Values, type Verb } from '../verb.ts';

const options = {
  labels: option('--labels <file>', '{"id","label"} a line, .gz too', filled('a file')),
  json,
};

/** `isotheme eval`: how far a map agrees with hand labels. */
export const evaluate: Verb = {
  name: 'eval',
  summary: 'compare a map with hand labels',
  arguments: [mapArgument],
  options: { '': options },
  required: ['labels'],
  after: examples('isotheme eval data/maps/ijcai --labels ijcai.jsonl.gz --json'),
  run,
};

async function run(folder: string, { labels = '', json }: Values<typeof options>): Promise<void> {
  const { evaluateMap } = await import('../../../api/index.ts');
  const { readLabels } = await import('../../../read/index.ts');
  const { readMap } = await import('../../files/map-folder.ts');
  const map = await readMap(folder);
  const bytes = await readFile(labels).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`${labels}: can't be read (${error.code}); check the path.`);
  });
  const result = evaluateMap(map, await readLabels(bytes, labels));
  process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : table(result));
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
