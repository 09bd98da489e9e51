/**
 * Vite plugin: ONNX Runtime's WebAssembly file beside the page, in `ort/`, when developing; the model worker reads it
 * from there, and without it the library would ask a content-delivery network. `isotheme serve` and `isotheme site`
 * do the same for the built page.
 */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { ORT_FILE, ortFolder } from '../../pipeline/node/serve/ort-file.ts';

export function ortFiles(): Plugin {
  return {
    name: 'isotheme:ort-files',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (!request.url?.split('?')[0]?.endsWith(`/ort/${ORT_FILE}`)) {
          next();
          return;
        }
        response.setHeader('Content-Type', 'application/wasm');
        createReadStream(join(ortFolder(), ORT_FILE)).pipe(response);
      });
    },
  };
}
