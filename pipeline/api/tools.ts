/** The caller's tools, with each result checked: a wrong number would spread to every position and theme of the map. */
import * as v from 'valibot';
import type { BuildTools } from '../build/build.ts';
import { issueText } from '../map/error.ts';
import { namerSchema } from '../map/schema.ts';
import type { Embedder, Matrix, ThemeWords } from '../types.ts';
import { UserError } from '../util/errors.ts';
import { shown } from '../util/shown.ts';

function refuse(message: string): never {
  throw new UserError(message, { code: 'invalid-result' });
}

/** An embedder whose vectors are checked: as many as there are texts, of its own width, and finite. */
export function checkedEmbedder(inner: Embedder): Embedder {
  const { dimension } = inner.model;
  return {
    model: inner.model,
    precomputed: inner.precomputed,
    endpoint: inner.endpoint,
    async embed(texts, run) {
      const vectors: unknown = await inner.embed(texts, run);
      if (!(vectors instanceof Float32Array))
        refuse(`The embedder returned ${shown(vectors)}; expected a Float32Array with a vector a text.`);
      if (vectors.length !== texts.length * dimension)
        refuse(
          `The embedder returned ${vectors.length} numbers for ${texts.length} texts of ${dimension} each; expected a vector a text.`,
        );
      const at = vectors.findIndex((value) => !Number.isFinite(value));
      if (at >= 0)
        refuse(
          `The embedder returned a vector that is not finite for the text ${shown(texts[Math.floor(at / dimension)])}; fix the embedder.`,
        );
      return vectors;
    },
  };
}

type Search = NonNullable<BuildTools['findNeighbours']>;

/** A search whose neighbours are checked: rows of k other papers with finite similarities. */
export function checkedSearch(inner: Search): Search {
  return (representation, wanted) => {
    const near: unknown = inner(representation, wanted);
    const problem = neighboursProblem(near, representation);
    if (problem !== null) refuse(`findNeighbours returned ${problem}.`);
    return near as ReturnType<Search>;
  };
}

function neighboursProblem(near: unknown, { rows: count }: Matrix): string | null {
  const wanted = `expected an object with count, k, indices [count, k] and similarities [count, k]`;
  if (typeof near !== 'object' || near === null) return `${shown(near)}; ${wanted}`;
  const { k, indices, similarities, ...rest } = near as Partial<ReturnType<Search>>;
  if (rest.count !== count) return `neighbours of ${shown(rest.count)} papers, not of ${count}`;
  if (!Number.isInteger(k) || k! < 0 || k! > Math.max(0, count - 1))
    return `k = ${shown(k)}, expected a whole number below ${count}`;
  if (!(indices instanceof Int32Array) || indices.length !== count * k!)
    return `indices that are no Int32Array of ${count} × ${k}`;
  if (!(similarities instanceof Float32Array) || similarities.length !== count * k!)
    return `similarities that are no Float32Array of ${count} × ${k}`;
  const wrong = indices.find((paper) => paper < 0 || paper >= count);
  if (wrong !== undefined) return `paper ${wrong} as a neighbour, of ${count} papers`;
  const odd = similarities.find((value) => !Number.isFinite(value));
  return odd === undefined ? null : `the similarity ${odd}`;
}

const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const wordsSchema = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  keywords: v.array(v.string()),
  keywordWeights: v.array(v.number()),
  exemplars: v.array(index),
  evidence: v.optional(
    v.object({ share: v.number(), papers: v.array(index), runnersUp: v.array(v.string()) }),
  ),
});

function checkWords(tool: string, words: unknown, counts: readonly number[]): ThemeWords[][] {
  const schema = v.strictTuple(counts.map((count) => v.pipe(v.array(wordsSchema), v.length(count))));
  const result = v.safeParse(schema, words);
  if (!result.success)
    refuse(
      `${tool} returned words that are not one list a level with one entry a theme (${issueText(result.issues[0])}).`,
    );
  return words as ThemeWords[][];
}

/** Tools whose results are checked before the stages go on with them. */
export function checkedTools({
  embedder,
  findNeighbours,
  rename,
  startNameThread,
  memo,
}: BuildTools): BuildTools {
  return {
    embedder: checkedEmbedder(embedder),
    ...(findNeighbours && { findNeighbours: checkedSearch(findNeighbours) }),
    ...(rename && {
      async rename(papers, clustering, words, run) {
        const renamed: unknown = await rename(papers, clustering, words, run);
        const result = v.safeParse(v.object({ words: v.unknown(), record: namerSchema }), renamed);
        if (!result.success) refuse(`rename returned ${shown(renamed)} (${issueText(result.issues[0])}).`);
        const counts = clustering.levels.map(({ count }) => count);
        const { record } = renamed as Awaited<ReturnType<typeof rename>>;
        return { words: checkWords('rename', result.output.words, counts), record };
      },
    }),
    ...(startNameThread && {
      startNameThread(papers) {
        const naming = startNameThread(papers);
        if (naming === null) return null;
        if (typeof naming?.name !== 'function' || typeof naming.stop !== 'function')
          refuse(
            `startNameThread returned ${shown(naming)}; expected null, or an object with name and stop.`,
          );
        return {
          name: async (features, levels) =>
            checkWords(
              'startNameThread',
              await naming.name(features, levels),
              levels.map(({ count }) => count),
            ),
          stop: () => naming.stop(),
        };
      },
    }),
    ...(memo && { memo }),
  };
}
