/** Small maps, each with something that a test needs: dates and links, many papers, hostile texts. */
import { buildMap } from '../../pipeline/build/build.ts';
import type { ThemeMap } from '../../pipeline/map/schema.ts';
import type { Embedder, Paper } from '../../pipeline/types.ts';
import { keptMap } from './kept-maps.ts';
import { groupedEmbedder, groupedVectors } from './small-map.ts';

function sample(name: string, file: string, papers: Paper[], embedder: Embedder): Promise<ThemeMap> {
  const sha256 = Buffer.from(name).toString('hex').padEnd(64, '0');
  const source = { name, file, sha256, warnings: 0 };
  return keptMap(name, () => buildMap(papers, source, { embedder }, { seed: 1, themes: 3 }));
}

/** A map with years, venues, authors and links: 60 papers in three groups. */
export function datedMap(): Promise<ThemeMap> {
  const topics = ['speculative decoding', 'underwater tracking', 'program repair'];
  const papers = Array.from({ length: 60 }, (_, i): Paper => {
    const topic = topics[i % 3]!;
    return {
      id: `p${i}`,
      title: `Study ${i} of ${topic}`,
      abstract: `We study ${topic}. The ${topic} of study ${i} is measured on many tasks. A second sentence on ${topic} follows here.`,
      authors: [i % 2 ? 'Ada Lovelace' : 'Émile Borel', 'Kim Lee'],
      date: `${2019 + (i % 5)}-03`,
      venue: i % 4 === 0 ? 'ACL' : 'COLM',
      url: i === 0 ? 'javascript:alert(1)' : `https://example.org/${i}`,
    };
  });
  return sample('dated', 'dated.jsonl', papers, groupedEmbedder());
}

/** A map made from word counts, and one of many papers for the table. */
export function lexicalMap(): Promise<ThemeMap> {
  return manyPapers('lexical', 12, {
    model: { id: 'lexical', sha256: null, pooling: 'none', dimension: 8 },
    embed: async (texts) => groupedVectors(texts.length, 1),
  });
}

export function largeMap(): Promise<ThemeMap> {
  return manyPapers('large', 1200, groupedEmbedder());
}

function manyPapers(name: string, count: number, embedder: Embedder): Promise<ThemeMap> {
  const papers = Array.from({ length: count }, (_, i) => ({
    id: String(i),
    title: `Paper ${i}`,
    abstract: `Words of group ${i % 3} and of paper ${i}.`,
  }));
  return sample(name, `${name}.jsonl`, papers, embedder);
}

export const HOSTILE = [
  '<img src=x onerror="globalThis.__ran=1">',
  '</script><script>globalThis.__ran=1</script>',
  '\u202eright to left\u202c and \u0000 and 😀',
  '"><svg onload=globalThis.__ran=1>',
  'x'.repeat(10_000),
  '{{constructor}} &lt;b&gt; <!-- <style>*{display:none}</style>',
];

/** A map whose every text is hostile. */
export function hostileMap(): Promise<ThemeMap> {
  const papers = Array.from({ length: 24 }, (_, i): Paper => {
    const text = HOSTILE[i % HOSTILE.length]!;
    return {
      id: `${i} ${text.slice(0, 40)}`,
      title: text,
      abstract: `${text}. Common words of all papers here. ${text}`,
      authors: [text],
      venue: text,
      url: `javascript:globalThis.__ran=1//${i}`,
      date: '2024',
    };
  });
  return sample('hostile', '<b>.jsonl', papers, groupedEmbedder());
}
