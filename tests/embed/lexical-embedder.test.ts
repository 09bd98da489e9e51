import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { embedText, modelPrefix } from '../../pipeline/embed/embed-texts.ts';
import {
  createLexicalEmbedder,
  LEXICAL_WIDTH,
  rightSingularVectors,
} from '../../pipeline/embed/lexical/lexical-embedder.ts';
import type { SparseMatrix } from '../../pipeline/linalg/sparse.ts';
import { readBytes } from '../../pipeline/read/read.ts';
import { sparseTimesInScalars } from '../../pipeline/simd/sparse.ts';
import { fitVocabulary, weighTerms, words } from '../../pipeline/text/tf-idf.ts';
import { CancelledError } from '../../pipeline/util/errors.ts';
import { createRandom } from '../../pipeline/util/random.ts';

const D = LEXICAL_WIDTH;
const row = (vectors: Float32Array, i: number) => vectors.subarray(i * D, (i + 1) * D);
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

async function pageTexts(): Promise<string[]> {
  const page = readFileSync(new URL('../../data/daily-papers-aug-19.txt', import.meta.url));
  return (await readBytes(page, 'page.txt')).papers.map(embedText);
}

test('embedText joins title and abstract, or takes the one that a paper has', () => {
  expect(embedText({ title: 'A title', abstract: 'An abstract.' })).toBe('A title. An abstract.');
  expect(embedText({ title: 'A title', abstract: '' })).toBe('A title');
  expect(embedText({ title: '', abstract: 'An abstract.' })).toBe('An abstract.');
});

test('modelPrefix cuts a text after the 512 words that a model reads', () => {
  const words = Array.from({ length: 600 }, (_, i) => `w${i}`);
  expect(modelPrefix(words.join(' '))).toBe(words.slice(0, 512).join(' '));
  expect(modelPrefix(words.join(' — ! \n'))).toBe(words.slice(0, 512).join(' — ! \n'));
  for (const short of ['', 'a b', words.slice(0, 512).join(' '), '漢 '.repeat(2000), '. '.repeat(2000)]) {
    expect(modelPrefix(short)).toBe(short);
  }
});

describe('terms', () => {
  test('words are in lower case and longer than one character, without stop words', () => {
    expect(words('The KV-cache of LLMs, ﬁne-tuned (x) on Größe; it\'s "state-of-the-art"')).toEqual([
      'kv-cache',
      'llms',
      'fine-tuned',
      'größe',
      "it's",
      'state-of-the-art',
    ]);
  });

  test('weights are (1 + ln tf) · idf, in rows of length 1', () => {
    const texts = ['graph graph tree', 'graph', 'the'];
    const vocabulary = fitVocabulary(texts);
    expect([...vocabulary.columns.keys()]).toEqual(['graph', 'graph graph', 'graph tree', 'tree']);
    const rare = Math.log(4 / 2) + 1;
    const common = Math.log(4 / 3) + 1;
    expect([...vocabulary.idf].map((idf) => idf.toFixed(6))).toEqual(
      [common, rare, rare, rare].map((idf) => idf.toFixed(6)),
    );
    const { starts, values } = weighTerms(texts, vocabulary);
    expect([...starts]).toEqual([0, 4, 5, 5]);
    const first = [(1 + Math.log(2)) * common, rare, rare, rare];
    const length = Math.hypot(...first);
    for (let i = 0; i < 4; i++) expect(values[i]).toBeCloseTo(first[i]! / length, 12);
    expect(values[4]).toBe(1);
  });
});

describe('singular vectors', () => {
  test('two singular vectors contain all of a matrix of rank 2, the others are zero', () => {
    // Rows (1, 0, 1, 0), (0, 2, 0, 2) and their sum: singular vectors are (0, 1, 0, 1) / √2 mixed with (1, 0, 1, 0) / √2.
    const matrix: SparseMatrix = {
      starts: Int32Array.of(0, 2, 4, 8),
      columns: Int32Array.of(0, 2, 1, 3, 0, 1, 2, 3),
      values: Float64Array.of(1, 1, 2, 2, 1, 2, 1, 2),
      width: 4,
    };
    const right = rightSingularVectors(matrix, 3, createRandom(1));
    const { data: projected } = sparseTimesInScalars(matrix, right, new Float64Array(3));
    for (const [i, squares] of [2, 8, 10].entries()) {
      expect(projected[i * 3]! ** 2 + projected[i * 3 + 1]! ** 2).toBeCloseTo(squares, 9);
      expect(projected[i * 3 + 2]).toBe(0);
    }
  });
});

describe('the lexical embedder', () => {
  test('gives rows of length 1, and the same bytes for the same seed', async () => {
    const texts = await pageTexts();
    const vectors = await createLexicalEmbedder({ seed: 7 }).embed(texts);
    for (let i = 0; i < texts.length; i++) expect(dot(row(vectors, i), row(vectors, i))).toBeCloseTo(1, 5);
    expect(await createLexicalEmbedder({ seed: 7 }).embed(texts)).toEqual(vectors);
  });

  test('finds papers of one subject', async () => {
    const texts = await pageTexts();
    const embedder = createLexicalEmbedder();
    const vectors = await embedder.embed(texts);
    const query = await embedder.embed(['mixture of experts']);
    const best = texts
      .map((text, i) => ({ text, score: dot(query, row(vectors, i)) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, 3);
    for (const { text } of best) expect(text).toMatch(/mixture[- ]of[- ]experts|MoE/i);
  });

  test('keeps its space when it embeds later texts', async () => {
    const texts = await pageTexts();
    const embedder = createLexicalEmbedder();
    const vectors = await embedder.embed(texts);
    const again = await embedder.embed(texts.slice(10, 12));
    expect([...again]).toEqual([...vectors.subarray(10 * D, 12 * D)]);
  });

  test.each([
    ['no text', [] as string[]],
    ['one text', ['graph learning']],
    ['an empty text', ['']],
    ['two equal texts', ['graph', 'graph']],
    ['texts without a word', ['—', '!!', 'the of']],
    ['texts of signs of any kind', ['\uD800', '漢字 漢字', '\u0000 x']],
  ])('%s', async (_, texts) => {
    const vectors = await createLexicalEmbedder().embed(texts);
    expect(vectors).toHaveLength(texts.length * D);
    texts.forEach((text, i) => {
      const squares = dot(row(vectors, i), row(vectors, i));
      expect(squares).toBeCloseTo(words(text).length > 0 ? 1 : 0, 5);
    });
  });

  test('gives a text without a known word a row of zeros', async () => {
    const embedder = createLexicalEmbedder();
    await embedder.embed(['graph learning', 'graph theory']);
    expect((await embedder.embed(['zebra'])).every((value) => value === 0)).toBe(true);
  });

  test('can be cancelled', async () => {
    const run = createLexicalEmbedder().embed(['graph'], { signal: AbortSignal.abort() });
    await expect(run).rejects.toThrow(CancelledError);
  });
});
