/** What a hosted page does beyond showing maps: it makes, keeps, compares and exports them. Each part is fetched on first use. */
import type { ComponentType } from 'preact';
import type { LoadedMap } from '../data/map-index.ts';
import type { Store } from '../state/store.ts';
import { FileDrop } from './panel/file-drop.tsx';
import type { MakeSession } from './session.ts';

export interface Make {
  session: () => Promise<MakeSession>;
  loadPanel: () => Promise<ComponentType>;
  loadCompare: () => Promise<ComponentType>;
  /** Accepts files anywhere on the page. */
  FileDrop: ComponentType;
  /** The map as one HTML file. */
  wholePage: (map: LoadedMap) => Promise<string>;
}

/** Null in a page that is one file (make-standalone.tsx): it can start no worker. */
export const createMake: ((store: Store) => Make) | null = (store) => {
  let session: Promise<MakeSession> | null = null;
  const make: Make = {
    session: () => {
      session ??= import('./session.ts').then(({ createMakeSession }) => createMakeSession(store));
      // A failed fetch can be tried again.
      session.catch(() => {
        session = null;
      });
      return session;
    },
    async loadPanel() {
      const [{ MakePanel }, own] = await Promise.all([import('./panel/make-panel.tsx'), make.session()]);
      return () => <MakePanel session={own} />;
    },
    loadCompare: async () => (await import('../compare/compare-panel.tsx')).ComparePanel,
    FileDrop,
    wholePage: async (map) => (await import('../export/whole-page.ts')).wholePage(map),
  };
  return make;
};
