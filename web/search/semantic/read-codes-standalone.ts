/** Stands in for read-codes.ts in a page that is one file: a large map is exported as a small one. */
import type { CodesSource, Vectors } from './read-codes.ts';

export const vectorsOfCodes: ((source: CodesSource) => Promise<Vectors>) | null = null;
