// node build-map.mjs INPUT OUTPUT.csv
import { writeFile } from 'node:fs/promises';
import { buildMap, createEmbedder, exportMap, findRelated, readPapers } from 'isotheme';

const [input, output] = process.argv.slice(2);
const papers = await readPapers(input);
const embedder = await createEmbedder({ kind: 'lexical' });
const map = await buildMap(papers, { embedder, seed: 7 });

for (const { name, level, size } of map.manifest.themes)
  if (level === 0) console.log(`${name} (${size} papers)`);

for (const { title, similarity } of await findRelated(map, 'KV cache', { k: 3, embedder }))
  console.log(similarity.toFixed(2), title);

await writeFile(output, await exportMap(map, 'csv'));
