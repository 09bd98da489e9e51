/**
 * `npm run mutation`: Stryker changes the stages in one place at a time, and a test of the stages has to fail each time. A mutant
 * that only a build of the page would reveal counts as a survivor. With `-- --mutate pipeline/build/align.ts` only one file is
 * changed. The report is in dist/mutation/, and so are the results (incremental.json): a mutant is tested again only if its file
 * or its tests have changed.
 */
export default {
  testRunner: 'stages',
  plugins: ['./tests/mutation/stage-test-runner.mjs'],
  mutate: [
    'pipeline/{linalg,represent,neighbours,layout,cluster,name,measure,stability,place,compare}/*.ts',
    'pipeline/build/align.ts',
    'pipeline/embed/{embed-texts,lexical/lexical-embedder}.ts',
    'pipeline/evaluate/metrics.ts',
    'pipeline/text/{pair-ids,tf-idf,tokens,word-ids}.ts',
    'pipeline/util/int-list.ts',
  ],
  // Maps, models and build results are not copied to the sandbox.
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
  // No paths need rewriting, and Stryker's way to do so requires an older TypeScript.
  tsconfigFile: 'none',
  tempDirName: 'dist/mutation/sandbox',
  incremental: true,
  incrementalFile: 'dist/mutation/incremental.json',
  reporters: ['clear-text', 'json', 'html'],
  jsonReporter: { fileName: 'dist/mutation/report.json' },
  htmlReporter: { fileName: 'dist/mutation/report.html' },
  concurrency: 2,
  // A mutant that never ends costs this and a new process; 2 to 3 % of them do.
  timeoutMS: 3_000,
  timeoutFactor: 3,
  thresholds: { high: 90, low: 80, break: 80 },
};
