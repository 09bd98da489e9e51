import { defineConfig } from 'vitest/config';

/**
 * `npm run coverage`: how much of the pipeline the tests in one process reach; the report is in coverage/. What only a
 * process of its own runs (the command line and its children) is tested by tests/cli and not counted here.
 */
export default defineConfig({
  test: {
    include: ['tests/unit/**/*.test.ts', 'tests/fuzz/*.test.ts', 'tests/model/*.test.ts'],
    reporters: ['default', './tests/closing-line.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    coverage: {
      enabled: true,
      provider: 'v8',
      include: ['pipeline/**/*.ts'],
      exclude: ['pipeline/node/**', '**/*.d.ts'],
      reporter: ['text', 'json-summary', 'html'],
      reportsDirectory: 'coverage',
      thresholds: { lines: 95, branches: 90 },
    },
  },
});
