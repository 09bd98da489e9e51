/** layout: a place on the plane for each paper. */
export type { LayoutEngine } from './layout.ts';
