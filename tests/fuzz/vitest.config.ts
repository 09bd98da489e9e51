import { defineConfig } from 'vitest/config';

/** `npm run fuzz`: the tests that draw their cases, with many more of them than `npm test` has time for. */
export default defineConfig({
  test: {
    include: ['tests/fuzz/**/*.test.ts', 'tests/crash/*.test.ts'],
    env: { ISOTHEME_CRASHES: process.env.ISOTHEME_CRASHES ?? '17' },
    reporters: ['default', './tests/closing-line.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
