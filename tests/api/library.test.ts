/** The library as a browser or worker takes it: every verb, with an embedder that the caller gives. */
import { describe, expect, it } from 'vitest';
import * as isotheme from '../../pipeline/index.ts';
import type { Embedder, Paper } from '../../pipeline/types.ts';
import { groupedEmbedder, SMALL_PAPERS } from '../support/small-map.ts';

const { addPapers, assessStability, buildMap, createLexicalEmbedder, findRelated, placePapers, readPapers } =
  isotheme;

const jsonl = new TextEncoder().encode(
  `${SMALL_PAPERS.map((paper) => JSON.stringify(paper)).join('\n')}\n{}\nnot json\n`,
);
const corpus = await readPapers(jsonl, { fileName: 'folder/small.papers.jsonl' });
const embedder = createLexicalEmbedder();
const map = await buildMap(corpus, { embedder, seed: 3 });

/** Embedders that are not the map's own. */
const other = (model: Partial<Embedder['model']>): Embedder => ({
  model: { ...embedder.model, ...model },
  embed: () => Promise.reject(new Error('not to be asked')),
});

describe('readPapers', () => {
  it('gives papers with their source, and what was left out', async () => {
    expect(corpus.papers).toHaveLength(12);
    expect(corpus.file).toBe('folder/small.papers.jsonl');
    expect(corpus.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(corpus.counts).toMatchObject({ read: 14, merged: 0 });
    expect(corpus.warnings.map(({ line }) => line)).toContain(14);
    expect((await readPapers(jsonl)).file).toBe('papers');
    await expect(readPapers(new Uint8Array(0), { fileName: 'none.jsonl' })).rejects.toThrow(/none\.jsonl/);
  });
});

describe('buildMap', () => {
  it('makes a map named after its corpus, the same for a bare list but for its source', async () => {
    expect(map.manifest.source).toMatchObject({
      file: corpus.file,
      sha256: corpus.sha256,
      papers: 12,
      warnings: 2,
    });
    const bare = await buildMap(corpus.papers, { embedder: createLexicalEmbedder(), seed: 3, name: 'bare' });
    expect(bare.manifest).toMatchObject({ name: 'bare', source: { file: 'papers', warnings: 0 } });
    expect(bare.arrays).toEqual(map.arrays);
    expect((await buildMap(corpus.papers, { embedder })).manifest.name).toBe('papers');
  });

  it('tells its stages, and ends where it is called off', async () => {
    const stages = new Set<string>();
    await buildMap(SMALL_PAPERS, {
      embedder: groupedEmbedder(),
      onProgress: ({ stage }) => stages.add(stage),
    });
    expect([...stages]).toEqual(['represent', 'neighbours', 'layout', 'cluster', 'name', 'measure']);
    const off = buildMap(SMALL_PAPERS, { embedder: groupedEmbedder(), signal: AbortSignal.abort() });
    await expect(off).rejects.toThrow(isotheme.CancelledError);
  });

  it('hands its tools on', async () => {
    const memo = isotheme.createStageMemo();
    let searched = 0;
    const options = {
      embedder: groupedEmbedder(),
      memo,
      findNeighbours: (features: isotheme.Matrix, k: number) => {
        searched++;
        const indices = Int32Array.from(
          { length: 12 * k },
          (_, at) => (Math.floor(at / k) + 1 + (at % k)) % 12,
        );
        return { count: features.rows, k, indices, similarities: new Float32Array(12 * k).fill(0.5) };
      },
      neighbours: 3,
    };
    const found = await buildMap(SMALL_PAPERS, options);
    expect([...found.arrays.neighbours.subarray(0, 3)]).toEqual([1, 2, 3]);
    await buildMap(SMALL_PAPERS, options);
    expect(searched).toBe(1);
  });

  it.each([
    [[SMALL_PAPERS[0]!, SMALL_PAPERS[0]!], 'Papers 0 and 1 both have the id "0"; give each its own.'],
    [
      [{ id: 'a', title: 'b' } as Paper],
      'Paper 0: "abstract" is not a string; give each paper id, title and abstract.',
    ],
    [
      [SMALL_PAPERS[0]!, { id: 7, title: '', abstract: '' } as unknown as Paper],
      'Paper 1: "id" is not a string',
    ],
  ])('refuses papers that are none', async (papers, message) => {
    await expect(buildMap(papers, { embedder })).rejects.toThrow(message);
  });
});

describe('findRelated', () => {
  it('finds what is near a paper by position, id and title, and what answers words', async () => {
    const near = await findRelated(map, 0, { k: 3 });
    expect(near).toHaveLength(3);
    expect(near.every(({ title }) => title.includes('speculative decoding'))).toBe(true);
    expect(await findRelated(map, SMALL_PAPERS[0]!.id, { k: 3 })).toEqual(near);
    expect(await findRelated(map, SMALL_PAPERS[0]!.title, { k: 3 })).toEqual(near);
    expect((await findRelated(map, 0)).length).toBe(10);
    const words = await findRelated(map, 'sonar and cameras', { k: 2 });
    expect(words.every(({ title }) => title.includes('underwater tracking'))).toBe(true);
    // The lexical space went with the build: asked with it, words alone answer as well.
    expect(await findRelated(map, 'sonar and cameras', { k: 2, embedder })).toEqual(words);
  });

  it('asks the map’s own model for a question, with progress and a signal of the caller’s', async () => {
    const own = groupedEmbedder();
    const grouped = await buildMap(SMALL_PAPERS, { embedder: own });
    const asked: string[] = [];
    const listening: Embedder = {
      model: own.model,
      embed: (texts, run) => {
        asked.push(...texts, String(run?.signal?.aborted), typeof run?.onProgress);
        return own.embed(texts);
      },
    };
    const signal = new AbortController().signal;
    await findRelated(grouped, 'turbid water', { embedder: listening, signal, onProgress: () => {} });
    expect(asked[0]).toContain('turbid water');
    expect(asked.slice(1)).toEqual(['false', 'function']);
    const wrong = { ...own, model: { ...own.model, sha256: 'b'.repeat(64) } };
    await expect(findRelated(grouped, 'turbid water', { embedder: wrong })).rejects.toThrow(
      "The map was made with Xenova/bge-small-en-v1.5 in another version; give the map's own model, or build it again.",
    );
  });

  it('refuses nothing to look for, and a position that the map has not', async () => {
    await expect(findRelated(map, '  ')).rejects.toThrow('Nothing to look for');
    await expect(findRelated(map, 12)).rejects.toThrow(
      'findRelated: no paper 12 in the map; its papers are 0 to 11.',
    );
  });
});

describe('placePapers and addPapers', () => {
  const fresh: Paper[] = [
    {
      id: 'n1',
      title: 'Draft tokens',
      abstract: 'Draft models propose tokens that a target model verifies. Compilers report faults in water.',
    },
    SMALL_PAPERS[5]!,
  ];

  it('say where new papers belong, in the space of the map’s own papers', async () => {
    const { papers, summary } = await placePapers(map, fresh, { embedder: createLexicalEmbedder() });
    expect(papers[0]!.already).toBeNull();
    expect(papers[0]!.nearest.slice(0, 2).every(({ title }) => title.includes('speculative decoding'))).toBe(
      true,
    );
    expect(papers[1]!.already?.index).toBe(5);
    expect(summary).toContain('1 is on the map already');
  });

  it('make a map that holds them, the old ones where they were', async () => {
    const { map: more, placement } = await addPapers(map, fresh, {
      embedder: createLexicalEmbedder(),
      name: 'more',
    });
    expect(placement).toEqual(await placePapers(map, fresh, { embedder: createLexicalEmbedder() }));
    expect(more.manifest.name).toBe('more');
    expect(more.papers.map(({ id }) => id).slice(11)).toEqual([SMALL_PAPERS[11]!.id, 'n1']);
    expect(more.arrays.layout.subarray(0, 24)).toEqual(map.arrays.layout);
    const k = map.manifest.settings.neighbours;
    const searched: number[] = [];
    const { map: again } = await addPapers(
      map,
      { ...corpus, papers: fresh },
      {
        embedder: createLexicalEmbedder(),
        findNeighbours: (features, wanted) => {
          searched.push(features.rows, wanted);
          const own = Math.min(wanted, 12);
          return {
            count: 13,
            k: own,
            indices: Int32Array.from(
              { length: 13 * own },
              (_, at) => (Math.floor(at / own) + 1 + (at % own)) % 13,
            ),
            similarities: new Float32Array(13 * own),
          };
        },
      },
    );
    expect(again.manifest).toMatchObject({
      name: map.manifest.name,
      placed: { file: corpus.file, sha256: corpus.sha256, first: 12 },
    });
    expect(searched).toEqual([13, k]);
  });

  it('refuse another model than the map’s', async () => {
    await expect(placePapers(map, fresh, { embedder: other({ id: 'some/model' }) })).rejects.toThrow(
      "The map was made with lexical, not some/model; give the map's own model, or build it again.",
    );
    await expect(placePapers(map, fresh, { embedder: other({ id: 'some/model' }) })).rejects.toMatchObject({
      code: 'wrong-model',
    });
    await expect(addPapers(map, fresh, { embedder: other({ sha256: 'a'.repeat(64) }) })).rejects.toThrow(
      'in another version',
    );
  });
});

describe('assessStability', () => {
  it('counts what comes back, run by run, until it is called off', async () => {
    const controller = new AbortController();
    const done: number[] = [];
    const report = await assessStability(map, {
      runs: 2,
      onProgress: (progress) => done.push(progress.done),
    });
    expect(done).toEqual([1, 2]);
    expect(report.runs).toBe(2);
    const off = assessStability(map, {
      runs: 50,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(off).rejects.toThrow(isotheme.CancelledError);
    await expect(assessStability(map, { runs: 0 })).rejects.toThrow(isotheme.UsageError);
  });
});

describe('verifyMap', () => {
  it('finds nothing wrong with a map as it is written, and the file that is damaged', async () => {
    const files = new Map(isotheme.encodeMap(map).map(({ name, bytes }) => [name, bytes]));
    const read = async (file: string) => files.get(file)!;
    expect(await isotheme.verifyMap(read)).toMatchObject({ files: files.size, faults: [] });
    const { file } = map.manifest.arrays.layout;
    files.set(
      file,
      files.get(file)!.map((byte) => byte ^ 1),
    );
    expect((await isotheme.verifyMap(read)).faults.map((fault) => fault.file)).toEqual([file]);
  });
});
