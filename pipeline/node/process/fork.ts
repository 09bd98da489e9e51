/** Runs a module of this package in a child process. */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageFolder } from './package-folder.ts';

export interface Child {
  process: ChildProcess;
  /** The end of its stderr, where native code reports why it died. */
  stderr(): string;
}

/**
 * Forks a compiled module of `pipeline/node`, such as `models/hub-child`. Messages are cloned, typed arrays included.
 * @throws Error if the package has not been compiled
 */
export function forkModule(module: string): Child {
  const child = fork(compiledPath(module), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Without the parent's options, such as an inspector or a test runner's loader.
    execArgv: [],
  });
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-2000);
  });
  return { process: child, stderr: () => tail.trim() };
}

/**
 * The compiled file of a module of `pipeline/node`. Node does not run TypeScript, so a parent that runs from source (under
 * vitest) starts its children from `dist/`.
 */
export function compiledPath(module: string): string {
  const root = packageFolder();
  const path = join(root, 'dist/pipeline/node', `${module}.js`);
  if (!existsSync(path)) throw new Error(`${relative(root, path)} is missing: compile the package first.`);
  return path;
}
