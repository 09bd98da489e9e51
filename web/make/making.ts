/** What a hosted page can do beyond showing maps: make them, compare them, keep them. Fetched when it is asked for. */
import type { ComponentType } from 'preact';
import type { rebuildSession } from './session.ts';

export interface Making {
  loadRebuild: () => Promise<ComponentType>;
  loadCompare: () => Promise<ComponentType>;
  loadSession: () => Promise<typeof rebuildSession>;
}

/** Null where the page is one file (making-standalone.ts), which can start no worker. */
export const making: Making | null = {
  loadRebuild: async () => (await import('./panel/make-panel.tsx')).RebuildPanel,
  loadCompare: async () => (await import('../compare/compare-panel.tsx')).ComparePanel,
  loadSession: async () => (await import('./session.ts')).rebuildSession,
};
