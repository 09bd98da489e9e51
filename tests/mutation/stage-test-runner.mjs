/**
 * Stryker's test runner for the stages. Stryker's own for Vitest starts a worker and loads every module anew for each
 * mutant, about one a second; here a test file is bundled once with the stages it uses, and a mutant costs no more than
 * evaluating such bundles and running the tests that reach it. Vitest's `describe`, `it` and `expect` do the work as ever,
 * in the process that Stryker starts, watches and ends.
 *
 * Each test file has the stages to itself, evaluated anew with the mutant there from the start. So what runs while a file
 * loads counts as covered by each of its tests, and no mutant is static to Stryker, which would hold it against all tests.
 */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';
import { startTests } from '@vitest/runner';
import { getNames } from '@vitest/runner/utils';
import { rolldown } from 'rolldown';
import * as vitest from 'vitest';

/** What the code that Stryker has changed reads and counts. */
globalThis.__stryker__ ??= {};
const stryker = globalThis.__stryker__;

/** As the rest of the tests are run (vitest.config.ts), but for what a failure shows: nobody reads it. */
const CONFIG = {
  setupFiles: [],
  sequence: { hooks: 'stack' },
  testTimeout: 60_000,
  hookTimeout: 60_000,
  maxConcurrency: 1,
  retry: 0,
  passWithNoTests: true,
  tags: [],
  diffOptions: { maxDepth: 2, truncateThreshold: 20 },
};

/** The tests of one stage on a few papers, without a model, a process or a build. */
function testFiles() {
  // Of the kernels nothing is changed, and their tests ask for modules to be loaded anew.
  const stages = readdirSync('tests/unit/stages').filter((name) => /(?<!simd)\.test\.ts$/.test(name));
  return [...stages.map((name) => `stages/${name}`), 'acronyms.test.ts', 'name.test.ts'].map(
    (name) => `tests/unit/${name}`,
  );
}

/** A test file with all of ours that it imports, as a function that evaluates them; packages are loaded once. */
async function bundle(file) {
  const build = await rolldown({
    input: file,
    platform: 'node',
    treeshake: false,
    external: (id) => !/^[./]/.test(id),
    plugins: [
      {
        name: 'count-coverage-in-the-dry-run-only',
        transform: (code) =>
          code.includes('function stryCov_9fa48(')
            ? `${code}\nif (globalThis.__stryker__.activeMutant) stryCov_9fa48 = () => {};`
            : null,
      },
    ],
  });
  const { output } = await build.generate({ format: 'cjs', codeSplitting: false });
  await build.close();
  const filename = path.resolve(file);
  const script = new Script(
    `(function (require, exports, __filename) { 'use strict'; ${output[0].code}\n})`,
    { filename },
  );
  const load = createRequire(filename);
  return () => script.runInThisContext()((id) => (id === 'vitest' ? vitest : load(id)), {}, filename);
}

class StageTestRunner {
  #bundles = new Map();
  /** Test files, the one first that found a mutant last: it is likely to find the next one beside it. */
  #found = [];

  capabilities() {
    return { reloadEnvironment: true };
  }

  /** Runs the tests of a file, or those of the ids given up to the first that fails. */
  async #run(file, ids) {
    if (!this.#bundles.has(file)) this.#bundles.set(file, await bundle(file));
    const tests = [];
    let failed;
    const runner = {
      config: { ...CONFIG, root: process.cwd() },
      importFile: this.#bundles.get(file),
      onBeforeRunTask(test) {
        if (failed && ids) test.mode = 'skip';
        stryker.currentTestId = `${file}#${test.id}`;
      },
      onAfterRunTask(test) {
        const id = stryker.currentTestId;
        stryker.currentTestId = undefined;
        const { state, duration, errors } = test.result;
        const result = {
          id,
          name: getNames(test).slice(1).join(' '),
          fileName: path.resolve(file),
          timeSpentMs: duration,
        };
        const failureMessage = errors?.[0]?.message ?? state;
        tests.push(state === 'pass' ? { ...result, status: 0 } : { ...result, status: 1, failureMessage });
        if (state !== 'pass') failed ??= { killedBy: [id], failureMessage };
      },
    };
    const testIds = ids?.map((id) => id.slice(file.length + 1));
    const [task] = await startTests([{ filepath: path.resolve(file), testIds }], runner);
    // Where a file does not even load, all its tests fail.
    if (!failed && task.result?.state === 'fail')
      failed = {
        killedBy: ids?.slice(0, 1),
        failureMessage: task.result.errors?.[0]?.message ?? 'not loaded',
      };
    return { tests, failed };
  }

  async dryRun() {
    const tests = [];
    const perTest = {};
    stryker.activeMutant = undefined;
    for (const file of testFiles()) {
      stryker.mutantCoverage = { static: {}, perTest };
      const ran = await this.#run(file);
      if (ran.failed) return { status: 'error', errorMessage: `${file}: ${ran.failed.failureMessage}` };
      tests.push(...ran.tests);
      for (const { id } of ran.tests) {
        perTest[id] ??= {};
        // A share each, so that the hits sum up to what they were.
        for (const [mutant, hits] of Object.entries(stryker.mutantCoverage.static))
          perTest[id][mutant] = (perTest[id][mutant] ?? 0) + hits / ran.tests.length;
      }
    }
    return { status: 'complete', tests, mutantCoverage: { static: {}, perTest } };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    const files = [...new Set(testFilter.map((id) => id.slice(0, id.indexOf('#'))))];
    let nrOfTests = 0;
    for (const file of files.sort((a, b) => this.#found.indexOf(b) - this.#found.indexOf(a))) {
      Object.assign(stryker, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
      const ran = await this.#run(
        file,
        testFilter.filter((id) => id.startsWith(`${file}#`)),
      );
      nrOfTests += ran.tests.length;
      if (stryker.hitCount > hitLimit) return { status: 'timeout', reason: `hit ${hitLimit} times` };
      if (!ran.failed) continue;
      this.#found = [...this.#found.filter((other) => other !== file), file];
      return { status: 'killed', nrOfTests, ...ran.failed };
    }
    return { status: 'survived', nrOfTests };
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'stages', injectableClass: StageTestRunner }];
