/** neighbours: the nearest papers of each paper. */
export { emptyNeighbours, neighbourCount, neighbours, rankCandidates } from './neighbours.ts';
