import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The package's folder: two above where this file lies, three where it was compiled to. */
export const PACKAGE_ROOT = findRoot();

/** The package's version. */
export const VERSION: string = JSON.parse(
  readFileSync(new URL('package.json', PACKAGE_ROOT), 'utf8'),
).version;

/** The built dashboard. */
export const WEB_ROOT = fileURLToPath(new URL('dist/web/', PACKAGE_ROOT));

function findRoot(): URL {
  const compiled = import.meta.url.endsWith('.js');
  return new URL(compiled ? '../../../' : '../../', import.meta.url);
}
