import { defineConfig } from 'vitest/config';

const seed = process.env.ISOTHEME_FUZZ_SEED ?? String(Date.now() % 2 ** 31);
console.log(`ISOTHEME_FUZZ_SEED=${seed} draws the same cases again.`);

/** `npm run fuzz`: the tests that draw their cases, with many more of them than `npm test` has time for. */
export default defineConfig({
  test: {
    include: [
      'tests/fuzz/**/*.test.ts',
      'tests/process/crash/*.{test,fuzz}.ts',
      'tests/hostile/inputs.test.ts',
      'tests/compare/compare-page.test.ts',
      'tests/process/embedding-cache.test.ts',
      'tests/text/tokens.test.ts',
    ],
    env: {
      ISOTHEME_CRASHES: process.env.ISOTHEME_CRASHES ?? '17',
      ISOTHEME_FUZZ_RUNS: process.env.ISOTHEME_FUZZ_RUNS ?? '10000',
      ISOTHEME_FUZZ_SEED: seed,
    },
    reporters: ['verbose', './tests/support/closing-line.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
  },
});
