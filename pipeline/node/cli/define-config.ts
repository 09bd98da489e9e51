import type { IsothemeSettings } from './settings-schema.ts';

/**
 * Gives editors the types of a settings file. Returns its argument.
 *
 * @example
 * ```ts
 * // isotheme.config.ts
 * import { defineConfig } from 'isotheme';
 * export default defineConfig({ build: { seed: 7, neighbours: 20 } });
 * ```
 * @param settings a section for each verb, its options by their long names in camel case
 */
export function defineConfig(settings: IsothemeSettings): IsothemeSettings {
  return settings;
}
