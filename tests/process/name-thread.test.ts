import { expect, it } from 'vitest';
import { buildMap } from '../../pipeline/build/build.ts';
import { cluster } from '../../pipeline/cluster/cluster.ts';
import { createLexicalEmbedder } from '../../pipeline/embed/lexical/lexical-embedder.ts';
import { name, nameThemes, readPhrases } from '../../pipeline/name/name.ts';
import { neighbours } from '../../pipeline/neighbours/neighbours.ts';
import { startNameThread } from '../../pipeline/node/name/name-thread.ts';
import { represent } from '../../pipeline/represent/represent.ts';
import type { Matrix, Paper, ThemeGroups } from '../../pipeline/types.ts';

const TOPICS = ['graph matching', 'speech synthesis', 'code repair', 'protein folding', 'sparse attention'];

/** Papers on a few topics, each with words of its own. */
function papersOf(count: number): Paper[] {
  return Array.from({ length: count }, (_, i) => {
    const topic = TOPICS[i % TOPICS.length]!;
    return {
      id: `p${i}`,
      title: `${topic} with method ${i % 37}`,
      abstract: `We study ${topic} of kind${i % 11}. The ${topic} problem is hard for case${i % 23}.`,
    };
  });
}

async function stagesOf(papers: Paper[]) {
  const embedder = createLexicalEmbedder();
  const vectors = await embedder.embed(papers.map(({ title, abstract }) => `${title}. ${abstract}`));
  const features = represent(vectors, embedder.model.dimension, papers);
  return { features, clustering: cluster(features, neighbours(features, 15)) };
}

it('gives the names of the name stage, from another thread', async () => {
  const papers = papersOf(1000);
  const { features, clustering } = await stagesOf(papers);
  const ahead = startNameThread(papers)!;
  const names = await ahead.name(features, clustering.levels);
  await ahead.stop();
  expect(names).toEqual(name(papers, features, clustering));
  expect(names.flat().some((theme) => theme.name === 'Speech Synthesis')).toBe(true);
});

it('receives the themes while their stability is still being assessed', async () => {
  const papers = papersOf(60);
  const order: string[] = [];
  const early = {
    name: async (features: Matrix, levels: readonly ThemeGroups[]) => {
      order.push('names begin');
      return nameThemes(readPhrases(papers), features, levels);
    },
    stop: async () => {},
  };
  const source = { name: 'map', file: 'papers', sha256: '0'.repeat(64), warnings: 0 };
  const tools = { embedder: createLexicalEmbedder() };
  const map = await buildMap(papers, source, { ...tools, startNameThread: () => early }, undefined, {
    onProgress: ({ stage, note, done }) => {
      if (note === 'stability') order.push('stability begins');
      if (stage === 'cluster' && note === undefined && done === 1) order.push('cluster ends');
    },
  });
  expect(order).toEqual(['names begin', 'stability begins', 'cluster ends']);
  expect(map.manifest.themes).toEqual((await buildMap(papers, source, tools)).manifest.themes);
});

it('starts no thread for few papers, nor for so many that memory counts for more', () => {
  expect(startNameThread(papersOf(999))).toBeNull();
  expect(startNameThread(new Array(50_001).fill(papersOf(1)[0]))).toBeNull();
});

it('is stopped with the build that started it, and reports that if it is asked later', async () => {
  const ahead = startNameThread(papersOf(1000))!;
  await ahead.stop();
  const nothing = { data: new Float32Array(0), rows: 0, width: 1 };
  await expect(ahead.name(nothing, [])).rejects.toThrow(
    'the thread that names themes ended before it was done',
  );

  const stopped: string[] = [];
  const tools = {
    embedder: createLexicalEmbedder(),
    startNameThread: () => ({
      name: () => Promise.reject(new Error('no names')),
      stop: async () => void stopped.push('once'),
    }),
  };
  const source = { name: 'map', file: 'papers', sha256: '0'.repeat(64), warnings: 0 };
  await expect(buildMap(papersOf(12), source, tools)).rejects.toThrow('no names');
  await expect(
    buildMap(papersOf(12), source, {
      ...tools,
      findNeighbours: () => {
        throw new Error('no neighbours');
      },
    }),
  ).rejects.toThrow('no neighbours');
  expect(stopped).toEqual(['once', 'once']);
});
