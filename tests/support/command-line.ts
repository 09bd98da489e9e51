/** Runs the compiled command line as a user does: a process of its own. `npm test` compiles it first. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const CLI = path.resolve('dist/pipeline/node/cli/main.js');
export const PAGE = path.resolve('data/daily-papers-aug-19.txt');
export const PAGE_TEXT = readFileSync(PAGE, 'utf8');

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunSettings {
  cwd?: string;
  input?: string | Uint8Array;
  env?: Record<string, string>;
}

export function isotheme(words: string[], settings: RunSettings = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...words], {
      cwd: settings.cwd,
      env: { ...process.env, NO_COLOR: '1', ...settings.env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.on('error', () => {});
    child.stdin.end(settings.input);
  });
}
