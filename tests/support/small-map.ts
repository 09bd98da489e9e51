/** A small map for tests that are not about its themes: twelve papers in three groups, made by the real stages but for the vectors. */
import { buildMap } from '../../pipeline/build/build.ts';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import type { Embedder, Paper } from '../../pipeline/types.ts';
import { createRandom, gaussian } from '../../pipeline/util/random.ts';

const TOPICS = [
  ['speculative decoding', 'draft models propose tokens that a target model verifies'],
  ['underwater tracking', 'objects are followed in turbid water with sonar and cameras'],
  ['program repair', 'compilers report faults that a language model then mends'],
] as const;

export const SMALL_PAPERS: Paper[] = Array.from({ length: 12 }, (_, i) => {
  const [topic, abstract] = TOPICS[i % 3]!;
  return {
    id: String(i),
    title: `Study ${i} of ${topic}`,
    abstract: `In ${topic}, ${abstract}. We measure ${topic} on ${i + 2} tasks.`,
    authors: ['A. Author'],
    date: '2024',
  };
});

/** Unit vectors `[N, 8]` about one centre for each group of the papers' order. */
export function groupedVectors(count: number, seed: number, groups = 3, width = 8): Float32Array {
  const random = createRandom(seed);
  const vectors = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const row = Array.from(
      { length: width },
      (_, d) => (d === i % groups ? 1.5 : 0) + 0.2 * gaussian(random),
    );
    const length = Math.hypot(...row);
    row.forEach((value, d) => {
      vectors[i * width + d] = value / length;
    });
  }
  return vectors;
}

export function groupedEmbedder(seed = 1): Embedder {
  return {
    model: { id: 'Xenova/bge-small-en-v1.5', sha256: 'a'.repeat(64), pooling: 'cls', dimension: 8 },
    embed: async (texts) => groupedVectors(texts.length, seed),
  };
}

export function smallMap(seed = 1): Promise<ThemeMap> {
  return buildMap(
    SMALL_PAPERS,
    { name: 'small', file: 'small.jsonl', sha256: 'b'.repeat(64), warnings: 0 },
    { embedder: groupedEmbedder(seed) },
    { seed, themes: 3 },
  );
}
