import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkIds, checkListener, checkMount, noShadow } from '../../../web/embed/check.ts';
import { tinyMap } from '../../support/tiny-map.ts';

const element = { attachShadow() {} };

beforeEach(() => void vi.stubGlobal('document', { baseURI: 'http://localhost/page.html' }));
afterEach(() => vi.unstubAllGlobals());

describe('the arguments of mountMap', () => {
  it('may be an element, a map or its address, and any of the options', () => {
    for (const map of ['maps/a/', new URL('http://localhost/maps/a/'), tinyMap()])
      checkMount(element, map, {});
    for (const options of [
      { scheme: 'dark' },
      { scheme: 'system', colourBy: 'year', label: 'Our papers' },
      { label: undefined },
    ])
      checkMount(element, 'maps/a/', options);
  });

  it.each([
    [
      'no element',
      [null, 'maps/a/', {}],
      'invalid-argument',
      /^mountMap: the argument "element" is null; expected an element of the page, such as a <div>\.$/,
    ],
    [
      'a selector in place of the element',
      ['#map', 'maps/a/', {}],
      'invalid-argument',
      /the argument "element" is "#map"; expected an element/,
    ],
    [
      'no map',
      [element, undefined, {}],
      'invalid-argument',
      /^mountMap: the argument "map" is missing; expected the address of a map, or a map from buildMap/,
    ],
    [
      'an address that no URL can be made of',
      [element, 'http://', {}],
      'invalid-argument',
      /the argument "map" is "http:\/\/"; expected the address/,
    ],
    [
      'a manifest in place of the map',
      [element, tinyMap().manifest, {}],
      'invalid-argument',
      /^mountMap: the map is not a map from buildMap or readMap \(/,
    ],
    [
      'null options',
      [element, 'maps/a/', null],
      'invalid-option',
      /^mountMap: the options are null; expected an object, such as \{ scheme: … \}\.$/,
    ],
    [
      'a misspelt option',
      [element, 'maps/a/', { colorBy: 'year' }],
      'unknown-option',
      /^"colorBy" is not an option of mountMap; did you mean "colourBy"\?$/,
    ],
    [
      'an unknown option',
      [element, 'maps/a/', { zoom: 2 }],
      'unknown-option',
      /^"zoom" is not an option of mountMap; its options are scheme, colourBy, label\.$/,
    ],
    [
      'an unknown scheme',
      [element, 'maps/a/', { scheme: 'drak' }],
      'invalid-option',
      /^mountMap: the option "scheme" is "drak"; expected "system" or "light" or "dark"\.$/,
    ],
    [
      'a label that is a number',
      [element, 'maps/a/', { label: 5 }],
      'invalid-option',
      /^mountMap: the option "label" is 5; expected string\.$/,
    ],
  ] as const)('are refused in one sentence: %s', (_, [target, map, options], code, message) => {
    expect(() => checkMount(target, map, options)).toThrow(
      expect.objectContaining({ name: 'UsageError', code, message: expect.stringMatching(message) }),
    );
  });

  it('are refused in one sentence: an element that takes no shadow tree', () => {
    expect(noShadow({ localName: 'canvas' } as Element)).toMatchObject({
      code: 'invalid-argument',
      message: 'mountMap: a <canvas> cannot hold a map; pass another element, such as a <div>.',
    });
  });
});

describe('the arguments of a mounted map', () => {
  it('may be every event, and ids in an array or a set', () => {
    for (const event of ['select', 'open', 'hover', 'theme']) checkListener(event, () => {});
    for (const ids of [[], ['p1'], new Set(['p1'])]) checkIds(ids);
  });

  it.each([
    [
      'an unknown event',
      () => checkListener('selected', () => {}),
      'on: the argument "event" is "selected"; expected "select" or "open" or "hover" or "theme".',
    ],
    [
      'no listener',
      () => checkListener('select', undefined),
      'on: the argument "listener" is missing; expected a function.',
    ],
    [
      'one id in place of a list',
      () => checkIds('p1'),
      'select: the argument "ids" is "p1"; expected a list of ids, such as ["p1", "p2"].',
    ],
    [
      'no ids',
      () => checkIds(null),
      'select: the argument "ids" is null; expected a list of ids, such as ["p1", "p2"].',
    ],
  ])('are refused in one sentence: %s', (_, call, message) => {
    expect(call).toThrow(expect.objectContaining({ code: 'invalid-argument', message }));
  });
});
