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

/** The hits of each mutant while coverage is taken. */
const all = new Float64Array(2 ** 16);

/** The mutant that is switched on, and how often it has been reached. */
const mutant = {
  id: -1,
  hits: 0,
  limit: 0,
  hit() {
    if (++this.hits > this.limit) throw new Error(`Hit ${this.limit} times`);
    return true;
  },
};

/** The hits by mutant since the last call. */
function takeHits() {
  const hits = {};
  for (let id = 0; id < all.length; id++) if (all[id]) hits[id] = all[id];
  all.fill(0);
  return hits;
}

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

/** Folders of tests whose subject is changed; tests of a page (`*-page.test.ts`) would take a build for each mutant. */
const SUBJECTS =
  'build cluster compare embed evaluate layout measure name neighbours place represent stability text util'.split(
    ' ',
  );

/** Tests that start processes, or hold the stages against other programs. */
const OUTSIDE =
  /-page|beside-umap-js|hnsw|endpoint|vector-files|namer\.test|memo|metrics|name-quality|evaluate\.test|-papers\.test/;

/** The tests of one stage on a few papers, without a model, a process or a build. */
function testFiles() {
  return SUBJECTS.flatMap((subject) =>
    readdirSync(`tests/${subject}`)
      .filter((name) => name.endsWith('.test.ts') && !OUTSIDE.test(name))
      .map((name) => `tests/${subject}/${name}`),
  );
}

/**
 * A test file with all of ours that it imports, as a function that evaluates them; packages are loaded once. Where Stryker
 * calls functions to ask for the active mutant and to count coverage, plain expressions stand here, and none for coverage
 * in the runs of mutants: in the loops of the stages, those calls take most of the time.
 */
async function bundle(file, covering) {
  const build = await rolldown({
    input: file,
    platform: 'node',
    treeshake: false,
    external: (id) => !/^[./]/.test(id),
  });
  const { output } = await build.generate({ format: 'cjs', codeSplitting: false });
  await build.close();
  const code = output[0].code.replace(
    /stry(MutAct|Cov)_9fa48(?:\$\d+)?\(([\d", ]+)\)/g,
    (_, call, quoted) => {
      const ids = quoted.replaceAll('"', '').split(', ');
      if (call === 'MutAct') return `($active === ${ids} && $mutant.hit())`;
      return covering ? `(${ids.map((id) => `$all[${id}]++`)})` : '0';
    },
  );
  const filename = path.resolve(file);
  const head = "(function (require, exports, __filename, $all, $mutant, $active) { 'use strict';";
  const script = new Script(`${head}${code}\n})`, { filename });
  const load = createRequire(filename);
  const require = (id) => (id === 'vitest' ? vitest : load(id));
  return () => script.runInThisContext()(require, {}, filename, all, mutant, mutant.id);
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
    const key = ids ? file : `${file} covering`;
    if (!this.#bundles.has(key)) this.#bundles.set(key, await bundle(file, !ids));
    const tests = [];
    const perTest = {};
    const loading = {};
    let failed;
    const runner = {
      config: { ...CONFIG, root: process.cwd() },
      importFile: this.#bundles.get(key),
      onBeforeRunTask(test) {
        if (failed && ids) test.mode = 'skip';
        if (!ids) Object.assign(loading, takeHits());
      },
      onAfterRunTask(test) {
        const { state, duration, errors } = test.result;
        const id = `${file}#${test.id}`;
        const name = getNames(test).slice(1).join(' ');
        const result = { id, name, fileName: path.resolve(file), timeSpentMs: duration };
        const failureMessage = errors?.[0]?.message ?? state;
        tests.push(state === 'pass' ? { ...result, status: 0 } : { ...result, status: 1, failureMessage });
        if (state !== 'pass') failed ??= { killedBy: [id], failureMessage };
        if (!ids) perTest[id] = takeHits();
      },
    };
    const testIds = ids?.map((id) => id.slice(file.length + 1));
    const [task] = await startTests([{ filepath: path.resolve(file), testIds }], runner);
    // Where a file does not even load, all its tests fail.
    if (!failed && task.result?.state === 'fail') {
      const failureMessage = task.result.errors?.[0]?.message ?? 'not loaded';
      failed = { killedBy: ids?.slice(0, 1), failureMessage };
    }
    // A share each of what loading hit, so that the hits sum up to what they were.
    for (const hits of Object.values(perTest))
      for (const id of Object.keys(loading)) hits[id] = (hits[id] ?? 0) + loading[id] / tests.length;
    return { tests, failed, perTest };
  }

  async dryRun() {
    const tests = [];
    const perTest = {};
    for (const file of testFiles()) {
      const ran = await this.#run(file);
      if (ran.failed) return { status: 'error', errorMessage: `${file}: ${ran.failed.failureMessage}` };
      tests.push(...ran.tests);
      Object.assign(perTest, ran.perTest);
    }
    return { status: 'complete', tests, mutantCoverage: { static: {}, perTest } };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    const files = [...new Set(testFilter.map((id) => id.slice(0, id.indexOf('#'))))];
    let nrOfTests = 0;
    for (const file of files.sort((a, b) => this.#found.indexOf(b) - this.#found.indexOf(a))) {
      Object.assign(mutant, { id: Number(activeMutant.id), hits: 0, limit: hitLimit });
      const ran = await this.#run(
        file,
        testFilter.filter((id) => id.startsWith(`${file}#`)),
      );
      nrOfTests += ran.tests.length;
      if (mutant.hits > hitLimit) return { status: 'timeout', reason: `Hit more than ${hitLimit} times` };
      if (!ran.failed) continue;
      this.#found = [...this.#found.filter((other) => other !== file), file];
      return { status: 'killed', nrOfTests, ...ran.failed };
    }
    return { status: 'survived', nrOfTests };
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'stages', injectableClass: StageTestRunner }];
