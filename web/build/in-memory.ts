/** Vite's build of one entry into memory, for pieces that the plugins beside it put into the site. */
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'vite';

/** The folder of the page's sources. */
export const web = fileURLToPath(new URL('..', import.meta.url));

/** @returns all files of the build, nothing of which is on disk; what can be inlined is */
export async function buildInMemory(plugin: Plugin, options: BuildOptions) {
  const result = await build({
    configFile: false,
    root: web,
    logLevel: 'error',
    publicDir: false,
    plugins: [plugin],
    build: {
      write: false,
      target: 'es2022',
      assetsInlineLimit: Number.MAX_SAFE_INTEGER,
      modulePreload: false,
      ...options,
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  return outputs.flatMap((each) => ('output' in each ? each.output : []));
}
