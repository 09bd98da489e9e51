import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: 'web',
  base: './',
  publicDir: false,
  build: { outDir: '../dist/web', emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false } },
  worker: { format: 'es' },
  test: {
    root: '.',
    include: ['tests/**/*.test.{ts,tsx}'],
    reporters: ['default', './tests/closing-line.ts'],
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});
