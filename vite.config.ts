import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { moduleSideEffects } from './web/build/in-memory.ts';
import { mountModule } from './web/build/map-module.ts';
import { standalone } from './web/build/standalone.ts';
import { transformersModule } from './web/build/transformers.ts';

/** Milliseconds for a test of processes or a browser, which take ten times their time on a busy machine. */
const SLOWEST = 240_000;

const CORES = Math.max(2, availableParallelism());

/** Tests that start processes, load models or run hostile inputs: `npx vitest --project process`. */
const PROCESS_TESTS = [
  'tests/{cli,fuzz,hostile,process,serve}/**/*.test.ts',
  'tests/package/{documented,install,supply-chain}.test.ts',
  'tests/docs/site.test.ts',
  'tests/examples/examples.test.ts',
  'tests/readme.test.ts',
];
/** Tests that drive Chromium. */
const BROWSER_TESTS = ['tests/{browser,pictures}/**/*.test.ts', 'tests/examples/browser.test.ts'];

export default defineConfig({
  root: 'web',
  base: './',
  publicDir: false,
  // transformers.js imports the runtime with all its engines, one of which needs an old protobufjs. The page runs models
  // in single-threaded WebAssembly only.
  resolve: {
    alias: [{ find: /^onnxruntime-web$/, replacement: 'onnxruntime-web/dist/ort.wasm-core.min.js' }],
  },
  plugins: [standalone(), mountModule(), transformersModule()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: { treeshake: { moduleSideEffects } },
  },
  // The runtime tries a direct eval, which the page's policy forbids, and works without it.
  worker: { format: 'es', rolldownOptions: { checks: { eval: false }, treeshake: { moduleSideEffects } } },
  test: {
    root: '.',
    reporters: ['default', './tests/support/closing-line.ts'],
    testTimeout: 60_000,
    hookTimeout: 300_000,
    // CI's machines are shared: a browser that is starved for seconds gets a second try there, and the report says so.
    retry: process.env.CI ? 1 : 0,
    unstubGlobals: true,
    // A process may take longer than the usual second to start on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    // Tests that drive a browser or processes wait more than they work.
    maxWorkers: CORES + 1,
    // Loading the modules again for each file would take longer than most of its tests. What a test puts in place of a
    // global, a module's export or a clock it takes back.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: [...PROCESS_TESTS, ...BROWSER_TESTS],
          pool: 'threads',
        },
      },
      { extends: true, test: { name: 'process', include: PROCESS_TESTS, testTimeout: SLOWEST } },
      { extends: true, test: { name: 'browser', include: BROWSER_TESTS, testTimeout: SLOWEST } },
    ],
  },
});
