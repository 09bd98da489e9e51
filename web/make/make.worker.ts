/** The pipeline in the browser: the same stages as the command line's, off the main thread. Ending it cancels the work. */

import { addPapers, assessStability, buildMap, type Corpus, readPapers } from '../../pipeline/api/index.ts';
import { createStageMemo } from '../../pipeline/build/index.ts';
import type { Progress, StageName } from '../../pipeline/types.ts';
import { answerCalls } from '../search/worker/rpc.ts';
import { createPageEmbedder } from './embed.ts';
import type { MakeEvent, MakeInput, MakeWorker } from './protocol.ts';

/** Milliseconds between two pictures of the settling layout, and between two reports of a stage. */
const FRAME = 40;

/** Of this worker's builds: a page keeps its worker from one map to the next. */
const memo = createStageMemo();

const handlers: MakeWorker = {
  async build({ name, input, settings, embed, like }, report) {
    const corpus = await readInput(input, report);
    const embedder = createPageEmbedder(embed, settings.seed);
    const showLayout = seldom<Float32Array>((layout) => report({ kind: 'layout', layout: layout.slice() }));
    const reused: StageName[] = [];
    const tell = stageReport(report);
    const map = await buildMap(corpus, {
      ...settings,
      ...(like && { like }),
      name,
      embedder,
      memo,
      onLayout: (_epoch, _epochs, layout) => showLayout(layout),
      onProgress: (progress) => {
        if (progress.reused) reused.push(progress.stage);
        tell(progress);
      },
    });
    // Of a map's papers only the number of warnings is known.
    if (input.kind === 'papers') map.manifest.source.warnings = input.warnings;
    return { map, warnings: corpus.warnings, ...embedder.counts(), reused, placed: null };
  },

  async place({ name, input, embed, onto }, report) {
    const corpus = await readInput(input, report);
    const embedder = createPageEmbedder(embed, onto.manifest.settings.seed);
    const { map, placement } = await addPapers(onto, corpus, {
      name,
      embedder,
      onProgress: stageReport(report),
    });
    const placed = placement.summary;
    return { map, warnings: corpus.warnings, ...embedder.counts(), reused: [], placed };
  },

  stability: ({ map }, report) => assessStability(map, { onProgress: stageReport(report) }),
};

answerCalls(handlers);

async function readInput(input: MakeInput, report: (event: MakeEvent) => void): Promise<Corpus> {
  if (input.kind === 'papers') {
    const { papers, file, sha256 } = input;
    return { papers, name: file, file, sha256, warnings: [] };
  }
  report({ kind: 'stage', stage: 'read', done: 0, total: 1 });
  const corpus = await readPapers(input.bytes, { fileName: input.file });
  report({ kind: 'stage', stage: 'read', done: 1, total: 1 });
  return corpus;
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
