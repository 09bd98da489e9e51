/**
 * transformers.js, which runs the models. `npm run compile` replaces this module by the code itself
 * (web/build/transformers.ts): installed as a package it brings an older `sharp`, an image library that is not needed
 * here and whose install downloads binaries from a code host.
 */
export { env, pipeline } from '@xenova/transformers';
// The package's index does not export the loader; the version is pinned exactly.
export { getModelFile } from '@xenova/transformers/src/utils/hub.js';
