/** Argument checks of `mountMap` and of a mounted map: one sentence for each wrong argument. */
import type { ThemeMap } from '../../pipeline/map/index.ts';
import { type ErrorCode, nearestWord, UsageError } from '../../pipeline/util/index.ts';
import type { MapEvents, MountOptions } from './types.ts';

/** The values of each option; null: any string. */
const OPTIONS: Record<keyof MountOptions, readonly string[] | null> = {
  scheme: ['system', 'light', 'dark'],
  colourBy: ['theme', 'year'],
  label: null,
};
const EVENTS: readonly (keyof MapEvents)[] = ['select', 'open', 'hover', 'theme'];

/** @throws UsageError */
export function checkElement(element: unknown): asserts element is HTMLElement {
  if (typeof (element as Element | null)?.attachShadow !== 'function')
    throw wrong(
      'invalid-argument',
      `mountMap: the element is ${shown(element)}; pass one of the page, such as a <div>.`,
    );
}

/** The error for an element in which the browser allows no shadow tree. */
export function noShadow({ localName }: Element): UsageError {
  return wrong(
    'invalid-argument',
    `mountMap: a <${localName}> cannot hold a map; pass another element, such as a <div>.`,
  );
}

/** The error for an address that no URL can be made of. */
export function noAddress(address: string | URL): UsageError {
  return wrong(
    'invalid-argument',
    `mountMap: ${shown(String(address))} is not an address; pass that of a map's folder or of its map.json.`,
  );
}

/** @throws UsageError */
export function checkMap(map: unknown): asserts map is ThemeMap | string | URL {
  const isAddress = typeof map === 'string' || map instanceof URL;
  const isMap =
    typeof map === 'object' && map !== null && ['manifest', 'papers', 'arrays'].every((part) => part in map);
  if (!isAddress && !isMap)
    throw wrong(
      'invalid-argument',
      `mountMap: the map is ${shown(map)}; pass the address of its folder, or a map from buildMap or decodeMap.`,
    );
}

/** @throws UsageError */
export function checkOptions(options: unknown): asserts options is MountOptions {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw wrong(
      'invalid-argument',
      `mountMap: the options are ${shown(options)}; pass an object, such as { scheme: 'dark' }.`,
    );
  const names = Object.keys(OPTIONS) as (keyof MountOptions)[];
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(OPTIONS, name))
      throw wrong('unknown-option', `mountMap: unknown option "${name}"; ${instead(name, names)}`);
    const known = OPTIONS[name as keyof MountOptions];
    if (value === undefined || (known ? known.includes(value) : typeof value === 'string')) continue;
    const wanted = known ? known.map((each) => `"${each}"`).join(' or ') : 'a string';
    throw wrong('invalid-option', `mountMap: the option "${name}" is ${shown(value)}; it must be ${wanted}.`);
  }
}

/** @throws UsageError */
export function checkListener(event: string, listener: unknown): void {
  if (!EVENTS.includes(event as keyof MapEvents))
    throw wrong('invalid-argument', `on: unknown event ${shown(event)}; ${instead(String(event), EVENTS)}`);
  if (typeof listener !== 'function')
    throw wrong('invalid-argument', `on: the listener is ${shown(listener)}; pass a function.`);
}

/** @throws UsageError */
export function checkIds(ids: unknown): void {
  if (typeof ids !== 'object' || ids === null || !(Symbol.iterator in ids))
    throw wrong('invalid-argument', `select: the ids are ${shown(ids)}; pass a list, such as ["p1", "p2"].`);
}

/** The end of a sentence about an unknown word. */
function instead(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  return near ? `did you mean "${near}"?` : `it has ${known.map((each) => `"${each}"`).join(', ')}.`;
}

/** A value as messages name it. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function wrong(code: ErrorCode, message: string): UsageError {
  return new UsageError(message, { code });
}
