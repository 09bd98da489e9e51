#!/usr/bin/env node
/** Starts the command line. With `--debug`, stacks name the sources: Node reads maps only of modules loaded after this. */
if (process.argv.includes('--debug')) process.setSourceMapsEnabled(true);
await import('./run.ts');

export {};
