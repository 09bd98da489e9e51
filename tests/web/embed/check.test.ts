import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../pipeline/util/index.ts';
import {
  checkElement,
  checkIds,
  checkListener,
  checkMap,
  checkOptions,
  noAddress,
  noShadow,
} from '../../../web/embed/check.ts';
import { tinyMap } from '../../support/tiny-map.ts';

const element = { attachShadow() {} };

describe('the arguments of mountMap', () => {
  it('accepts an element, a map or its address, and every option', () => {
    checkElement(element);
    for (const map of ['maps/a/', new URL('http://localhost/maps/a/'), tinyMap()]) checkMap(map);
    for (const options of [
      {},
      { scheme: 'dark' },
      { scheme: 'system', colourBy: 'year', label: 'Our papers' },
      { label: undefined },
    ])
      checkOptions(options);
  });

  it.each([
    [
      'no element',
      () => checkElement(null),
      'invalid-argument',
      'mountMap: the element is null; pass one of the page, such as a <div>.',
    ],
    [
      'a selector in place of the element',
      () => checkElement('#map'),
      'invalid-argument',
      'mountMap: the element is "#map"; pass one of the page, such as a <div>.',
    ],
    [
      'an element that takes no shadow tree',
      () => {
        throw noShadow({ localName: 'canvas' } as Element);
      },
      'invalid-argument',
      'mountMap: a <canvas> cannot hold a map; pass another element, such as a <div>.',
    ],
    [
      'no map',
      () => checkMap(undefined),
      'invalid-argument',
      'mountMap: the map is undefined; pass the address of its folder, or a map from buildMap or decodeMap.',
    ],
    [
      'a manifest in place of the map',
      () => checkMap(tinyMap().manifest),
      'invalid-argument',
      'mountMap: the map is an object; pass the address of its folder, or a map from buildMap or decodeMap.',
    ],
    [
      'an address that is none',
      () => {
        throw noAddress('http://');
      },
      'invalid-argument',
      'mountMap: "http://" is not an address; pass that of a map\'s folder or of its map.json.',
    ],
    [
      'null options',
      () => checkOptions(null),
      'invalid-argument',
      "mountMap: the options are null; pass an object, such as { scheme: 'dark' }.",
    ],
    [
      'an array of options',
      () => checkOptions(['dark']),
      'invalid-argument',
      "mountMap: the options are an array; pass an object, such as { scheme: 'dark' }.",
    ],
    [
      'a misspelt option',
      () => checkOptions({ colorBy: 'year' }),
      'unknown-option',
      'mountMap: unknown option "colorBy"; did you mean "colourBy"?',
    ],
    [
      'an unknown option',
      () => checkOptions({ zoom: 2 }),
      'unknown-option',
      'mountMap: unknown option "zoom"; it has "scheme", "colourBy", "label".',
    ],
    [
      'a wrong scheme',
      () => checkOptions({ scheme: 'drak' }),
      'invalid-option',
      'mountMap: the option "scheme" is "drak"; it must be "system" or "light" or "dark".',
    ],
    [
      'a label that is a number',
      () => checkOptions({ label: 5 }),
      'invalid-option',
      'mountMap: the option "label" is 5; it must be a string.',
    ],
  ])('refuses %s in one sentence', (_, call, code, message) => {
    expect(call).toThrow(expect.objectContaining({ name: 'UsageError', code, message }));
    expect(call).toThrow(UsageError);
  });
});

describe('the arguments of a mounted map', () => {
  it('accepts every event, and ids in an array or a set', () => {
    for (const event of ['select', 'open', 'hover', 'theme']) checkListener(event, () => {});
    for (const ids of [[], ['p1'], new Set(['p1'])]) checkIds(ids);
  });

  it.each([
    [
      'a misspelt event',
      () => checkListener('selected', () => {}),
      'on: unknown event "selected"; did you mean "select"?',
    ],
    [
      'no listener',
      () => checkListener('select', undefined),
      'on: the listener is undefined; pass a function.',
    ],
    [
      'one id in place of a list',
      () => checkIds('p1'),
      'select: the ids are "p1"; pass a list, such as ["p1", "p2"].',
    ],
    ['no ids', () => checkIds(null), 'select: the ids are null; pass a list, such as ["p1", "p2"].'],
  ])('refuses %s in one sentence', (_, call, message) => {
    expect(call).toThrow(expect.objectContaining({ code: 'invalid-argument', message }));
  });
});
