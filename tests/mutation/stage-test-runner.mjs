/**
 * Stryker's test runner for the stages. Stryker's own runner for Vitest starts a worker and loads every module again for each
 * mutant, about one a second; here each test file is bundled once with the stages it uses, and a mutant costs no more than
 * evaluating such bundles and running the tests that reach it. Vitest's `describe`, `it` and `expect` run in the process that
 * Stryker starts, watches and ends.
 *
 * Each test file evaluates the stages for itself, with the mutant active from the start. Therefore code that runs while a file
 * loads counts as covered by each of its tests, and no mutant is static to Stryker, which would run all tests against it.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';
import { startTests } from '@vitest/runner';
import { getNames } from '@vitest/runner/utils';
import { rolldown } from 'rolldown';
import * as vitest from 'vitest';

/** The hits of each mutant while coverage is measured. */
const all = new Float64Array(2 ** 16);

/** The active mutant, and how often it has been reached. */
const mutant = {
  id: -1,
  hits: 0,
  limit: 0,
  hit() {
    if (++this.hits > this.limit) throw new Error(`Hit ${this.limit} times`);
    return true;
  },
};

/** Returns the hits by mutant since the last call. */
function takeHits() {
  const hits = {};
  for (let id = 0; id < all.length; id++) if (all[id]) hits[id] = all[id];
  all.fill(0);
  return hits;
}

/** The settings of the other tests (vite.config.ts), with short failure messages, which are not read. */
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

/**
 * The tests of the stages on a few papers, by folder. Those that build a page or a map, load a model, start a process or compare
 * with another program are left out: a mutant would take seconds instead of milliseconds.
 */
const TESTS = {
  build: ['align'],
  cluster: ['cluster', 'cluster-papers'],
  compare: ['compare', 'compare-papers'],
  embed: ['lexical'],
  evaluate: ['agreement'],
  layout: ['layout', 'layout-few'],
  linalg: ['linalg'],
  measure: ['measure'],
  name: [
    'assign',
    'candidates',
    'compose',
    'keywords',
    'name',
    'phrases/acronyms',
    'phrases/display',
    'phrases/joins',
    'phrases/phrase-space',
    'phrases/phrases',
    'title-name',
  ],
  neighbours: ['neighbours'],
  place: ['place', 'place-fit'],
  represent: ['represent', 'represent-sizes'],
  stability: ['stability'],
  text: ['pair-ids', 'tokens', 'word-ids'],
};

/**
 * Bundles a test file with all our modules that it imports; packages are loaded once. Plain expressions replace Stryker's
 * function calls that ask for the active mutant and count coverage, and nothing counts coverage when mutants run: in the loops
 * of the stages those calls would take most of the time.
 * @returns a function that evaluates the bundle
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
  /** Test files that killed a mutant, the latest last: it is likely to kill the next one, too. */
  #found = [];

  capabilities() {
    return { reloadEnvironment: true };
  }

  /** Runs all tests of a file, or those with these ids up to the first that fails. */
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
    // If a file does not even load, all its tests fail.
    if (!failed && task.result?.state === 'fail') {
      const failureMessage = task.result.errors?.[0]?.message ?? 'not loaded';
      failed = { killedBy: ids?.slice(0, 1), failureMessage };
    }
    // The hits of loading are shared out equally, so that the sum of all hits stays.
    for (const hits of Object.values(perTest))
      for (const id of Object.keys(loading)) hits[id] = (hits[id] ?? 0) + loading[id] / tests.length;
    return { tests, failed, perTest };
  }

  async dryRun() {
    const tests = [];
    const perTest = {};
    const files = Object.entries(TESTS).flatMap(([folder, names]) =>
      names.map((name) => `tests/${folder}/${name}.test.ts`),
    );
    for (const file of files) {
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
