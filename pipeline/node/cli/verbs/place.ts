import path from 'node:path';
import { mapName } from '../../../map/index.ts';
import type { PlacedPaper, Placement } from '../../../place/index.ts';
import { addPapers, placePapers } from '../../api/verbs.ts';
import { cacheBeside, readInputs, reportInputs } from '../../files/inputs.ts';
import { lockFolder } from '../../files/lock.ts';
import { readMap, writeMap } from '../../files/map-folder.ts';
import { realFolder } from '../../files/real-folder.ts';
import { createNeighbourSearch } from '../../neighbours/hnsw.ts';
import { type InputOptions, readOptions } from '../input-options.ts';
import { interruptible } from '../interrupt.ts';
import { createProgress } from '../progress.ts';

/** `isotheme place`: where new papers belong on a finished map; with `-o` also a map that holds them. */
export async function runPlace(
  folder: string,
  file: string,
  options: InputOptions & { json?: boolean; out?: string; endpoint?: string; quiet?: boolean },
): Promise<void> {
  const map = await readMap(folder);
  const progress = createProgress({ quiet: options.quiet ?? false });
  await interruptible(async (signal) => {
    const { out, endpoint } = options;
    const target = out === undefined ? null : { out, folder: realFolder(out) };
    const unlock = target === null ? () => {} : lockFolder(target.folder);
    try {
      const corpus = await readInputs([file], readOptions(options));
      reportInputs(corpus, progress);
      const placing = {
        endpoint,
        extraCaches: file === '-' ? [] : [cacheBeside(file)],
        onLog: progress.log,
        onProgress: progress.update,
        signal,
      };
      let placement: Placement;
      if (target === null) placement = await placePapers(map, corpus, placing);
      else {
        const { find } = await createNeighbourSearch(progress.warn);
        const name = mapName(path.basename(path.resolve(target.out)));
        const added = await addPapers(map, corpus, { ...placing, name, findNeighbours: find });
        await writeMap(added.map, target.folder);
        placement = added.placement;
        const fresh = added.map.papers.length - map.papers.length;
        progress.log(`${fresh} papers placed → ${target.out}`);
      }
      progress.close();
      process.stdout.write(
        options.json ? `${JSON.stringify(printed(placement), null, 2)}\n` : plain(placement),
      );
    } finally {
      progress.close();
      unlock();
    }
  });
}

/** What `--json` prints: themes by their ids, papers of the map by their positions. */
function printed({ papers, ...rest }: Placement): object {
  return {
    papers: papers.map(({ index: _, id, title, already, repeats, nearest, theme, second, ...spot }) => ({
      id,
      title,
      already: already && { paper: already.index, id: already.id, title: already.title },
      repeats,
      nearest: nearest.map((near) => ({
        paper: near.index,
        id: near.id,
        title: near.title,
        similarity: near.similarity,
      })),
      theme: theme?.id ?? null,
      themeName: theme?.name ?? null,
      second: second?.id ?? null,
      ...spot,
    })),
    ...rest,
  };
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
  if (paper.already) return `[on the map already: ${paper.theme?.name ?? 'no theme'}]`;
  if (paper.theme) return `${paper.strength.toFixed(2)}  [${paper.theme.name}]`;
  return paper.proposed === null ? '[fits no theme]' : `[new: ${proposed[paper.proposed]!.name}]`;
}
