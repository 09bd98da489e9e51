/** The page of 106 papers with its real vectors, which are kept beside it, for tests of what comes after embedding. */
import { buildMap as buildCorpus } from '../../pipeline/api/verbs.ts';
import { type BuildOptions, buildMap } from '../../pipeline/build/build.ts';
import { embedText } from '../../pipeline/embed/embed-texts.ts';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import { readPapers } from '../../pipeline/node/api/verbs.ts';
import { createEmbedder } from '../../pipeline/node/embed/embedder.ts';
import type { Embedder, Paper } from '../../pipeline/types.ts';

const corpus = await readPapers('data/daily-papers-aug-19.txt');
const embedder = await createEmbedder({
  cacheDir: null,
  extraCaches: ['data/daily-papers-aug-19.embeddings'],
});
const all = await embedder.embed(corpus.papers.map(embedText));
await embedder.close();
const rowOf = new Map(corpus.papers.map((paper, row) => [embedText(paper), row]));

export function pagePapers(): readonly Paper[] {
  return corpus.papers;
}

/** `[papers, 384]` of papers of the page. */
export function pageVectors(papers: readonly Paper[]): Float32Array {
  const { dimension } = embedder.model;
  const vectors = new Float32Array(papers.length * dimension);
  papers.forEach((paper, i) => {
    const row = rowOf.get(embedText(paper))!;
    vectors.set(all.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  return vectors;
}

/** The model of the page's vectors, for these papers alone. */
export function pageEmbedder(papers: readonly Paper[]): Embedder {
  return { model: embedder.model, embed: async () => pageVectors(papers) };
}

/** Builds the page's map as `isotheme build` does without options; see `pageMap` for one that is built already. */
export function buildWholePage(): Promise<ThemeMap> {
  return buildCorpus(corpus, { embedder: pageEmbedder(corpus.papers) });
}

/** A map of some papers of the page, or of all with other options. */
export function buildPage(papers: readonly Paper[], options: BuildOptions = {}): Promise<ThemeMap> {
  return buildMap(
    papers,
    { name: 'page', file: 'page.txt', sha256: 'a'.repeat(64), warnings: 0 },
    { embedder: pageEmbedder(papers) },
    options,
  );
}
