import { findPaper, type RelatedPaper } from '../../../related/index.ts';
import { findRelated } from '../../api/verbs.ts';
import { readMap } from '../../files/map-folder.ts';
import { createProgress } from '../progress.ts';

/** `isotheme related`: for a paper its neighbours, for other words a search by keyword and by meaning. */
export async function runRelated(
  folder: string,
  words: readonly string[],
  options: { k: number; json?: boolean; endpoint?: string; quiet?: boolean },
): Promise<void> {
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
