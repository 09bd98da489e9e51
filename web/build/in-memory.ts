/** Builds one entry into memory, for the plugins that add a file to the built page. */
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'vite';

/** The folder of the page's sources. */
export const web = fileURLToPath(new URL('..', import.meta.url));

/** No module of the pipeline acts when it is loaded, so a subject's index costs a bundle only what the bundle uses of it. */
export const moduleSideEffects = (id: string) => !id.includes('/pipeline/');

/** Builds without writing, and inlines assets. @returns all files of the build */
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
      rolldownOptions: { ...options.rolldownOptions, treeshake: { moduleSideEffects } },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  return outputs.flatMap((each) => ('output' in each ? each.output : []));
}
