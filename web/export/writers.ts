/** The writers of whole maps, in a module that the page loads when the first file is saved. */
export { exportHtml, PICTURE, toSvg } from '../../pipeline/export/index.ts';
