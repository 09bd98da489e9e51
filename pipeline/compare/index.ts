/** compare: what became of papers and themes between two maps. */
export { compareMaps } from './compare.ts';
export { pairPapers } from './papers.ts';
export { moved, procrustes } from './procrustes.ts';
export type { Comparison } from './report.ts';
export { changeRows, comparisonCsv, comparisonMarkdown } from './table.ts';
