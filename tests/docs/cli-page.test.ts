import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { cliPage } from '../../docs/build/cli-page.ts';
import { createProgram } from '../../pipeline/node/cli/program.ts';

it('docs/cli.md is what the program says of itself; "npm run docs:cli" writes it again', async () => {
  const page = cliPage(createProgram());
  expect(page).toContain('## isotheme model fetch');
  expect(page).toContain('--min-dist <x>');
  expect(page).toContain('Examples:\n  $ isotheme build');
  expect(await readFile('docs/cli.md', 'utf8')).toBe(page);
});
