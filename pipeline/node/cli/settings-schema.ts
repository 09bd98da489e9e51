/**
 * What a settings file may hold: a section for each verb that makes, asks or shows maps, with the verb's own options.
 * The published JSON schema (`pipeline/settings.schema.json`) is generated from this one.
 */
import * as v from 'valibot';
import type { Options } from './verb.ts';
import { buildOptions } from './verbs/build.ts';
import { compareOptions } from './verbs/compare.ts';
import { placeOptions } from './verbs/place.ts';
import { relatedOptions } from './verbs/related.ts';
import { serveOptions } from './verbs/serve.ts';
import { siteOptions } from './verbs/site.ts';
import { stabilityOptions } from './verbs/stability.ts';

type Entries<O extends Options> = { [K in keyof O]: v.OptionalSchema<O[K]['schema'], undefined> };

function section<O extends Options>(options: O) {
  const entries = Object.fromEntries(
    Object.entries(options).map(([name, { about, schema }]) => [
      name,
      v.optional(v.pipe(schema, v.description(`${about[0]!.toUpperCase()}${about.slice(1)}.`))),
    ]),
  ) as unknown as Entries<O>;
  return v.optional(v.strictObject(entries, 'expected an object of settings, such as {"seed": 7}'));
}

export const settingsFileSchema = v.strictObject(
  {
    $schema: v.optional(v.pipe(v.string('expected an address'), v.description('Address of this schema.'))),
    build: section({
      ...buildOptions['The input:'],
      ...buildOptions['The map:'],
      ...buildOptions['The vectors:'],
      ...buildOptions['The run:'],
    }),
    related: section(relatedOptions),
    compare: section(compareOptions),
    place: section({ ...placeOptions['The input:'], ...placeOptions['The run:'] }),
    stability: section(stabilityOptions),
    serve: section(serveOptions),
    site: section(siteOptions),
  },
  'expected an object with sections named like verbs, such as {"build": {"seed": 7}}',
);

/** What `isotheme.config.json` or `isotheme.config.ts` may hold. */
export type IsothemeSettings = v.InferInput<typeof settingsFileSchema>;
