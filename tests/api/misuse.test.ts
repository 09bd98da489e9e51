/** What the library says of wrong arguments and options: which, what it is, what was expected, and the nearest right name. */
import { describe, expect, it } from 'vitest';
import * as isotheme from '../../pipeline/index.ts';
import { buildMap as buildInNode, readPapers as readFiles } from '../../pipeline/node/index.ts';
import { groupedEmbedder, SMALL_PAPERS, smallMap } from '../support/small-map.ts';

const embedder = groupedEmbedder();
const map = await smallMap();
const [first] = SMALL_PAPERS;
/** The same functions without their types. */
const wrong = isotheme as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;

const build = (options: object) => () => wrong.buildMap!(SMALL_PAPERS, { embedder, ...options });
const buildOf = (papers: unknown) => () => wrong.buildMap!(papers, { embedder });

describe('one sentence', () => {
  it.each<[what: string, code: isotheme.ErrorCode, call: () => unknown, message: string]>([
    [
      'neighbors',
      'unknown-option',
      build({ neighbors: 5 }),
      '"neighbors" is not an option of buildMap; did you mean "neighbours"?',
    ],
    [
      'limit',
      'unknown-option',
      () => wrong.findRelated!(map, 'x', { limit: 3 }),
      '"limit" is not an option of findRelated; its options are k, embedder, onProgress, signal.',
    ],
    [
      'minDist',
      'invalid-option',
      build({ minDist: 'x' }),
      'buildMap: the option "minDist" is "x"; expected a number from 0 to below 3.',
    ],
    [
      'minDist -3',
      'invalid-option',
      build({ minDist: -3 }),
      'buildMap: the option "minDist" is -3; expected a number from 0 to below 3.',
    ],
    [
      'minDist NaN',
      'invalid-option',
      build({ minDist: Number.NaN }),
      'buildMap: the option "minDist" is NaN; expected a number from 0 to below 3.',
    ],
    [
      'seed',
      'invalid-option',
      build({ seed: 1.5 }),
      'buildMap: the option "seed" is 1.5; expected a whole number of at least 0.',
    ],
    ['name', 'invalid-option', build({ name: '' }), 'buildMap: the option "name" is ""; expected a name.'],
    [
      'layout',
      'invalid-option',
      build({ layout: 'quick' }),
      'buildMap: the option "layout" is "quick"; expected one of auto, umap-js, fast.',
    ],
    [
      'embedder',
      'invalid-option',
      build({ embedder: 'lexical' }),
      'buildMap: the option "embedder" is "lexical"; expected an embedder: an object with "model" and "embed", such as createLexicalEmbedder() returns.',
    ],
    [
      'embedder.model',
      'invalid-option',
      build({ embedder: { ...embedder, model: { ...embedder.model, dimension: 'x' } } }),
      'buildMap: the option "embedder.model.dimension" is "x"; expected number.',
    ],
    [
      'like',
      'invalid-option',
      build({ like: {} }),
      'buildMap: the option "like" is {}; expected a map from buildMap or readMap.',
    ],
    [
      'no embedder',
      'invalid-option',
      () => wrong.buildMap!(SMALL_PAPERS),
      'buildMap: the option "embedder" is missing; expected an embedder: an object with "model" and "embed", such as createLexicalEmbedder() returns.',
    ],
    [
      'options',
      'invalid-option',
      () => wrong.buildMap!(SMALL_PAPERS, null),
      'buildMap: the options are null; expected an object, such as { embedder: … }.',
    ],
    [
      'papers null',
      'invalid-argument',
      buildOf(null),
      'buildMap: the papers are null; expected a list of papers, or what readPapers returned.',
    ],
    [
      'papers missing',
      'invalid-argument',
      buildOf(undefined),
      'buildMap: the papers are missing; expected a list of papers, or what readPapers returned.',
    ],
    [
      'a corpus without a name',
      'invalid-argument',
      buildOf({ papers: SMALL_PAPERS }),
      'buildMap: the argument "papers.name" is missing.',
    ],
    [
      'authors',
      'invalid-papers',
      buildOf([{ ...first, authors: 'A. Author' }]),
      'Paper 0: "authors" is "A. Author"; expected a list of strings.',
    ],
    [
      'a field',
      'invalid-papers',
      buildOf([{ ...first, titel: 'x' }]),
      'Paper 0: "titel" is not a field of a paper; did you mean "title"?',
    ],
    [
      'another field',
      'invalid-papers',
      buildOf([{ ...first, doi: 'x' }]),
      'Paper 0: "doi" is not a field of a paper; a paper has id, title, abstract, authors, date, url, venue, tags.',
    ],
    [
      'no paper',
      'invalid-papers',
      buildOf([null]),
      'Paper 0 is null; give each paper id, title and abstract.',
    ],
    [
      'no map',
      'invalid-argument',
      () => wrong.compareMaps!(map),
      'compareMaps: b is not a map from buildMap or readMap (expected an object with manifest, papers and arrays).',
    ],
    [
      'half a map',
      'invalid-argument',
      () => wrong.encodeMap!({ ...map, papers: [] }),
      'encodeMap: map is not a map from buildMap or readMap (papers: 0 papers, but map.json says 12).',
    ],
    [
      'k',
      'invalid-option',
      () => wrong.findRelated!(map, 'x', { k: 0 }),
      'findRelated: the option "k" is 0; expected a whole number of at least 1.',
    ],
    [
      'a query',
      'invalid-argument',
      () => wrong.findRelated!(map, null),
      'findRelated: the argument "query" is null; expected a paper\'s position, its id, its title, or words.',
    ],
    [
      'a file name',
      'invalid-option',
      () => wrong.readPapers!(new Uint8Array(1), 'papers.txt'),
      'readPapers: the options are "papers.txt"; expected an object, such as { fileName: … }.',
    ],
    [
      'fields',
      'invalid-option',
      () => wrong.readPapers!(new Uint8Array(1), { fields: { titel: 'x' } }),
      'readPapers: the option "fields.titel" is unknown; did you mean "title"?',
    ],
    [
      'labels',
      'invalid-argument',
      () => wrong.evaluateMap!(map, { 0: 'x' }),
      'evaluateMap: the argument "labels" is {"0":"x"}; expected a Map of labels by paper id, as readLabels returns it.',
    ],
    [
      'a theme',
      'invalid-argument',
      () => wrong.summariseTheme!(map, 99),
      'summariseTheme: the argument "theme" is 99; expected the id of a theme, 0 to 2.',
    ],
    [
      'keywords',
      'invalid-argument',
      () => wrong.evaluateNames!(map, new Map()),
      'evaluateNames: the argument "keywords" is {}; expected a list of { title, keywords }, as readKeywords returns it.',
    ],
    [
      'bytes',
      'invalid-argument',
      () => wrong.decodeMap!(async () => 'text'),
      'decodeMap: the argument "readFile("map.json")" is "text"; expected the bytes of a file, a Uint8Array.',
    ],
    [
      'no model, in Node',
      'unknown-option',
      () => buildInNode(SMALL_PAPERS, { embeder: 1 } as never),
      '"embeder" is not an option of buildMap; did you mean "embedder"?',
    ],
  ])('of %s', async (_, code, call, message) => {
    const error = await Promise.resolve()
      .then(call)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(isotheme.UsageError);
    expect(error).toMatchObject({ message, code });
  });

  it('of a tool that returns what no map can hold', async () => {
    const tools: [object, string][] = [
      [
        { embedder: { ...embedder, embed: async () => null } },
        'The embedder returned null; expected a Float32Array',
      ],
      [
        { findNeighbours: () => ({ count: 11 }) },
        'findNeighbours returned neighbours of 11 papers, not of 12.',
      ],
      [
        { findNeighbours: () => undefined },
        'findNeighbours returned undefined; expected an object with count, k,',
      ],
      [{ rename: async () => ({}) }, 'rename returned {} (field "words"'],
      [
        { startNameThread: () => ({}) },
        'startNameThread returned {}; expected null, or an object with name and stop.',
      ],
      [
        { startNameThread: () => ({ name: async () => [], stop: async () => {} }) },
        'startNameThread returned words that are not one list a level',
      ],
    ];
    for (const [tool, message] of tools) {
      const failed = build(tool)();
      await expect(failed).rejects.toThrow(message);
      await expect(failed).rejects.toMatchObject({ code: 'invalid-result' });
    }
  });

  it('of a file, with its name and line', async () => {
    const broken = new TextEncoder().encode('not json');
    await expect(isotheme.readLabels(broken, 'labels.jsonl')).rejects.toMatchObject({
      code: 'unreadable-input',
      file: 'labels.jsonl',
    });
    await expect(isotheme.readPapers(new Uint8Array(0), { fileName: 'a.csv' })).rejects.toMatchObject({
      code: 'unreadable-input',
      file: 'a.csv',
    });
    await expect(readFiles('none.txt', { fileName: 'x' })).rejects.toThrow('"fileName" names bytes');
  });
});

it('takes the readers’ own options', async () => {
  const jsonl = new TextEncoder().encode('{"id":"a","name":"A study","text":"We study."}\n'.repeat(2));
  const options = { fields: { title: 'name', abstract: 'text' } };
  expect((await isotheme.readPapers(jsonl, options)).papers).toHaveLength(1);
  expect((await isotheme.readPapers(jsonl, { ...options, keepDuplicates: true })).papers).toMatchObject([
    { title: 'A study', abstract: 'We study.' },
    { title: 'A study' },
  ]);
});
