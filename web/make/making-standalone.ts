/** What stands in for making.ts in a page that is one file: it shows its one map and makes none. */
import type { Making } from './making.ts';

export const making: Making | null = null;
