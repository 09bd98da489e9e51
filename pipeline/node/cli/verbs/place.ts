import path from 'node:path';
import { embedForMap, paperText } from '../../../embed/index.ts';
import type { ThemeMap } from '../../../map/index.ts';
import { mapName } from '../../../map/index.ts';
import { extendMap, type PlacedPaper, type Placement, placeInSpace } from '../../../place/index.ts';
import type { Paper, RunOptions } from '../../../types.ts';
import { createEmbedder } from '../../embed/embedder.ts';
import { modelOf } from '../../embed/map-model.ts';
import { cacheBeside, readInputs, reportInputs } from '../../files/inputs.ts';
import { lockFolder } from '../../files/lock.ts';
import { readMap, writeMap } from '../../files/map-folder.ts';
import { realFolder } from '../../files/real-folder.ts';
import { createNeighbourSearch } from '../../neighbours/hnsw.ts';
import { type InputOptions, readOptions } from '../input-options.ts';
import { interruptible } from '../interrupt.ts';
import { createProgress } from '../progress.ts';

/** `isotheme place`: where new papers belong on a finished map; with `-o` also a map that holds them. */
export async function placeFile(
  folder: string,
  file: string,
  options: InputOptions & { json?: boolean; out?: string; endpoint?: string; quiet?: boolean },
): Promise<void> {
  const map = await readMap(folder);
  const progress = createProgress({ quiet: options.quiet ?? false });
  await interruptible(async (signal) => {
    const { out } = options;
    const target = out === undefined ? null : { out, folder: realFolder(out) };
    const unlock = target === null ? () => {} : lockFolder(target.folder);
    try {
      const source = await readInputs([file], readOptions(options));
      reportInputs(source, progress);
      const run = { onProgress: progress.update, signal };
      const vectors = await embedPapers(map, source.papers, file, options.endpoint, progress.log, run);
      const placed = placeInSpace(map, source.papers, vectors);
      const { placement, space } = placed;
      if (target !== null) {
        const search = await createNeighbourSearch(progress.warn);
        const extended = await extendMap(map, source.papers, vectors, placed, {
          name: mapName(path.basename(path.resolve(target.out))),
          source: { file: source.file, sha256: source.sha256 },
          findNeighbours: search.find,
        });
        await writeMap(extended, target.folder);
        progress.log(`${space.fresh.length} papers placed → ${target.out}`);
      }
      progress.close();
      process.stdout.write(options.json ? `${JSON.stringify(placement, null, 2)}\n` : plain(placement));
    } finally {
      progress.close();
      unlock();
    }
  });
}

/** Vectors of `papers` by the model that made the map. */
async function embedPapers(
  map: ThemeMap,
  papers: readonly Paper[],
  file: string,
  endpoint: string | undefined,
  onLog: (line: string) => void,
  run: RunOptions,
): Promise<Float32Array> {
  const { model } = map.manifest.settings;
  const embedder = await createEmbedder({
    ...modelOf(map, endpoint),
    extraCaches: file === '-' ? [] : [cacheBeside(file)],
    ...(papers[0] && { sample: paperText(model.id, papers[0]) }),
    onLog,
  });
  try {
    return await embedForMap(map, papers, embedder, run);
  } finally {
    await embedder.close();
  }
}

function plain({ papers, proposed, summary }: Placement): string {
  const lines = papers.map((paper) => `${where(paper, proposed)}  ${paper.title}`);
  const section = proposed.map(
    ({ name, papers: own }) =>
      `Proposed: ${name} (${own.length} papers)\n${own.map((i) => `  ${papers[i]!.title}\n`).join('')}`,
  );
  return `${lines.join('\n')}\n\n${section.join('\n')}${section.length > 0 ? '\n' : ''}${summary}\n`;
}

function where(paper: PlacedPaper, proposed: Placement['proposed']): string {
  if (paper.repeats !== null) return '[appears twice in the file]';
  if (paper.already) return `[on the map already: ${paper.themeName ?? 'no theme'}]`;
  if (paper.themeName !== null) return `${paper.strength.toFixed(2)}  [${paper.themeName}]`;
  return paper.proposed === null ? '[fits no theme]' : `[new: ${proposed[paper.proposed]!.name}]`;
}
