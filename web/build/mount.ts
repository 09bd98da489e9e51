/** Vite plugin: the map alone as one ES module, `isotheme-map.js`, for pages that are not ours (web/mount). */
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const web = fileURLToPath(new URL('..', import.meta.url));

export function mountModule(): Plugin {
  return {
    name: 'isotheme:mount',
    apply: 'build',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'isotheme-map.js', source: await buildMount() });
    },
  };
}

async function buildMount(): Promise<string> {
  const result = await build({
    configFile: false,
    root: web,
    logLevel: 'error',
    publicDir: false,
    plugins: [
      {
        name: 'isotheme:no-fonts',
        enforce: 'pre',
        // Fonts cannot be declared in a shadow tree: the map takes Inter where the page has it, else the system's.
        transform: (code, id) =>
          id.includes('/styles/') ? code.replace(/@font-face\s*\{[^}]*\}/g, '') : null,
      },
    ],
    build: {
      write: false,
      target: 'es2022',
      assetsInlineLimit: Number.MAX_SAFE_INTEGER,
      modulePreload: false,
      // Not Vite's library mode, which leaves white space in modules.
      rollupOptions: {
        input: `${web}mount/entry.ts`,
        preserveEntrySignatures: 'strict',
        output: { format: 'es' },
      },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const files = outputs.flatMap((each) => ('output' in each ? each.output : []));
  const [chunk] = files;
  if (files.length !== 1 || chunk?.type !== 'chunk')
    throw new Error(
      `one module was expected, but there are ${files.map((file) => file.fileName).join(', ')}`,
    );
  return chunk.code;
}
