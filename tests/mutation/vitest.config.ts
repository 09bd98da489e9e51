import { defineConfig } from 'vitest/config';

/**
 * The tests that mutants of the stages are held against (`npm run mutation`): those of one stage on a few papers, without a
 * model, a process or a build. A mutant that only a build of the page would notice counts as a survivor.
 */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    include: process.env.ISOTHEME_MUTATION_TESTS?.split(',') ?? [
      'tests/unit/stages/*.test.ts',
      'tests/unit/{acronyms,name}.test.ts',
    ],
  },
});
