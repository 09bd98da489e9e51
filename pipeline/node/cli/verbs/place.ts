import path from 'node:path';
import { filled } from '../../../build/options.ts';
import type { PlacedPaper, Placement } from '../../../place/index.ts';
import { lockFolder } from '../../files/lock.ts';
import { realFolder } from '../../files/real-folder.ts';
import { interruptible } from '../interrupt.ts';
import {
  endpoint,
  examples,
  inputOptions,
  json,
  KINDS,
  mapArgument,
  quiet,
  readOptions,
} from '../options.ts';
import { createProgress } from '../progress.ts';
import { option, type Values, type Verb } from '../verb.ts';

export const placeOptions = {
  'The input:': inputOptions,
  'The run:': {
    out: option(
      '-o, --out <dir>',
      'write a map that holds them too; the papers that were there do not move',
      filled('a folder'),
    ),
    endpoint,
    json,
    quiet,
  },
};

/** `isotheme place`: where new papers belong on a finished map; with `-o` also a map that holds them. */
export const place: Verb = {
  name: 'place',
  summary: 'say where new papers belong on a finished map',
  arguments: [mapArgument, ['<file>', `${KINDS}; a folder of them; - for standard input`]],
  options: placeOptions,
  after: examples('isotheme place august new.txt', 'isotheme place august new.txt -o both'),
  run,
};

type PlaceValues = Values<(typeof placeOptions)['The input:'] & (typeof placeOptions)['The run:']>;

async function run(folder: string, file: string, options: PlaceValues): Promise<void> {
  const { mapName } = await import('../../../map/index.ts');
  const { addPapers, placePapers } = await import('../../api/verbs.ts');
  const { cacheBeside, readInputs, reportInputs } = await import('../../files/inputs.ts');
  const { readMap, writeMap } = await import('../../files/map-folder.ts');
  const { createNeighbourSearch } = await import('../../neighbours/hnsw.ts');
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
