/**
 * How a whole build from given vectors grows: the command line from start to exit, so that reading and writing are in it,
 * with the peak of its memory. Beyond 20,000 papers the same ones come again, their titles numbered, their vectors shaken.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { expect, it } from 'vitest';
import { scaleRowsToUnit } from '../../pipeline/linalg/rows.ts';
import { createRandom, gaussian } from '../../pipeline/util/random.ts';
import { CLI } from '../support/command-line.ts';
import { corpusFile, storedVectors, WIDTH } from './corpora.ts';
import { printTable, summary } from './table.ts';

const SIZES = (process.env.ISOTHEME_BENCH_SIZES ?? '5000,10000,20000,86000').split(',').map(Number);
const RUNS = Number(process.env.ISOTHEME_BENCH_RUNS ?? 5);
/** Larger ones are built once. */
const OFTEN = 20_000;

async function writeCorpus(size: number, papers: string, vectors: Float32Array, folder: string) {
  const lines: string[] = [];
  const input = createReadStream(papers).pipe(createGunzip());
  for await (const line of createInterface({ input })) lines.push(line);
  const had = lines.length;
  const files = { papers: path.join(folder, `${size}.jsonl`), vectors: path.join(folder, `${size}.f32`) };
  const out = createWriteStream(files.papers);
  const rows = new Float32Array(size * WIDTH);
  const random = createRandom(size);
  for (let i = 0; i < size; i++) {
    const paper = JSON.parse(lines[i % had]!) as { id: string; title: string };
    const copy = Math.floor(i / had);
    const { id, title, ...rest } = paper;
    const own =
      copy === 0 ? paper : { ...rest, id: `${id}-${copy}`, title: `${title} ${copy + 1}`, url: undefined };
    if (!out.write(`${JSON.stringify(own)}\n`)) await once(out, 'drain');
    for (let d = 0; d < WIDTH; d++)
      rows[i * WIDTH + d] = vectors[(i % had) * WIDTH + d]! + (copy === 0 ? 0 : 0.02 * gaussian(random));
  }
  out.end();
  await finished(out);
  await writeFile(files.vectors, scaleRowsToUnit({ data: rows, rows: size, width: WIDTH }).data);
  return files;
}

async function build(files: { papers: string; vectors: string }, folder: string) {
  const report = path.join(folder, 'peak');
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [
      '--import',
      path.join(import.meta.dirname, 'report-peak.mjs'),
      CLI,
      ...['build', files.papers, '--vectors', files.vectors, '-o', path.join(folder, 'map'), '--quiet'],
    ],
    { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ISOTHEME_PEAK_FILE: report } },
  );
  const code = (await once(child, 'exit'))[0] as number;
  expect(code).toBe(0);
  return { ms: performance.now() - start, peak: Number(readFileSync(report, 'utf8')) };
}

it('grows', async () => {
  const papers = corpusFile('papers20k.jsonl.gz');
  const stored = corpusFile('papers20k.bge-small.f32');
  if (papers === null || stored === null) return;
  const vectors = await storedVectors(stored);
  const folder = mkdtempSync(path.join(tmpdir(), 'isotheme-bench-growth-'));
  const rows: (string | number)[][] = [];
  let before: { size: number; min: number } | null = null;
  try {
    for (const size of SIZES) {
      const files = await writeCorpus(size, papers, vectors, folder);
      const times: number[] = [];
      let peak = 0;
      for (let run = 0; run < (size > OFTEN ? 1 : RUNS); run++) {
        const result = await build(files, folder);
        times.push(result.ms);
        peak = Math.max(peak, result.peak);
        rmSync(path.join(folder, 'map'), { recursive: true });
      }
      const { min, median } = summary(times);
      const exponent = before ? Math.log(min / before.min) / Math.log(size / before.size) : '–';
      rows.push([size, min / 1000, median / 1000, exponent, Math.round(peak)]);
      before = { size, min };
      for (const file of Object.values(files)) rmSync(file);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  printTable(
    'A whole build by the command line, vectors given',
    ['papers', 'min s', 'median s', 'growth exponent', 'peak MiB'],
    rows,
  );
});
