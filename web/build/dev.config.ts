/** Vite's configuration for `npm run dev`: that of the build, with maps, and components that change in the open page. */
import prefresh from '@prefresh/vite';
import type { Plugin, UserConfig } from 'vite';
import build from '../../vite.config.ts';
import { devMaps } from './dev-maps.ts';

const COMPONENTS = /\.tsx$/;

/** Prefresh keeps to itself what else than components a file exports; here its importers get that too. */
const otherExports: Plugin = {
  name: 'isotheme:other-exports',
  enforce: 'post',
  transform: {
    filter: { id: COMPONENTS, code: /\$RefreshReg\$/ },
    handler: (code) => `${code}
import.meta.hot.accept((module) => {
  if (Object.values(module).some((each) => !/^[A-Z]/.test(each.name))) import.meta.hot.invalidate();
});`,
  },
};

/** @param mapsRoot folder of the maps that the page shows */
export async function devConfig(mapsRoot?: string): Promise<UserConfig> {
  return {
    ...build,
    plugins: [devMaps(mapsRoot), await prefresh(), otherExports],
    // Prefresh does not read them from tsconfig.json. Workers hold no components.
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' }, jsxRefreshInclude: COMPONENTS },
  };
}

export default devConfig();
