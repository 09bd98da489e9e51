/**
 * Vite plugin: bundles transformers.js into dist/pipeline/node/embed/transformer/transformers.js, in place of the compiled
 * module. Of its dependencies only `onnxruntime-node` stays outside.
 */
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Packages that transformers.js imports and that embedding text in Node never calls. */
const UNUSED = new Set(['sharp', 'onnxruntime-web']);
const NOTICE =
  '/*! Holds @xenova/transformers 2.17.2 (Apache-2.0, Joshua Lochner) and @huggingface/jinja (MIT, Hugging Face). */';
const EMPTY = '\0isotheme:empty';

export function transformersModule(): Plugin {
  return {
    name: 'isotheme:transformers',
    apply: 'build',
    async closeBundle() {
      await build({
        configFile: false,
        root,
        logLevel: 'error',
        publicDir: false,
        plugins: [
          {
            name: 'isotheme:unused',
            enforce: 'pre',
            resolveId: (source) => (UNUSED.has(source) ? EMPTY : null),
            // transformers.js imports a default export when it is loaded.
            load: (id) => (id === EMPTY ? 'export default () => {};' : null),
          },
        ],
        ssr: { noExternal: true, external: ['onnxruntime-node'] },
        build: {
          ssr: 'pipeline/node/embed/transformer/transformers.ts',
          target: 'node20',
          outDir: 'dist/pipeline/node/embed/transformer',
          emptyOutDir: false,
          minify: true,
          rollupOptions: {
            output: { entryFileNames: 'transformers.js', codeSplitting: false, postBanner: NOTICE },
          },
        },
      });
    },
  };
}
