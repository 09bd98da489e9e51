/** build: the stages composed into a map. */
export { type BuildSource, type BuildTools, buildMap, type NameThread } from './build.ts';
export { createStageMemo, type StageMemo } from './memo.ts';
export { filled, flag, mapOptions, oneOf, whole } from './options.ts';
export { STAGE_WORDS } from './stage-words.ts';
