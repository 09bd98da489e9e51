import { oneOf } from '../../../build/options.ts';
import type { Comparison } from '../../../compare/index.ts';
import { examples, json } from '../options.ts';
import { preset, type Values, type Verb } from '../verb.ts';

export const compareOptions = {
  json,
  format: preset(
    '--format <format>',
    'form of the report',
    oneOf(['text', 'json', 'csv', 'markdown']),
    'text',
  ),
};

/** `isotheme compare`: what became of the papers and themes of one map in another. */
export const compare: Verb = {
  name: 'compare',
  summary: 'what changed from one map to another: themes, papers, agreement',
  arguments: [
    ['<a>', 'folder or name of the first map'],
    ['<b>', 'folder or name of the second map'],
  ],
  options: { '': compareOptions },
  after: examples('isotheme compare august september', 'isotheme compare a b --format csv'),
  run,
};

async function run(folderA: string, folderB: string, options: Values<typeof compareOptions>): Promise<void> {
  const { compareMaps } = await import('../../../api/index.ts');
  const { comparisonCsv, comparisonMarkdown } = await import('../../../compare/index.ts');
  const { readMap } = await import('../../files/map-folder.ts');
  const report = compareMaps(await readMap(folderA), await readMap(folderB));
  const write: Record<typeof options.format, (report: Comparison) => string> = {
    json: (value) => `${JSON.stringify(printed(value), null, 2)}\n`,
    csv: comparisonCsv,
    markdown: comparisonMarkdown,
    text: plain,
  };
  process.stdout.write(write[options.json ? 'json' : options.format](report));
}

/** What `--json` prints: moved papers with the names of their themes. */
function printed({ moved, ...report }: Comparison): object {
  const { neighboursKept, shift, flows, summary, ...rest } = report;
  return {
    ...rest,
    moved: moved.map(({ index, id, title, theme, how, to }) => ({
      id,
      title,
      from: theme?.name ?? null,
      to: to.theme?.name ?? null,
      how,
      a: index,
      b: to.index,
    })),
    neighboursKept,
    shift,
    flows,
    summary,
  };
}

function plain(report: Comparison): string {
  const { themes, moved, ari, ami, neighboursKept, shift } = report;
  const lines = [report.summary, ''];
  const figures = { ARI: ari, AMI: ami, 'nearest 10 kept': neighboursKept, 'median shift on the map': shift };
  for (const [name, value] of Object.entries(figures))
    if (value !== null) lines.push(`${name.padEnd(22)} ${value.toFixed(3)}`);
  const section = (title: string, items: string[]) => {
    if (items.length > 0) lines.push('', `${title} (${items.length})`, ...items.map((item) => `  ${item}`));
  };
  section(
    'In both',
    themes.matched.map(({ a, b, papers, overlap, by, change }) => {
      const names = a.name === b.name ? a.name : `${a.name} → ${b.name}`;
      const why = by === 'papers' ? `${papers} papers in both, overlap ${overlap?.toFixed(2)}` : 'by meaning';
      return `${names}  ${a.size} → ${b.size}, ${why}${change === 'same' ? '' : `, ${change}`}`;
    }),
  );
  section(
    'Split',
    themes.split.map(
      ({ a, b }) => `${a.name} → ${b.map(({ name, papers }) => `${name} (${papers})`).join(', ')}`,
    ),
  );
  section(
    'Merged',
    themes.merged.map(
      ({ a, b }) => `${a.map(({ name, papers }) => `${name} (${papers})`).join(', ')} → ${b.name}`,
    ),
  );
  section(
    'Gone',
    themes.gone.map(({ name, size }) => `${name}  ${size}`),
  );
  section(
    'New',
    themes.born.map(({ name, size }) => `${name}  ${size}`),
  );
  section(
    'Papers that changed their theme',
    moved.map(
      ({ title, theme, to }) => `${title}: ${theme?.name ?? 'no theme'} → ${to.theme?.name ?? 'no theme'}`,
    ),
  );
  return `${lines.join('\n')}\n`;
}
