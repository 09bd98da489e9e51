/**
 * Memory of the read stage: 100,000 papers in each streamed form, one process each. `above` is the peak of resident
 * memory over an idle process and over what the papers themselves take (their heap after a collection).
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { createRandom } from '../../pipeline/util/random.ts';
import { printTable } from './table.ts';

const PAPERS = 100_000;
/** What a process of its own does: reads one file and says what it took. */
const CHILD = `
const { readInputs } = await import(process.argv[1]);
global.gc();
const idle = process.memoryUsage().rss;
const start = performance.now();
const source = await readInputs([process.argv[2]]);
const seconds = (performance.now() - start) / 1000;
const peak = process.resourceUsage().maxRSS * 1024;
global.gc();
const { heapUsed } = process.memoryUsage();
console.log(JSON.stringify({ papers: source.papers.length, idle, peak, heapUsed, seconds }));
`;

function record(n: number): Record<string, unknown> {
  const random = createRandom(n);
  const words = (count: number) =>
    Array.from({ length: count }, () => `word${Math.floor(random() * 50_000).toString(36)}`).join(' ');
  return {
    id: `p${n}`,
    title: `${words(9)} ${n}`,
    abstract: words(170),
    year: 2000 + (n % 25),
    venue: words(2),
  };
}

it('reads 100,000 papers', { timeout: 600_000 }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'isotheme-read-'));
  const rows: (string | number)[][] = [];
  try {
    const lines = (name: string, first: string, one: (n: number) => string, last: string) =>
      new Promise<string>((resolve, reject) => {
        const file = path.join(folder, name);
        const out = createWriteStream(file)
          .on('error', reject)
          .on('finish', () => resolve(file));
        out.write(first);
        for (let n = 0; n < PAPERS; n++) out.write(one(n));
        out.end(last);
      });
    const csv = (n: number) => {
      const { id, title, abstract, year, venue } = record(n);
      return `${id},"${title}","${abstract}",${year},${venue}\n`;
    };
    const files = [
      await lines('papers.jsonl', '', (n) => `${JSON.stringify(record(n))}\n`, ''),
      await lines(
        'list.json',
        '{"results": [',
        (n) => `${n > 0 ? ',\n' : ''}${JSON.stringify(record(n))}`,
        ']}',
      ),
      await lines('papers.csv', 'id,title,abstract,year,venue\n', csv, ''),
    ];
    const all = Array.from({ length: PAPERS }, (_, n) => record(n));
    const parquet = parquetWriteBuffer({
      columnData: ['id', 'title', 'abstract', 'venue'].map((name) => ({
        name,
        data: all.map((paper) => paper[name]),
        type: 'STRING' as const,
      })),
      rowGroupSize: 10_000,
    });
    files.push(path.join(folder, 'papers.parquet'));
    await writeFile(files.at(-1)!, new Uint8Array(parquet));
    for (const file of files) {
      const inputs = pathToFileURL(path.resolve('dist/pipeline/node/files/inputs.js')).href;
      const child = spawnSync(
        process.execPath,
        ['--expose-gc', '--input-type=module', '-e', CHILD, inputs, file],
        { encoding: 'utf8' },
      );
      expect(child.stderr).toBe('');
      const { papers, idle, peak, heapUsed, seconds } = JSON.parse(child.stdout);
      expect(papers).toBe(PAPERS);
      const MiB = 2 ** 20;
      rows.push([
        path.basename(file),
        papers,
        seconds,
        heapUsed / MiB,
        (peak - idle) / MiB,
        (peak - idle - heapUsed) / MiB,
      ]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  printTable('Reading', ['file', 'papers', 's', 'papers MiB', 'peak MiB', 'above MiB'], rows);
});
