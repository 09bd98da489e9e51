/** Texts as the model of a finished map sees them. */

import type { ThemeMap } from '../map/schema.ts';
import type { Embedder, Paper, RunOptions } from '../types.ts';
import { UserError } from '../util/errors.ts';
import { embedText } from './embed-texts.ts';
import { LEXICAL_MODEL } from './lexical/lexical-embedder.ts';
import { paperText, queryText } from './prompt.ts';

/**
 * @returns `[papers.length, D]` row-major Float32, each row of length 1
 * @throws UserError where the embedder is not the map's own
 */
export async function embedForMap(
  map: ThemeMap,
  papers: readonly Paper[],
  embedder: Embedder,
  run: RunOptions = {},
): Promise<Float32Array> {
  checkModel(map, embedder);
  // The lexical space is made from the first texts that it sees: the map's own.
  if (embedder.model.id === LEXICAL_MODEL.id) await embedder.embed(map.papers.map(embedText), run);
  return embedder.embed(
    papers.map((paper) => paperText(embedder.model.id, paper)),
    run,
  );
}

/**
 * @returns `[D]` the question's unit vector
 * @throws UserError where the embedder is not the map's own
 */
export async function embedQuestion(
  map: ThemeMap,
  question: string,
  embedder: Embedder,
  run: RunOptions = {},
): Promise<Float32Array> {
  checkModel(map, embedder);
  return embedder.embed([queryText(embedder.model.id, question)], run);
}

function checkModel(map: ThemeMap, { model }: Embedder): void {
  const own = map.manifest.settings.model;
  if (model.id !== own.id || model.sha256 !== own.sha256)
    throw new UserError(
      `The map was made with ${own.id}${own.id === model.id ? ' in another version' : `, not ${model.id}`}; give the map's own model, or build it again.`,
    );
}
