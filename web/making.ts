/** What a hosted page can do beyond showing maps: make them, compare them, keep them. Fetched when it is asked for. */
import type { ComponentType } from 'preact';
import type { rebuildSession } from './rebuild/session.ts';

export interface Making {
  loadRebuild: () => Promise<ComponentType>;
  loadCompare: () => Promise<ComponentType>;
  loadSession: () => Promise<typeof rebuildSession>;
}

/** Null where the page is one file (making-standalone.ts), which can start no worker. */
export const making: Making | null = {
  loadRebuild: async () => (await import('./panels/rebuild.tsx')).RebuildPanel,
  loadCompare: async () => (await import('./panels/compare.tsx')).ComparePanel,
  loadSession: async () => (await import('./rebuild/session.ts')).rebuildSession,
};
