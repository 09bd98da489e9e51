/** The writer of pictures, in a module that the page loads when the first one is saved. */
export { PICTURE, toSvg } from '../../pipeline/export/index.ts';
