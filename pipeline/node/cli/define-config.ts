import type { IsothemeSettings } from './settings-schema.ts';

/**
 * Gives an editor the types of a settings file, and hands it on as it is.
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
