import { defineConfig } from 'vitest/config';

/** Makes the pictures of README.md; not a test. */
export default defineConfig({
  test: {
    include: ['tests/pictures/make.pictures.ts'],
    testTimeout: 300_000,
    disableConsoleIntercept: true,
  },
});
