/**
 * `npm run mutation`: the stages are changed in one place at a time, and a test has to fail for each (Stryker). With
 * `-- --mutate pipeline/align.ts` one file alone. The report is in dist/mutation/; what was decided of a mutant stands there
 * too (incremental.json), and is asked again only where its file or its tests have changed.
 */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'tests/mutation/vitest.config.ts' },
  mutate: [
    'pipeline/{embed-text,represent,neighbours,layout,cluster,name,measure,metrics,stability,place,compare,align}.ts',
    'pipeline/{represent,layout,cluster,naming,place,compare,lexical,stability}/*.ts',
  ],
  // Neither maps nor models nor what is built goes into the copy that is changed.
  ignorePatterns: [
    '**',
    '!pipeline/**/*',
    '!tests/unit/**/*',
    '!tests/fixtures/**/*',
    '!tests/mutation/*',
    '!data/*',
    '!package.json',
    '!tsconfig.json',
  ],
  // There are no paths in ours to be rewritten, and Stryker's own way to do so wants an older TypeScript.
  tsconfigFile: 'none',
  tempDirName: 'dist/mutation/sandbox',
  incremental: true,
  incrementalFile: 'dist/mutation/incremental.json',
  reporters: ['clear-text', 'json', 'html'],
  jsonReporter: { fileName: 'dist/mutation/report.json' },
  htmlReporter: { fileName: 'dist/mutation/report.html' },
  concurrency: 2,
  timeoutMS: 15_000,
  timeoutFactor: 2,
  thresholds: { high: 90, low: 80, break: 80 },
};
