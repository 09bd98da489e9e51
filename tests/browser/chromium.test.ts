import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ASK = `import { createJiti } from 'jiti';
const { provideChromium } = await createJiti(${JSON.stringify(import.meta.url)}).import('./chromium.ts');
console.log(provideChromium());`;

/** Writes down when it works, is slow, and at the end there is a browser; a second one at work would be seen. */
const APT_GET = `#!/bin/sh
cd "$(dirname "$0")"
[ "$1" = --version ] && exit 0
mkdir busy || exit 100
echo "$1" >> calls
if [ "$1" = install ]; then ln -s /bin/true chromium; sleep 1; echo ready >> calls; fi
rmdir busy`;

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'isotheme-chromium-'));
  for (const program of ['sh', 'flock', 'mkdir', 'rmdir', 'ln', 'sleep', 'dirname'])
    symlinkSync(path.join('/usr/bin', program), path.join(folder, program));
  writeFileSync(path.join(folder, 'apt-get'), APT_GET);
  chmodSync(path.join(folder, 'apt-get'), 0o755);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Only root may install.
it.runIf(process.getuid?.() === 0)(
  'is installed once for test files that run side by side, and none goes on before it is whole',
  async () => {
    const ask = async () => {
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', ASK], {
        env: { PATH: folder, TMPDIR: folder },
      });
      return [stdout.trim(), readFileSync(path.join(folder, 'calls'), 'utf8')];
    };
    const installed = [path.join(folder, 'chromium'), 'update\ninstall\nready\n'];
    const first = ask();
    // One that comes while the program is there already and its libraries are not.
    await expect
      .poll(() => readFileSync(path.join(folder, 'calls'), 'utf8'), { timeout: 20_000 })
      .toContain('install');
    expect(await Promise.all([first, ask(), ask()])).toEqual([installed, installed, installed]);
  },
);
