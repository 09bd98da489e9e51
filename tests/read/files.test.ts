import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, expect, it } from 'vitest';
import { readInputs } from '../../pipeline/node/files/inputs.ts';

const folder = mkdtempSync(join(tmpdir(), 'isotheme-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('gives a corpus the sha256 of all bytes of its files, one after another', async () => {
  const titles = Array.from({ length: 4000 }, (_, i) => `Maps ${'of themes '.repeat(8)}${i}`);
  const large = join(folder, 'large.parquet');
  writeFileSync(
    large,
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [{ name: 'title', data: titles, type: 'STRING' }],
        codec: 'UNCOMPRESSED',
      }),
    ),
  );
  // Parquet is read by parts: of this file only the beginning is streamed.
  expect(statSync(large).size).toBeGreaterThan(262_144);
  const files = [
    'tests/fixtures/read/two.jsonl',
    large,
    'tests/fixtures/read/two.jsonl.zst',
    'tests/fixtures/read/pyarrow-plain.parquet',
  ];
  for (const order of [files, [...files].reverse()]) {
    const hash = createHash('sha256');
    for (const file of order) hash.update(readFileSync(file));
    expect((await readInputs(order)).sha256).toBe(hash.digest('hex'));
  }
});
