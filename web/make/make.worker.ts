/** The pipeline in the browser: the same stages as the command line's, off the main thread. Ending it cancels the work. */

import { type BuildSource, buildMap, createStageMemo } from '../../pipeline/build/index.ts';
import { embedForMap } from '../../pipeline/embed/index.ts';
import { sha256Hex } from '../../pipeline/map/index.ts';
import { extendMap, placeInSpace } from '../../pipeline/place/index.ts';
import { readBytes } from '../../pipeline/read/index.ts';
import { stability } from '../../pipeline/stability/index.ts';
import type { Paper, Progress, ReadWarning, StageName } from '../../pipeline/types.ts';
import { answerCalls } from '../search/worker/rpc.ts';
import { createPageEmbedder } from './embed.ts';
import type { MakeEvent, MakeInput, MakeWorker } from './protocol.ts';

/** Milliseconds between two pictures of the settling layout, and between two reports of a stage. */
const FRAME = 40;

/** Of this worker's builds: a page keeps its worker from one map to the next. */
const memo = createStageMemo();

const handlers: MakeWorker = {
  async build({ name, input, settings, embed, like }, report) {
    const { papers, warnings, source } = await readInput(input, name, report);
    const embedder = createPageEmbedder(embed, settings.seed);
    const showLayout = seldom<Float32Array>((layout) => report({ kind: 'layout', layout: layout.slice() }));
    const reused: StageName[] = [];
    const tell = stageReport(report);
    const onProgress = (progress: Progress) => {
      if (progress.reused) reused.push(progress.stage);
      tell(progress);
    };
    const map = await buildMap(
      papers,
      source,
      { embedder, memo },
      { ...settings, ...(like && { like }), onLayout: (_epoch, _epochs, layout) => showLayout(layout) },
      { onProgress },
    );
    return { map, warnings, ...embedder.counts(), reused, placed: null };
  },

  async place({ name, input, embed, onto }, report) {
    const { papers, warnings, source } = await readInput(input, name, report);
    const embedder = createPageEmbedder(embed, onto.manifest.settings.seed);
    const vectors = await embedForMap(onto, papers, embedder, { onProgress: stageReport(report) });
    const placed = placeInSpace(onto, papers, vectors);
    const map = await extendMap(onto, papers, vectors, placed, {
      name,
      source: { file: source.file, sha256: source.sha256 },
    });
    return { map, warnings, ...embedder.counts(), reused: [], placed: placed.placement.summary };
  },

  async stability({ map, runs }, report) {
    return stability(map, { runs }, { onProgress: stageReport(report) });
  },
};

answerCalls(handlers);

async function readInput(
  input: MakeInput,
  name: string,
  report: (event: MakeEvent) => void,
): Promise<{ papers: readonly Paper[]; warnings: ReadWarning[]; source: BuildSource }> {
  if (input.kind === 'papers') {
    const { papers, file, sha256, warnings } = input;
    return { papers, warnings: [], source: { name, file, sha256, warnings } };
  }
  report({ kind: 'stage', stage: 'read', done: 0, total: 1 });
  const { papers, warnings, counts } = await readBytes(input.bytes, input.file);
  const sha256 = await sha256Hex(input.bytes);
  report({ kind: 'stage', stage: 'read', done: 1, total: 1 });
  return { papers, warnings, source: { name, file: input.file, sha256, warnings: warnings.length, counts } };
}

/** Stages as they begin and end, and their steps now and then. */
function stageReport(report: (event: MakeEvent) => void): (progress: Progress) => void {
  let last = '';
  const tell = (progress: Progress) => report({ kind: 'stage', ...progress });
  const sometimes = seldom(tell);
  return (progress) => {
    const edge = progress.stage !== last || progress.done === progress.total;
    last = progress.stage;
    if (edge) tell(progress);
    else sometimes(progress);
  };
}

/** The function, called only when the last call is a while ago. */
function seldom<T>(work: (value: T) => void): (value: T) => void {
  let last = -Infinity;
  return (value) => {
    const now = performance.now();
    if (now - last < FRAME) return;
    last = now;
    work(value);
  };
}
