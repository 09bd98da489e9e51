/** A disk that is full, a folder that can't be written to, two builds at once: one sentence, and nothing is lost. */
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../pipeline/util/random.ts';
import { contents, Place } from './disturb.ts';

const CASES = Number(process.env.ISOTHEME_CRASHES ?? 3);
const SEED = Number(process.env.ISOTHEME_FUZZ_SEED ?? 1);
const N = 40;

let models: string;
let prepared: Place;
/** Of a build of the papers over an older map. */
let older: Record<string, string>;
let expected: Record<string, string>;
let changes: number;
const build = (place: Place, input = 'papers.jsonl') => [
  'build',
  input,
  ...['--model', 'test/tiny', '-o', place.at('maps', 'map')],
];

beforeAll(async () => {
  models = await mkdtemp(path.join(tmpdir(), 'isotheme-crash-models-'));
  prepared = await Place.make(models);
  prepared.papers('older.jsonl', 0, 12);
  prepared.papers('papers.jsonl', 0, N);
  await prepared.run(build(prepared, 'older.jsonl'));
  older = contents(prepared.at('maps', 'map'));
  const place = await prepared.copy();
  await place.run(build(place));
  expected = contents(place.at('maps', 'map'));
  changes = place.changes() - prepared.changes();
  await place.remove();
});
afterAll(async () => {
  await prepared.remove();
  await rm(models, { recursive: true, force: true });
});

const random = createRandom(SEED);
const moments = Array.from({ length: CASES }, (_, n) => ({
  share: (n + random()) / CASES,
  how: (['ENOSPC', 'EROFS', 'EACCES'] as const)[n % 3]!,
}));

describe(`all writing fails from some moment on (seed ${SEED})`, () => {
  it.concurrent.each(moments)('$how from $share of its changes on', async ({ share, how }) => {
    const place = await prepared.copy();
    const target = place.at('maps', 'map');
    try {
      const { code, stderr } = await place.run(build(place), { at: 1 + Math.floor(share * changes), how });
      const last = stderr.trimEnd().split('\n').at(-1)!;
      if (code === 0) expect(contents(target)).toEqual(expected);
      else {
        expect([code, last]).toEqual([1, expect.stringMatching(/^isotheme: .*(map|cache).*\.$/)]);
        expect(contents(target)).toEqual(older);
      }
      expect(await readdir(place.at('maps'))).toEqual(['map']);
      expect((await place.run(build(place))).code).toBe(0);
      expect(contents(target)).toEqual(expected);
    } finally {
      await place.remove();
    }
  });
});

it('a file system that takes no larger files is said, and the older map stays', async () => {
  const place = await prepared.copy();
  try {
    // Two kilobytes a file: the cache takes no batch, and the map's papers don't fit.
    const limited = ['bash', '-c', 'ulimit -f 2; exec "$@"', 'limited'];
    const { code, stderr } = await place.start(build(place), {}, limited).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/cannot be written to \((EFBIG|ENOSPC)\); this run's vectors are not kept/);
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(
      `isotheme: ${place.at('maps', 'map')}: a file would be larger than this system allows; name another folder with -o. Its content was not changed.`,
    );
    expect(contents(place.at('maps', 'map'))).toEqual(older);
  } finally {
    await place.remove();
  }
});

it('two builds into one folder: the second is told at once whose it is', async () => {
  const place = await prepared.copy();
  try {
    const first = place.start([...build(place), '--watch']);
    const lock = place.at('maps', '.map.lock');
    await expect.poll(() => first.stderr(), { timeout: 20_000 }).toContain('Watching');
    // While it waits for changes it holds nothing; its lock is put back as if it were at work.
    const holder = JSON.stringify({ ...(await ownerOf(first.child.pid!)), nonce: '0123456789abcdef' });
    writeFileSync(lock, holder);
    const { code, stderr } = await place.run(build(place));
    expect([code, stderr.split('\n').at(-2)]).toEqual([
      1,
      `isotheme: ${place.at('maps', 'map')}: process ${first.child.pid} is writing to it; wait until it ends, or name another folder with -o.`,
    ]);
    first.child.kill('SIGKILL');
    await first.ended;
    expect((await place.run(build(place))).code).toBe(0);
    expect(await readdir(place.at('maps'))).toEqual(['map']);
    expect(contents(place.at('maps', 'map'))).toEqual(expected);
  } finally {
    await place.remove();
  }
});

/** What a process's own lock says of it. */
async function ownerOf(pid: number): Promise<object> {
  const { lockFolder } = await import('../../../pipeline/node/files/lock.ts');
  const folder = await mkdtemp(path.join(tmpdir(), 'isotheme-owner-'));
  const release = lockFolder(path.join(folder, 'map'));
  const own = JSON.parse(readFileSync(path.join(folder, '.map.lock'), 'utf8'));
  release();
  await rm(folder, { recursive: true });
  const start = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ')[19];
  return { ...own, pid, start };
}
