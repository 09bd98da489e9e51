/**
 * Vite plugin: ONNX Runtime's WebAssembly file beside the page, in `ort/`, when building and when developing. The
 * model worker reads it from there; without it the library would ask a content-delivery network.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

/** One thread with SIMD is the only variant the worker asks for; every browser since 2021 (Safari 2023) has SIMD. */
const FILE = 'ort-wasm-simd.wasm';

export function ortFiles(): Plugin {
  const transformers = createRequire(import.meta.url).resolve('@xenova/transformers');
  // The runtime's own version, next to the library that bundles its JavaScript half.
  const source = join(dirname(createRequire(transformers).resolve('onnxruntime-web')), FILE);
  return {
    name: 'isotheme:ort-files',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: `ort/${FILE}`, source: readFileSync(source) });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (!request.url?.split('?')[0]?.endsWith(`/ort/${FILE}`)) {
          next();
          return;
        }
        response.setHeader('Content-Type', 'application/wasm');
        createReadStream(source).pipe(response);
      });
    },
  };
}
