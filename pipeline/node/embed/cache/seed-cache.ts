/**
 * `npm run seed-cache`: writes the sidecar cache of an input, with the vectors of its papers in their order. The page in
 * data/ has one, so that the first build needs no model. Write it again if the page, the default model or the text that is
 * embedded of a paper changes, on a processor with 8-bit dot products: others round differently.
 */
import { readFile, rename, rm } from 'node:fs/promises';
import process from 'node:process';
import { paperText } from '../../../embed/index.ts';
import { readBytes } from '../../../read/index.ts';
import { createEmbedder } from '../embedder.ts';
import { EmbeddingCache, textKey } from './embedding-cache.ts';

const [input, output] = process.argv.slice(2);
if (input === undefined || output === undefined) {
  console.error('Use: seed-cache <input> <output>');
  process.exit(2);
}
const { papers } = await readBytes(await readFile(input), input);
const embedder = await createEmbedder({ onLog: console.error });
const texts = papers.map((paper) => paperText(embedder.model.id, paper));
const vectors = await embedder.embed(texts);
const temporary = `${output}.tmp`;
await rm(temporary, { force: true });
const cache = new EmbeddingCache(temporary, embedder.model);
cache.append(texts.map(textKey), vectors);
cache.close();
await rename(temporary, output);
await embedder.close();
