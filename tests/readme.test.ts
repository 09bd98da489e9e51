/** Every command of README.md, docs/ and examples/, in order, in a working copy of its own: all that they say works. */
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyPage } from './support/kept-maps.ts';

const PAGES = [
  'README.md',
  'docs/tasks.md',
  ...(await glob('docs', /\.md$/)),
  ...(await glob('examples', /README\.md$/)),
];
const documentation = (await Promise.all([...new Set(PAGES)].map((page) => readFile(page, 'utf8')))).join(
  '\n',
);

async function glob(folder: string, name: RegExp): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => name.test(file)).map((file) => path.join(folder, file));
}

const { scripts, version, name, type, exports } = JSON.parse(await readFile('package.json', 'utf8')) as {
  scripts: Record<string, string>;
  version: string;
  [field: string]: unknown;
};

/** `sh` blocks line by line, and `npx isotheme …` or `npm …` in running text; an ellipsis marks what is no command. */
function commandsIn(text: string): string[] {
  const found: string[] = [];
  for (const [, language, block, inline] of text.matchAll(/^```(\w*)\n([\s\S]*?)^```|`(np[mx] [^`\n]+)`/gm)) {
    if (language === 'sh')
      found.push(...block!.split('\n').map((line) => line.replace(/\s+#.*$/, '').trim()));
    else if (inline !== undefined && !inline.includes('…')) found.push(inline);
  }
  return found.filter((command) => command !== '');
}

/** What a command must have said on standard output, by its verb; all say something. */
const SAID: Record<string, RegExp> = {
  build: /themes on the level/,
  related: /^0\.\d+ {2}\S/m,
  compare: /^ARI +\d/m,
  serve: /^http:\/\/127\.0\.0\.1:\d+\//,
};

const commands = [...new Set(commandsIn(documentation))];
const isNpm = (command: string) => command.split(' && ').every((part) => part.startsWith('npm '));
/** These call the linter, the tests (this one among them), or what has been run before any test could: they are only held to exist. */
const scriptCommands = commands.filter(isNpm);
const shellCommands = commands.filter((command) => !isNpm(command));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'isotheme-readme-'));
  await mkdir(path.join(folder, 'data'));
  for (const name of ['daily-papers-aug-19.txt', 'daily-papers-aug-19.embeddings'])
    await copyFile(path.join('data', name), path.join(folder, 'data', name));
  // Without its own command, so that npx takes the installed one.
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ name, type, exports }));
  for (const part of ['dist', 'examples']) await symlink(path.resolve(part), path.join(folder, part));
  // What an install puts there.
  const bin = path.join(folder, 'node_modules/.bin/isotheme');
  await mkdir(path.dirname(bin), { recursive: true });
  await writeFile(bin, `#!/bin/sh\nexec node "${path.resolve('dist/pipeline/node/cli/main.js')}" "$@"\n`, {
    mode: 0o755,
  });
  const papers = Array.from({ length: 12 }, (_, i) => ({
    title: `Study ${i} of ${i % 2 ? 'program repair' : 'speculative decoding'}`,
    abstract: i % 2 ? 'We repair programs with tests.' : 'A draft model proposes tokens for decoding.',
  }));
  await writeFile(path.join(folder, 'papers.jsonl'), papers.map((paper) => JSON.stringify(paper)).join('\n'));
  // What `npm start` builds, which comes first in the README.
  await copyPage(path.join(folder, 'data/maps/daily-papers-aug-19'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a line as a shell does; a server is stopped when it has said where it is. */
function shell(line: string, cwd = folder): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const models = process.env.ISOTHEME_MODELS ?? path.resolve('models');
    const child = spawn('bash', ['-ec', line], {
      cwd,
      env: {
        ...process.env,
        NO_COLOR: '1',
        ISOTHEME_MODELS: models,
        PATH: `${path.join(folder, 'node_modules/.bin')}${path.delimiter}${process.env.PATH}`,
      },
      detached: true,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (/ serve\b/.test(line) && /^http:/m.test(text)) process.kill(-child.pid!, 'SIGINT');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

describe('the documentation', () => {
  it('has commands', () => {
    expect(shellCommands.length).toBeGreaterThanOrEqual(15);
    expect(scriptCommands).toContain('npm ci && npm start');
  });

  it('may say npx: a clone is its own package', async () => {
    // The first time npx prepares the package, which would rebuild what other tests are using.
    const command = 'npm_config_ignore_scripts=true npx isotheme --version';
    // npx makes the program executable when it links it, once: after that each compilation has to.
    expect((await stat(path.resolve('dist/pipeline/node/cli/main.js'))).mode & 0o111).toBe(0o111);
    const { code, stdout, stderr } = await shell(command, process.cwd());
    expect(code, stderr).toBe(0);
    expect(stdout.trim()).toBe(version);
  });

  it.each(scriptCommands)('names scripts that there are: %s', (command) => {
    for (const part of command.split(' && ')) {
      const [, script] = /^npm (?:run )?([\w:-]+)/.exec(part) ?? [];
      expect(['ci', ...Object.keys(scripts)]).toContain(script);
    }
  });

  it.each(shellCommands)('says what works: %s', async (command) => {
    // npx itself has run above, and takes longer to start than most commands to work.
    const { code, stdout, stderr } = await shell(command.replaceAll('npx isotheme', 'isotheme'));
    // A server that is told to stop has done its work.
    expect([0, ...(/ serve\b/.test(command) ? [null, 130] : [])], stderr).toContain(code);
    const written = / -o (\S+)/.exec(command)?.[1];
    if (written) await stat(path.join(folder, written));
    else if (/^(?:npx|node) /.test(command)) expect(stdout.trim()).not.toBe('');
    for (const [, verb] of command.matchAll(/isotheme (\w+)/g))
      if (SAID[verb!])
        expect(
          stdout.split('\n').some((line) => SAID[verb!]!.test(line)),
          `${verb}: ${stdout}`,
        ).toBe(true);
  });

  const programs = [...documentation.matchAll(/^```(?:js|ts)\n([\s\S]*?)^```/gm)].map(([, text]) => text!);
  it.each(programs.filter((text) => text.includes("from 'isotheme'")))(
    'has programs that run: %s',
    async (text) => {
      await writeFile(path.join(folder, 'program.mjs'), text);
      const { code, stderr } = await shell('node program.mjs');
      expect(code, stderr).toBe(0);
    },
  );
});
