/**
 * Writes a cache file with the vectors of one input's papers, in the papers' order:
 *
 *     node dist/pipeline/node/seed-cache.js data/daily-papers-aug-19.txt data/daily-papers-aug-19.embeddings
 *
 * Such a file lies beside data's own page, so that the first build needs no model.
 */
import { readFile, rename, rm } from 'node:fs/promises';
import process from 'node:process';
import { embedText } from '../embed-text.ts';
import { readPapers } from '../read.ts';
import { createEmbedder } from './embedder.ts';
import { EmbeddingCache, textKey } from './embedding-cache.ts';

const [input, output] = process.argv.slice(2);
if (input === undefined || output === undefined) {
  console.error('Use: seed-cache <input> <output>');
  process.exit(2);
}
const { papers } = await readPapers(await readFile(input), input);
const texts = papers.map(embedText);
const embedder = await createEmbedder({ onLog: console.error });
const vectors = await embedder.embed(texts);
const temporary = `${output}.tmp`;
await rm(temporary, { force: true });
const cache = new EmbeddingCache(temporary, embedder.model);
cache.append(texts.map(textKey), vectors);
cache.close();
await rename(temporary, output);
await embedder.close();
