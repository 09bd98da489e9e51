import { describe, expect, it } from 'vitest';
import { querySimilarities, queryText, standingOut } from '../../../pipeline/embed/prompt.ts';
import { best, fuseScores, ranked, similarityTo } from '../../../pipeline/related/score-fusion.ts';
import { createRandom } from '../../../pipeline/util/random.ts';
import { hybridSearch } from '../../../web/search/query/hybrid-search.ts';
import { createVectorService } from '../../../web/search/semantic/vector-service.ts';

describe('hybridSearch', () => {
  // Eight papers in the plane: three to the right, one between, four elsewhere.
  const at = (degrees: number) => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const vectors = Float32Array.from([0, 5, 10, 60, 180, 200, 220, 240].flatMap(at));
  const toSome = (papers: readonly number[]) => similarityTo(papers, vectors, Float32Array.of(0, 0));
  const similarities = Float32Array.of(0.9, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.85);

  it('ranks papers first that keyword search and semantic search agree on', () => {
    const [first] = hybridSearch(similarities, { papers: [0], scores: [9] }, toSome, null);
    expect(first).toMatchObject({ paper: 0, keywordRank: 0, semanticRank: 0 });
    const answer = hybridSearch(similarities, { papers: [0, 5], scores: [9, 4] }, toSome, null);
    const five = answer.find(({ paper }) => paper === 5)!;
    expect([five.keywordRank, five.semanticRank]).toEqual([1, -1]);
    const seven = answer.find(({ paper }) => paper === 7)!;
    expect([seven.keywordRank, seven.semanticRank]).toEqual([-1, 1]);
  });

  it('returns all keyword hits, and of the other papers those that stand out', () => {
    const answer = hybridSearch(similarities, { papers: [4], scores: [1] }, toSome, null);
    const papers = answer.map(({ paper }) => paper);
    expect(papers).toContain(4);
    expect(papers).not.toContain(3);
    expect(answer.map(({ score }) => score)).toEqual(answer.map(({ score }) => score).sort((a, b) => b - a));
  });

  it('answers by similarity alone if no word is found, and only with allowed papers', () => {
    const none = { papers: [], scores: [] };
    expect(hybridSearch(similarities, none, toSome, null)[0]!.paper).toBe(0);
    expect(hybridSearch(similarities, none, toSome, [7]).map(({ paper }) => paper)).toEqual([7]);
    expect(hybridSearch(similarities, none, toSome, [])).toEqual([]);
  });
});

it('weighs keywords by how far the papers they find stand out in similarity', () => {
  // Sixteen papers; to meaning the first stands out by 2.9 deviations, the last four are below the mean.
  const meaning = Float32Array.from({ length: 16 }, (_, paper) =>
    paper === 0 ? 0.9 : paper < 12 ? 0.5 : 0.4,
  );
  const alike = () => new Float64Array(16);
  const found = (...papers: number[]) =>
    Float64Array.from(meaning, (_, paper) => (papers.includes(paper) ? 1 : 0));
  const gain = (papers: number[], of: number) =>
    fuseScores(meaning, found(...papers), alike)[of]! - fuseScores(meaning, found(), alike)[of]!;
  // One in sixteen is √15 deviations above the mean, of which all counts, or nothing.
  expect(gain([0], 0)).toBeCloseTo(Math.sqrt(15), 6);
  expect(gain([15], 15)).toBe(0);
  // Of one that stands out and two that do not, a part.
  expect(gain([0, 1, 2], 1)).toBeGreaterThan(0.5);
  expect(gain([0, 1, 2], 1)).toBeLessThan(0.9 * Math.sqrt(13 / 3));
});

it('puts the prefix of the model before a question', () => {
  expect(queryText('Xenova/bge-small-en-v1.5', 'kv cache')).toBe(
    'Represent this sentence for searching relevant passages: kv cache',
  );
  expect(queryText('Xenova/all-MiniLM-L6-v2', 'kv cache')).toBe('kv cache');
});

it('returns the allowed papers that stand out from the spread, best first', () => {
  const similarities = querySimilarities(
    Float32Array.of(1, 0),
    Float32Array.of(0.5, 0, 0.5, 0, 0.75, 0, 0.5, 0, 1, 0, 0.5, 0, 0.5, 0, 0.5, 0),
  );
  expect([...similarities]).toEqual([0.5, 0.5, 0.75, 0.5, 1, 0.5, 0.5, 0.5]);
  // mean .594, deviation .174: the bound lies at .768
  expect(standingOut(similarities)).toEqual([4]);
  expect(standingOut(similarities, { allowed: [0, 2] })).toEqual([]);
  expect(standingOut(Float32Array.of(3, 1, 3, 0, 0, 0, 0, 0), { limit: 2 })).toEqual([0, 2]);
});

it('finds the best papers in the order in which sorting all would put them', () => {
  const random = createRandom(3);
  for (let count = 1; count < 60; count++) {
    // Few values, so that many are alike.
    const scores = Float64Array.from({ length: count }, () => Math.floor(random() * 7) - 3);
    for (const k of [0, 1, 2, 3, 7, count - 1, count, count + 1])
      expect(best(scores, k)).toEqual(ranked(scores).slice(0, Math.max(0, k)));
  }
});

it('uses similarities computed ahead only for the same question and the same map', async () => {
  const map = (angles: number[]) => ({
    vectors: Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])),
    mean: Float32Array.of(0, 0),
  });
  const question = (angle: number) => ({
    vector: Float32Array.of(Math.cos(angle), Math.sin(angle)),
    keywords: { papers: [], scores: [] },
    allowed: null,
  });
  const [one, other] = [map([0, 1, 2, 3, 4, 5]), map([5, 4, 3, 2, 1, 0])];
  const fresh = async (source: typeof one, angle: number) => {
    const service = createVectorService();
    await service.load(source);
    return service.hybrid(question(angle));
  };
  const service = createVectorService();
  await service.load(one);
  service.compare(question(1).vector);
  expect(service.hybrid(question(1))).toEqual(await fresh(one, 1));
  expect(service.hybrid(question(1))[0]!.paper).toBe(1);
  expect(service.hybrid(question(3))).toEqual(await fresh(one, 3));
  await service.load(other);
  expect(service.hybrid(question(3))).toEqual(await fresh(other, 3));
  expect(service.hybrid(question(3))[0]!.paper).toBe(2);
});
