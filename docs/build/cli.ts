/** `npm run docs:cli` */
import { writeFileSync } from 'node:fs';
import { createProgram } from '../../pipeline/node/cli/program.ts';
import { cliPage } from './cli-page.ts';

writeFileSync(new URL('../cli.md', import.meta.url), cliPage(createProgram()));
