/** embed: texts to vectors. The lexical embedder, and what all embedders share. */
export { embedForMap, embedQuestion } from './embed-for-map.ts';
export { modelPrefix } from './embed-texts.ts';
export { createLexicalEmbedder } from './lexical/lexical-embedder.ts';
export {
  CONFIG_FILE,
  DEFAULT_MODEL,
  findModel,
  isSameModel,
  MODELS,
  type ModelFile,
  type ModelSpec,
  matchModel,
  modelInfo,
  TOKENIZER_CONFIG_FILE,
  TOKENIZER_PARTS,
} from './models.ts';
export { paperText, querySimilarities, queryText, standingOut } from './prompt.ts';
export { vectorProblem } from './vector-problem.ts';
