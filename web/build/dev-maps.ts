/**
 * Vite plugin, for `npm run dev` alone: `maps/`, `models/` and `ort/` come from the server of `isotheme serve`, and the
 * page loses its content security policy, which would refuse the styles that Vite injects.
 */
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { DEFAULT_MODEL } from '../../pipeline/embed/index.ts';
import { listMaps } from '../../pipeline/node/files/map-list.ts';
import { fetchModel } from '../../pipeline/node/models/store.ts';
import { type RunningServer, startServer } from '../../pipeline/node/serve/server.ts';
import { web } from './in-memory.ts';

const MAPS = fileURLToPath(new URL('../../data/maps', import.meta.url));
const POLICY = /<meta\s+http-equiv="Content-Security-Policy"[^>]*>/;

/** @param mapsRoot folder of the maps; a map built there appears when the page is reloaded */
export function devMaps(mapsRoot = MAPS): Plugin {
  let files: RunningServer;
  let model: Promise<string> | undefined;
  return {
    name: 'isotheme:dev-maps',
    async config() {
      files = await startServer({
        webRoot: web,
        mapsRoot,
        // Fetched with the first search by meaning, not whenever the server starts.
        get model() {
          model ??= fetchModel(DEFAULT_MODEL);
          return model;
        },
      });
      const proxy = Object.fromEntries(['/maps/', '/models/', '/ort/'].map((path) => [path, files.url]));
      // A dependency found late would make Vite bundle all of them again while the page is open.
      return { server: { proxy }, optimizeDeps: { entries: ['index.html', '**/*.worker.ts'] } };
    },
    async configureServer({ config }) {
      if ((await listMaps(mapsRoot)).maps.length === 0)
        config.logger.warn(
          'data/maps holds no map; build one with "npm run isotheme build data/daily-papers-aug-19.txt", then reload the page.',
        );
    },
    transformIndexHtml: { order: 'pre', handler: (html) => html.replace(POLICY, '') },
    closeBundle: () => files.close(),
  };
}
