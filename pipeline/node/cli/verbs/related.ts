import { embedQuestion, queryText } from '../../../embed/index.ts';
import type { ThemeMap } from '../../../map/index.ts';
import { findPaper, type RelatedPaper, relatedToPaper, relatedToText } from '../../../related/index.ts';
import { UserError } from '../../../util/index.ts';
import { createEmbedder } from '../../embed/embedder.ts';
import { modelOf, whyNoModel } from '../../embed/map-model.ts';
import { readMap } from '../../files/map-folder.ts';
import { createProgress } from '../progress.ts';

/** `isotheme related`: for a paper its neighbours, for other words a search by keyword and by meaning. */
export async function runRelated(
  folder: string,
  query: string,
  options: { k: number; json?: boolean; endpoint?: string; quiet?: boolean },
): Promise<void> {
  const map = await readMap(folder);
  const paper = findPaper(map, query);
  const progress = createProgress({ quiet: (options.json || options.quiet) ?? false });
  try {
    const rows =
      paper === null
        ? relatedToText(
            map,
            query,
            await questionVector(map, query, options.endpoint, (line) => progress.log(line)),
            options.k,
          )
        : relatedToPaper(map, paper, options.k);
    if (options.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    else {
      if (paper !== null) progress.log(`Nearest to "${map.papers[paper]!.title}":`);
      process.stdout.write(rows.map(line).join(''));
    }
  } finally {
    progress.close();
  }
}

/** The question as the map's own model sees it; null for a map that was made without one. */
async function questionVector(
  map: ThemeMap,
  question: string,
  endpoint: string | undefined,
  log: (line: string) => void,
): Promise<Float32Array | null> {
  const { embedder: kind, model } = map.manifest.settings;
  if (question.trim() === '')
    throw new UserError('Nothing to look for: give a paper id, a title or some words.');
  if (kind === 'lexical') {
    log('This map was made without a model; searching by keyword alone.');
    return null;
  }
  const reason = whyNoModel(map, endpoint);
  if (reason !== null) {
    log(`${reason}; searching by keyword alone.`);
    return null;
  }
  const text = queryText(model.id, question);
  const own = modelOf(map, endpoint);
  const embedder = await createEmbedder({ ...own, cacheDir: null, workers: 1, sample: text, onLog: log });
  try {
    return await embedQuestion(map, question, embedder);
  } finally {
    await embedder.close();
  }
}

function line({ similarity, title, theme }: RelatedPaper): string {
  return `${similarity.toFixed(3)}  ${title}${theme ? `  [${theme}]` : ''}\n`;
}
