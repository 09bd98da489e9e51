/**
 * `npm run mutation`: the stages are changed in one place at a time, and a test of the stages has to fail for each
 * (Stryker). What only a build of the page would notice counts as a survivor. With `-- --mutate pipeline/build/align.ts` one file
 * alone. The report is in dist/mutation/; what was decided of a mutant stands there too (incremental.json), and is asked
 * again only where its file or its tests have changed.
 */
export default {
  testRunner: 'stages',
  plugins: ['./tests/mutation/stage-test-runner.mjs'],
  mutate: [
    'pipeline/{represent,neighbours,layout,cluster,name,measure,stability,place,compare}/*.ts',
    'pipeline/build/align.ts',
    'pipeline/embed/{embed-texts,lexical/svd}.ts',
    'pipeline/evaluate/metrics.ts',
    'pipeline/text/{pair-ids,tf-idf,word-ids}.ts',
    'pipeline/util/int-list.ts',
  ],
  // Neither maps nor models nor what is built goes into the copy that is changed.
  ignorePatterns: [
    '**',
    '!pipeline/**/*',
    '!tests/**/*.ts',
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
  // A mutant that never ends costs this and the time to start anew; 2 to 3 % of them do.
  timeoutMS: 3_000,
  timeoutFactor: 3,
  thresholds: { high: 90, low: 80, break: 80 },
};
