/**
 * The export formats: one entry each, which the library and the command line read. A new format is a file with its writer, and an entry
 * here, or in paper-formats.ts if it can hold some of a map's papers. Writers are loaded when they are first used.
 */
import { UsageError } from '../util/errors.ts';
import { nearestWord } from '../util/nearest-word.ts';
import { shown } from '../util/shown.ts';
import { FORMATS_OF_PAPERS } from './paper-formats.ts';
import type { Format } from './types.ts';

export type { Format, WriteOptions } from './types.ts';

export const FORMATS = {
  ...FORMATS_OF_PAPERS,
  themes: {
    label: 'Themes',
    about: 'a theme a line as JSON, with what its papers say',
    // Not plain ".jsonl", which holds papers.
    extensions: ['themes.jsonl'],
    mime: 'application/jsonl',
    write: async (map) => (await import('./formats/themes.ts')).toThemes(map),
  },
  markdown: {
    label: 'Markdown',
    about: 'a report with the picture',
    extensions: ['md', 'markdown'],
    mime: 'text/markdown',
    write: async (map) => (await import('./formats/markdown.ts')).toMarkdown(map),
  },
  svg: {
    label: 'SVG',
    about: 'the picture',
    extensions: ['svg'],
    mime: 'image/svg+xml',
    aliases: ['pdf'],
    write: async (map) => (await import('./formats/svg.ts')).toSvg(map),
  },
} as const satisfies Record<string, Format>;

type Formats = Readonly<Record<string, Format>>;

/** The names of some formats. */
export function namesOf<F extends Formats>(formats: F): (keyof F & string)[] {
  return Object.keys(formats);
}

/**
 * The name of a format, checked.
 * @throws UsageError if there is no such format; the message suggests the likeliest and lists all
 */
export function formatNamed<F extends Formats>(formats: F, name: string): keyof F & string {
  if (Object.hasOwn(formats, name)) return name;
  const likely = likelyFormat(formats, String(name));
  const advice = likely ? `did you mean "${likely}"? Use` : 'use';
  throw new UsageError(`${shown(name)} is not a format; ${advice} one of ${namesOf(formats).join(', ')}.`, {
    code: 'invalid-argument',
  });
}

/** The format whose files end like this one, by the longest ending, or undefined. */
export function formatOfFile<F extends Formats>(formats: F, file: string): (keyof F & string) | undefined {
  const name = file.toLowerCase();
  let longest = 0;
  let found: (keyof F & string) | undefined;
  for (const format of namesOf(formats))
    for (const ending of formats[format]!.extensions)
      if (ending.length > longest && name.endsWith(`.${ending}`)) [longest, found] = [ending.length, format];
  return found;
}

/** The format that a word without a format of its own probably means, or undefined. */
export function likelyFormat<F extends Formats>(formats: F, word: string): (keyof F & string) | undefined {
  const owners = new Map(
    namesOf(formats).flatMap((name) => {
      const { aliases = [], extensions } = formats[name] as Format;
      return [name, ...aliases, ...extensions].map((each) => [each, name] as const);
    }),
  );
  const nearest = nearestWord(word.toLowerCase().replace(/^\./, ''), owners.keys());
  return nearest === null ? undefined : owners.get(nearest);
}
