import { readFile } from 'node:fs/promises';
import { filled, flag } from '../../../build/options.ts';
import type { Evaluation, NameAgreement } from '../../../evaluate/index.ts';
import { UsageError, UserError } from '../../../util/index.ts';
import { examples, json, mapArgument } from '../options.ts';
import { option, type Values, type Verb } from '../verb.ts';

const options = {
  labels: option('--labels <file>', '{"id","label"} a line, .gz too', filled('a file')),
  keywords: option(
    '--keywords <file>',
    '{"title","keywords"} a line, .gz too: do names agree with them',
    filled('a file'),
  ),
  verbose: option('-v, --verbose', 'with --keywords: each name with the keywords it is held to', flag),
  json,
};

/** `isotheme eval`: how far a map agrees with hand labels, and its names with authors' keywords. */
export const evaluate: Verb = {
  name: 'eval',
  summary: 'compare a map with hand labels, or its names with keywords',
  arguments: [mapArgument],
  options: { '': options },
  after: examples(
    'isotheme eval data/maps/ijcai --labels ijcai.jsonl.gz --json',
    'isotheme eval data/maps/ijcai --keywords ijcai.jsonl.gz --verbose',
  ),
  run,
};

async function run(
  folder: string,
  { labels, keywords, verbose, json }: Values<typeof options>,
): Promise<void> {
  if (labels === undefined && keywords === undefined)
    throw new UsageError('Nothing to compare the map with: give --labels or --keywords.');
  if (verbose && keywords === undefined)
    throw new UsageError('--verbose lists names beside keywords: give --keywords.');
  const { evaluateMap, evaluateNames } = await import('../../../api/index.ts');
  const { readKeywords, readLabels } = await import('../../../read/index.ts');
  const { readMap } = await import('../../files/map-folder.ts');
  const map = await readMap(folder);
  const agreement = labels ? evaluateMap(map, await readLabels(await bytesOf(labels), labels)) : null;
  const names = keywords ? evaluateNames(map, await readKeywords(await bytesOf(keywords), keywords)) : null;
  const levels = (agreement ?? names)!.levels.map((level, l) => ({ ...level, ...names?.levels[l] }));
  const { themes = [], ...figures } = names ?? {};
  const result = { ...agreement, ...figures, levels };
  if (json) process.stdout.write(`${JSON.stringify({ ...result, ...(verbose && { themes }) }, null, 2)}\n`);
  else process.stdout.write(table(result) + (verbose ? listing(themes) : ''));
}

async function bytesOf(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`${file}: can't be read (${error.code}); check the path.`);
  });
}

interface Figures extends Partial<Pick<Evaluation, 'names'>> {
  levels: readonly object[];
}

function table({ levels, names, ...figures }: Figures): string {
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

const MARK = { all: '+', some: '~', none: '-' };

/** A line a theme: share of papers that say the name, whether it agrees, level, size, name, keywords. */
function listing(themes: NameAgreement['themes']): string {
  const lines = themes.map(
    ({ said, agrees, level, size, name, reference }) =>
      `${said.toFixed(3)} ${MARK[agrees]} ${level} ${size} ${name} | ${reference.join(', ')}\n`,
  );
  return `\n${lines.join('')}`;
}
