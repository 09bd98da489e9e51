/**
 * The library that runs the models. `npm run compile` puts its code in the place of this module (web/build/transformers.ts):
 * installed as a package of its own it brings an older `sharp`, whose install fetches from a code host, for pictures
 * that nobody here looks at.
 */
export { env, pipeline } from '@xenova/transformers';
// The loader has no entry of its own in the package's index; the version is pinned exactly.
export { getModelFile } from '@xenova/transformers/src/utils/hub.js';
