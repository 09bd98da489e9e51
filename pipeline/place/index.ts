/** place: new papers onto a finished map. */
export { extendMap } from './extend.ts';
export { placeInSpace } from './place.ts';
export type { PlacedPaper, Placement } from './types.ts';
