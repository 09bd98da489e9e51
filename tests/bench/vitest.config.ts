import { defineConfig } from 'vitest/config';

/** Benchmarks: not tests, never part of `npm test`; each file prints one table of figures from one run. */
export default defineConfig({
  test: {
    include: ['tests/bench/**/*.bench.ts'],
    reporters: [['default', { summary: false }]],
    fileParallelism: false,
    testTimeout: 1_800_000,
    disableConsoleIntercept: true,
  },
});
