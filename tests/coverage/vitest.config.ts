import path from 'node:path';
import { defineConfig } from 'vitest/config';

const SOURCES = path.resolve('pipeline');

/**
 * `npm run coverage`: the tests against the compiled pipeline, so that what one process of the tests runs and what the
 * processes that they start run (the command line, workers, the children that embed) are counted in the same files.
 * Each process leaves its counts in NODE_V8_COVERAGE; report.config.mjs puts them together.
 */
export default defineConfig({
  plugins: [
    {
      name: 'isotheme:compiled',
      enforce: 'pre',
      async resolveId(source, importer, options) {
        const found = importer && (await this.resolve(source, importer, { ...options, skipSelf: true }));
        if (!found) return null;
        const file = path.relative(SOURCES, found.id);
        if (file.startsWith('..') || !file.endsWith('.ts')) return null;
        return { id: path.resolve('dist/pipeline', file.replace(/\.ts$/, '.js')), external: true };
      },
    },
  ],
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: [
      // Loads modules again, which Node does not do with compiled ones.
      'tests/simd/simd.test.ts',
      'tests/{browser,docs,examples,fuzz,package,pictures}/**',
      'tests/readme.test.ts',
    ],
    setupFiles: ['tests/coverage/take.ts'],
    server: { deps: { external: [/\/dist\/pipeline\//] } },
    reporters: ['default', './tests/support/closing-line.ts'],
    testTimeout: 240_000,
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 300_000,
  },
});
