/** Embeds texts in the vector space of a finished map. */

import type { ThemeMap } from '../map/schema.ts';
import type { Embedder, Paper, RunOptions } from '../types.ts';
import { UserError } from '../util/errors.ts';
import { embedText } from './embed-texts.ts';
import { LEXICAL_MODEL } from './lexical/lexical-embedder.ts';
import { isSameModel } from './models.ts';
import { paperText, queryText } from './prompt.ts';

/**
 * Embeds papers that are to be placed on a map.
 * @returns `[papers.length, D]` row-major Float32, each row of length 1
 * @throws UserError if the embedder is not the map's own
 */
export async function embedForMap(
  map: ThemeMap,
  papers: readonly Paper[],
  embedder: Embedder,
  run: RunOptions = {},
): Promise<Float32Array> {
  checkModel(map, embedder);
  // The lexical embedder fits its space to the first texts that it embeds: they must be the map's own.
  if (embedder.model.id === LEXICAL_MODEL.id) await embedder.embed(map.papers.map(embedText), run);
  return embedder.embed(
    papers.map((paper) => paperText(embedder.model.id, paper)),
    run,
  );
}

/**
 * Embeds a question about the papers of a map.
 * @returns `[D]` the question's unit vector
 * @throws UserError if the embedder is not the map's own
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
  if (!isSameModel(model, own))
    throw new UserError(
      `The map was made with ${own.id}${own.id === model.id ? ' in another version' : `, not ${model.id}`}; give the map's own model, or build it again.`,
      { code: 'wrong-model' },
    );
}
