import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { devMaps } from './web/build/dev-maps.ts';
import { mountModule } from './web/build/map-module.ts';

import { standalone } from './web/build/standalone.ts';
import { transformersModule } from './web/build/transformers.ts';

/** Nothing in the pipeline acts by being loaded, so a subject's index costs a chunk only what the chunk uses of it. */
const moduleSideEffects = (id: string) => !id.includes('/pipeline/');

export default defineConfig({
  root: 'web',
  base: './',
  publicDir: false,
  // The library asks for the runtime with all of its engines, one of which reads models through an old protobufjs; the page
  // runs them in WebAssembly on one thread alone.
  resolve: {
    alias: [{ find: /^onnxruntime-web$/, replacement: 'onnxruntime-web/dist/ort.wasm-core.min.js' }],
  },
  plugins: [devMaps(), standalone(), mountModule(), transformersModule()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: { treeshake: { moduleSideEffects } },
  },
  // The runtime's own code looks up a module by a direct eval, which the page's policy forbids and it can do without.
  worker: { format: 'es', rolldownOptions: { checks: { eval: false }, treeshake: { moduleSideEffects } } },
  test: {
    root: '.',
    include: ['tests/**/*.test.{ts,tsx}'],
    reporters: ['default', './tests/support/closing-line.ts'],
    // Tests that drive a browser or processes wait more than they work; by default a machine of two cores has one worker.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // A process for each of a hundred files takes longer than most of their tests; what a test puts in place of a global
    // it takes back.
    isolate: false,
    // CI's machines are shared: a browser that is starved for seconds gets a second go there, and the report says so.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 300_000,
    // The second that is usual is not enough where a process has to start on a busy machine.
    expect: { poll: { timeout: 20_000 } },
  },
});
