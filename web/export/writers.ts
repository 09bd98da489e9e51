/** All writers of papers: a module of its own, so that the page fetches them when the first file is asked for. */
export { exportPapers } from '../../pipeline/export/index.ts';
