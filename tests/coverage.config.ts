import { defineConfig } from 'vitest/config';

/**
 * `npm run coverage`: how much of the pipeline the tests in one process reach; the report is in coverage/, and less than
 * 95 % of lines or 90 % of branches is a failure. Not counted: pipeline/node, half of which runs only in processes of its
 * own (the command line, the children that embed) that tests/cli, tests/crash and tests/package start from dist/.
 */
export default defineConfig({
  test: {
    include: ['tests/unit/**/*.test.ts', 'tests/model/*.test.ts'],
    reporters: ['default', './tests/closing-line.ts'],
    testTimeout: 240_000,
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
