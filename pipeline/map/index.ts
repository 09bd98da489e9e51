/** The map, the artifact of a build: its schema, its files written and read, and what can be looked up in it. */
export {
  type AbstractChunks,
  abstractBytes,
  abstractOrder,
  chunkOffsets,
  decodeChunk,
  joinBytes,
} from './abstracts.ts';
export { sha256Hex } from './bytes.ts';
export { refuseBroken } from './check.ts';
export type { VectorCodes } from './codes.ts';
export { decodeEntry, decodeManifest, decodeMap, decodePapers, type ReadFile, readCodes } from './decode.ts';
export { encodeMap, type MapFile } from './encode.ts';
export { brokenFile, MapError } from './error.ts';
export { mapName } from './map-name.ts';
export { type PaperHead, withAbstract } from './papers.ts';
export {
  type ArrayName,
  fileNames,
  type LargeParts,
  type Manifest,
  type MapTheme,
  type NamerRecord,
  type Quality,
  type Settings,
  type ThemeMap,
} from './schema.ts';
export {
  type Palette,
  paperColour,
  quietColour,
  type Rgb,
  rampColour,
  type Shade,
  themePalette,
  unthemedColour,
} from './themes/colour.ts';
export { nameSentence, runnersUpSentence } from './themes/name-sentence.ts';
export { type Box, boundsOf, indexThemes, type ThemeIndex } from './themes/theme-index.ts';
export { themePath } from './themes/theme-path.ts';
export { onlyChildren, type ThemeTree, themeTree } from './themes/theme-tree.ts';
export { type Verification, verifyMap } from './verify.ts';
