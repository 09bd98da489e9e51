import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { complete, completionScript, SHELLS } from '../../../pipeline/node/cli/completion.ts';
import { createProgram } from '../../../pipeline/node/cli/program.ts';
import { CLI, isotheme } from '../../support/command-line.ts';

const MAPS = ['august', 'autumn', 'spring'];
const offered = (line: string) => complete(createProgram(), line.split(' '), MAPS);

it.each([
  ['bu', ['build']],
  ['model ', ['fetch', 'verify', 'list']],
  ['related au', ['august', 'autumn']],
  ['compare august s', ['spring']],
  ['related august au', []],
  ['build x --embedder l', ['lexical']],
  ['build x --like a', ['august', 'autumn']],
  ['build --seed 7 --themes', ['--themes']],
  ['export august --format g', ['gexf', 'graphml']],
  ['completion ', ['bash', 'zsh', 'fish']],
  ['build pap', []],
  ['nonsense ', createProgram().commands.map((command) => command.name())],
])('"%s" offers %j', (line, expected) => {
  expect(offered(line)).toEqual(expected);
});

it('offers every option of every verb', () => {
  const program = createProgram();
  for (const command of program.commands.filter((each) => each.commands.length === 0)) {
    const options = complete(program, [command.name(), '-'], []);
    for (const option of command.options)
      expect(options, command.name()).toContain(option.long ?? option.short);
  }
});

it.runIf(spawnSync('bash', ['--version']).status === 0)(
  'works in a real bash, with the names of maps',
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'isotheme-completion-'));
    try {
      await mkdir(path.join(folder, 'data/maps/august'), { recursive: true });
      await writeFile(path.join(folder, 'data/maps/august/map.json'), '{}');
      const { stdout: script } = await isotheme(['completion', 'bash']);
      expect(script).toBe(completionScript('bash'));
      const asked = `isotheme() { '${process.execPath}' '${CLI}' "$@"; }
${script}
COMP_WORDS=(isotheme related a); COMP_CWORD=2; _isotheme; printf '%s\\n' "\${COMPREPLY[@]}"
COMP_WORDS=(isotheme build --emb); COMP_CWORD=2; _isotheme; printf '%s\\n' "\${COMPREPLY[@]}"
complete -p isotheme`;
      const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', asked], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect(stdout.split('\n').slice(0, 3)).toEqual([
        'august',
        '--embedder',
        'complete -o bashdefault -o default -F _isotheme isotheme',
      ]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

it('knows three shells', async () => {
  expect(SHELLS).toEqual(['bash', 'zsh', 'fish']);
  const { code, stderr } = await isotheme(['completion', 'fsh']);
  expect(code).toBe(2);
  expect(stderr).toContain('Did you mean fish?');
});
