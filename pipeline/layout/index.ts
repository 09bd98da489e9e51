/** layout: the position of each paper on the map. */
export type { LayoutEngine } from './layout.ts';
