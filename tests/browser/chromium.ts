/** A real Chromium for the browser tests: the one named, the one on the PATH, or Debian's package where it may be installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

const INSTALL =
  'command -v chromium || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; }';

/** What a headless Chromium needs to work for root, without a GPU, and without calling anyone. */
export const CHROMIUM_ARGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  // As a browser does by itself on a machine without one: it paints on the processor, and WebGL alone is emulated.
  '--disable-gpu',
  '--enable-unsafe-swiftshader',
  // The popups under the address bar are pages with a process each, which every new visitor would start. The rest is what
  // Playwright turns off, whose list this one takes the place of.
  `--disable-features=${[
    'WebUIOmniboxPopup,WebUIOmniboxFullPopup,WebUIOmniboxAimPopup',
    'AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,LensOverlay,MediaRouter',
    'NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch,ThirdPartyStoragePartitioning',
  ].join(',')}`,
];

/**
 * Path of the browser's program; installs Debian's `chromium` with apt-get where there is none and the user is root.
 * @throws Error with one line that says what to install
 */
export function provideChromium(): string {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (isProgram(named)) return named;
    throw new Error(`CHROMIUM_PATH is ${named}, which is not a program that can be run.`);
  }
  // What another process is unpacking just now is on the PATH before its libraries are.
  const lock = path.join(tmpdir(), 'isotheme-chromium.lock');
  if (existsSync(lock)) spawnSync('flock', [lock, 'true']);
  const found = onPath();
  if (found) return found;
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    console.error('No Chromium on this machine; installing the package "chromium" with apt-get.');
    // Test files run side by side, and apt-get ends with an error where another one is at work.
    execFileSync('flock', [lock, 'sh', '-c', INSTALL], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const installed = onPath();
    if (installed) return installed;
  }
  throw new Error(
    'The browser tests need Chromium: install it (Debian: "apt-get install chromium"), or set CHROMIUM_PATH to its program.',
  );
}

function onPath(): string | null {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter))
    for (const name of NAMES) {
      const file = path.join(folder, name);
      if (folder && isProgram(file)) return file;
    }
  return null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
