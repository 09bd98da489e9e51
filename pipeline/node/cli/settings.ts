/** The settings file: found, read, checked, and applied below the command line's own options. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import * as v from 'valibot';
import { didYouMean, shown, UserError } from '../../util/index.ts';
import { type IsothemeSettings, settingsFileSchema } from './settings-schema.ts';

/** Names of settings files in the working folder. */
const SETTINGS_FILES = ['json', 'ts', 'mts', 'mjs', 'js'].map((ending) => `isotheme.config.${ending}`);

/**
 * Reads the settings.
 * @param named `--config`; without it, one of {@link SETTINGS_FILES} in `folder`
 * @returns null if there is no file
 * @throws UserError if the file can't be read or has a wrong setting: one sentence with file and key
 */
export async function readSettings(
  named: string | undefined,
  folder = process.cwd(),
): Promise<IsothemeSettings | null> {
  const file = named ?? findFile(folder);
  if (file === null) return null;
  if (!existsSync(path.resolve(folder, file)))
    throw new UserError(`${file}: no such file; check the path after --config.`);
  return checkSettings(await load(path.resolve(folder, file), file), file);
}

function findFile(folder: string): string | null {
  const [first, second] = SETTINGS_FILES.filter((name) => existsSync(path.join(folder, name)));
  if (second !== undefined)
    throw new UserError(`${first} and ${second} are both here; keep one, or name one with --config.`);
  return first ?? null;
}

async function load(full: string, file: string): Promise<unknown> {
  const ending = path.extname(file);
  if (ending === '.json') return parseJson(await readFile(full, 'utf8'), file);
  try {
    if (ending === '.ts' || ending === '.mts') {
      // Node 20 reads no TypeScript.
      const { createJiti } = await import('jiti');
      return await createJiti(full, { fsCache: false, moduleCache: false }).import(full, { default: true });
    }
    if (ending === '.js' || ending === '.mjs') return (await import(pathToFileURL(full).href)).default;
  } catch (error) {
    throw new UserError(`${file}: can't be run (${(error as Error).message.split('\n')[0]}); fix it.`);
  }
  throw new UserError(`${file}: settings are a .json, .ts, .mts, .mjs or .js file; give one of these.`);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const { message } = error as Error;
    const at = /position (\d+)/.exec(message)?.[1];
    const line = at === undefined ? '' : `:${text.slice(0, Number(at)).split('\n').length}`;
    throw new UserError(`${file}${line}: not valid JSON (${message.split('\n')[0]}); fix it.`);
  }
}

/** @throws UserError with file, key, and what was expected */
function checkSettings(value: unknown, file: string): IsothemeSettings {
  // The schema's objects accept lists too.
  const result = v.safeParse(settingsFileSchema, Array.isArray(value) ? null : value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const keys = (issue.path ?? []).map((step) => String(step.key));
  const where = keys.length > 0 ? `${file}: ${keys.join('.')}` : file;
  // A strict object reports an unknown key by expecting nothing there.
  if (issue.expected === 'never') {
    const known = knownKeys(keys.slice(0, -1));
    const rest = `; its settings are ${known.join(', ')}.`;
    throw new UserError(`${where}: no such setting${didYouMean(keys.at(-1)!, known, rest)}`);
  }
  throw new UserError(`${where}: ${issue.message}, not ${shown(issue.input)}.`);
}

/** Keys of the whole file, or of one section. */
function knownKeys([name]: readonly string[]): string[] {
  const { entries } = settingsFileSchema;
  if (name === undefined) return Object.keys(entries).filter((key) => key !== '$schema');
  const found = entries[name as 'build'];
  return Object.keys(found.wrapped.entries);
}

/** Applies the settings of `command`'s section; options given on the command line stay. */
export function applySettings(command: Command, settings: IsothemeSettings): void {
  const section = settings[command.name() as keyof IsothemeSettings];
  if (typeof section !== 'object') return;
  for (const [key, value] of Object.entries(section)) {
    const source = command.getOptionValueSource(key);
    if (source === undefined || source === 'default') command.setOptionValueWithSource(key, value, 'config');
  }
}
