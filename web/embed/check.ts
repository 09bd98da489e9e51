/** Argument checks of `mountMap` and of a mounted map, by the library's own rules. */
import * as v from 'valibot';
import { checkArgument, checkMap, checkOptions } from '../../pipeline/api/index.ts';
import { UsageError } from '../../pipeline/util/index.ts';
import type { MapEvents, MountOptions } from './types.ts';

const schemes = ['system', 'light', 'dark'] as const;
const colours = ['theme', 'year'] as const;
const events = ['select', 'open', 'hover', 'theme'] as const satisfies readonly (keyof MapEvents)[];

const oneOf = (words: readonly string[]) =>
  v.picklist(words, `expected ${words.map((word) => `"${word}"`).join(' or ')}`);
const isElement = (value: unknown) => typeof (value as Element | null)?.attachShadow === 'function';

const element = v.custom(isElement, 'expected an element of the page, such as a <div>');
const address = v.custom(
  (value) => value instanceof URL || (typeof value === 'string' && URL.canParse(value, document.baseURI)),
  'expected the address of a map, or a map from buildMap or decodeMap',
);
const optionEntries = {
  scheme: v.optional(oneOf(schemes)),
  colourBy: v.optional(oneOf(colours)),
  label: v.optional(v.string()),
} satisfies Record<keyof MountOptions, unknown>;
const ids = v.custom(
  (value) => typeof value === 'object' && value !== null && Symbol.iterator in value,
  'expected a list of ids, such as ["p1", "p2"]',
);

/** @throws UsageError */
export function checkMount(target: unknown, map: unknown, options: unknown): void {
  checkArgument('mountMap', 'element', element, target);
  if (typeof map === 'object' && map !== null && !(map instanceof URL)) checkMap('mountMap', 'the map', map);
  else checkArgument('mountMap', 'map', address, map);
  checkOptions('mountMap', optionEntries, options);
}

/** @throws UsageError */
export function checkListener(event: unknown, listener: unknown): void {
  checkArgument('on', 'event', oneOf(events), event);
  checkArgument('on', 'listener', v.function('expected a function'), listener);
}

/** @throws UsageError */
export function checkIds(papers: unknown): void {
  checkArgument('select', 'ids', ids, papers);
}

/** The error for an element in which the browser allows no shadow tree. */
export function noShadow({ localName }: Element): UsageError {
  return new UsageError(
    `mountMap: a <${localName}> cannot hold a map; pass another element, such as a <div>.`,
    { code: 'invalid-argument' },
  );
}
