import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './package-folder.ts';

/** The package's version. */
export const VERSION: string = JSON.parse(
  readFileSync(join(packageFolder(), 'package.json'), 'utf8'),
).version;

/** Folder of the built page. */
export const WEB_ROOT = join(packageFolder(), 'dist', 'web');
