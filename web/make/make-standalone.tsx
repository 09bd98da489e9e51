/** Stands in for make.tsx in a page that is one file: it shows its one map and makes none. */
import type { Make } from './make.tsx';

export const createMake: ((store: unknown) => Make) | null = null;
