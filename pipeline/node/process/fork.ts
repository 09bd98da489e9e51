/** Starts one of this package's modules in a child process. */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageFolder } from './package-folder.ts';

export interface Child {
  process: ChildProcess;
  /** The end of what it wrote to stderr: native code says there why it died. */
  stderr(): string;
}

/**
 * Forks a module of `pipeline/node`, such as `models/hub-child`, compiled. Typed arrays cross over as they are (structured clone).
 *
 * @throws Error where the package has not been compiled
 */
export function forkModule(module: string): Child {
  const child = fork(compiledPath(module), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Options of the parent (an inspector, a test runner's loader) are not the child's.
    execArgv: [],
  });
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-2000);
  });
  return { process: child, stderr: () => tail.trim() };
}

/**
 * Compiled file of a module of `pipeline/node`. Node runs no TypeScript, so a parent that runs from source (under vitest) starts the
 * child from `dist/`.
 */
export function compiledPath(module: string): string {
  const root = packageFolder();
  const path = join(root, 'dist/pipeline/node', `${module}.js`);
  if (!existsSync(path)) throw new Error(`${relative(root, path)} is missing: compile the package first.`);
  return path;
}
