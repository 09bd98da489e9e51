import { whole } from '../../../build/options.ts';
import type { RelatedPaper } from '../../../related/index.ts';
import { endpoint, examples, json, mapArgument, quiet } from '../options.ts';
import { createProgress } from '../progress.ts';
import { preset, type Values, type Verb } from '../verb.ts';

export const relatedOptions = {
  k: preset('-k <n>', 'number of papers', whole(1), 10),
  endpoint,
  json,
  quiet,
};

/** `isotheme related`: for a paper its neighbours, for other words a search by keyword and by meaning. */
export const related: Verb = {
  name: 'related',
  summary: 'find the papers nearest to a paper, or to words of your own',
  arguments: [mapArgument, ['<query...>', "a paper's id, its title, or free text"]],
  options: { '': relatedOptions },
  after: examples('isotheme related data/maps/daily-papers-aug-19 "KV cache"'),
  run,
};

async function run(
  folder: string,
  words: readonly string[],
  options: Values<typeof relatedOptions>,
): Promise<void> {
  const { findPaper } = await import('../../../related/index.ts');
  const { findRelated } = await import('../../api/verbs.ts');
  const { readMap } = await import('../../files/map-folder.ts');
  const query = words.join(' ');
  const map = await readMap(folder);
  const progress = createProgress({ quiet: (options.json || options.quiet) ?? false });
  try {
    const { k, endpoint } = options;
    const found = await findRelated(map, query, { k, endpoint, onLog: progress.log });
    const paper = findPaper(map, query);
    if (paper !== null) progress.log(`Nearest to "${map.papers[paper]!.title}":`);
    process.stdout.write(
      options.json ? `${JSON.stringify(found.map(printed), null, 2)}\n` : found.map(line).join(''),
    );
  } finally {
    progress.close();
  }
}

/** What `--json` prints of a paper: its theme by name. */
function printed({ id, title, similarity, theme }: RelatedPaper): object {
  return { id, title, similarity, theme: theme?.name ?? null };
}

function line({ similarity, title, theme }: RelatedPaper): string {
  return `${similarity.toFixed(3)}  ${title}${theme ? `  [${theme.name}]` : ''}\n`;
}
