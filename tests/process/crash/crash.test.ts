/**
 * A build that is killed at any moment: the next one finishes with the bytes of an undisturbed one, computes nothing
 * twice but the last batch, and a reader meanwhile sees the old map or the new one.
 *
 * ISOTHEME_CRASHES sets how often each command is killed (`npm run fuzz`: more than here), ISOTHEME_FUZZ_SEED where.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../pipeline/util/random.ts';
import { contents, type Fault, Place, poll } from './disturb.ts';

const CRASHES = Number(process.env.ISOTHEME_CRASHES ?? 2);
const SEED = Number(process.env.ISOTHEME_FUZZ_SEED ?? 1);
const N = 40;
/** The batch on its way to the disk, and what the children hold: two texts each, four children at most. */
const LOST_AT_MOST = 16 + 8;

let models: string;
beforeAll(async () => {
  models = await mkdtemp(path.join(tmpdir(), 'isotheme-crash-models-'));
});
afterAll(() => rm(models, { recursive: true, force: true }));

interface Command {
  what: string;
  /** Leaves the place as it is before the command is run. */
  prepare: (place: Place) => Promise<void>;
  words: (place: Place) => string[];
}

const build = (input: string, ...more: string[]) => ['build', input, '--model', 'test/tiny', ...more];

const COMMANDS: Command[] = [
  {
    what: 'a first build',
    prepare: async (place) => void place.papers('papers.jsonl', 0, N),
    words: (place) => build('papers.jsonl', '-o', place.at('maps', 'map')),
  },
  {
    what: 'a build over an older map',
    prepare: async (place) => {
      place.papers('older.jsonl', 0, 12);
      place.papers('papers.jsonl', 0, N);
      await place.run(build('older.jsonl', '-o', place.at('maps', 'map')));
    },
    words: (place) => build('papers.jsonl', '-o', place.at('maps', 'map')),
  },
  {
    what: 'papers placed over an older map',
    prepare: async (place) => {
      place.papers('older.jsonl', 0, 20);
      place.papers('papers.jsonl', 20, N);
      await place.run(build('older.jsonl', '-o', place.at('base')));
      await place.run(build('older.jsonl', '--seed', '2', '-o', place.at('maps', 'map')));
    },
    words: (place) => ['place', place.at('base'), 'papers.jsonl', '-o', place.at('maps', 'map')],
  },
];

/** What a reader sees at the place now. */
async function shown(place: Place): Promise<string> {
  const { manifests } = await poll(place.at('maps', 'map'))();
  expect(manifests.size).toBe(1);
  return [...manifests][0]!;
}

describe.each(COMMANDS)(`$what, killed (seed ${SEED})`, ({ prepare, words }) => {
  /** Everything as it is before the command is run. */
  let prepared: Place;
  /** The undisturbed run: what must come out, which maps may be seen, and how many changes it makes. */
  let expected: Record<string, string>;
  const allowed = new Set<string>();
  let changes: number;
  let vectors: number;
  beforeAll(async () => {
    prepared = await Place.make(models);
    await prepare(prepared);
    allowed.add(await shown(prepared));
    const place = await prepared.copy();
    const { code, stderr } = await place.run(words(place));
    expect([code, stderr]).toEqual([0, expect.stringContaining('→')]);
    expected = contents(place.at('maps', 'map'));
    allowed.add(await shown(place));
    changes = place.changes() - prepared.changes();
    vectors = place.vectors() - prepared.vectors();
    await place.remove();
  });
  afterAll(() => prepared.remove());

  async function killed(disturb: (place: Place) => Promise<void>): Promise<void> {
    const place = await prepared.copy();
    try {
      const had = place.vectors();
      const stop = poll(place.at('maps', 'map'));
      await disturb(place);
      const { code, stderr } = await place.run(words(place));
      const seen = await stop();
      expect([code, stderr]).toEqual([0, expect.stringContaining('→')]);
      expect(contents(place.at('maps', 'map'))).toEqual(expected);
      expect(await readdir(place.at('maps'))).toEqual(['map']);
      expect(place.vectors() - had - vectors).toBeLessThanOrEqual(LOST_AT_MOST);
      expect(seen.errors).toEqual([]);
      expect(seen.reads).toBeGreaterThan(0);
      expect([...seen.manifests].filter((manifest) => !allowed.has(manifest))).toEqual([]);
    } finally {
      await place.remove();
    }
  }

  const random = createRandom(SEED);
  const moments = Array.from({ length: CRASHES }, (_, n) => ({
    share: (n + random()) / CRASHES,
    how: (random() < 0.5 ? 'kill' : 'half') as Fault['how'],
  }));

  it.concurrent.each(moments)('$how at $share of its changes', ({ share, how }) =>
    killed(async (place) => {
      const at = 1 + Math.floor(share * changes);
      const { signal } = await place.run(words(place), { at, how });
      expect(signal).toBe('SIGKILL');
    }),
  );

  it.concurrent.each(moments.slice(0, Math.ceil(CRASHES / 4)))('at $share of a second', ({ share }) =>
    killed(async (place) => {
      const { child, ended } = place.start(words(place));
      await new Promise((resolve) => setTimeout(resolve, 1000 * share));
      child.kill('SIGKILL');
      await ended;
    }),
  );
});

it.concurrent.each(Array.from({ length: Math.ceil(CRASHES / 4) }, (_, n) => n))(
  'a watched build, killed (%i)',
  async (n) => {
    const share = createRandom(SEED + n)();
    const place = await Place.make(models);
    const target = place.at('maps', 'map');
    try {
      place.papers('papers.jsonl', 0, 12);
      await place.run(build('papers.jsonl', '-o', target));
      const first = place.changes();
      place.papers('papers.jsonl', 0, N);
      await place.run(build('papers.jsonl', '-o', place.at('reference', 'map'), '--name', 'papers'));
      const changes = place.changes() - first;
      await rm(place.at('cache'), { recursive: true });

      // The first build of the watch finds the same papers as before; the second is the one that is killed.
      place.papers('papers.jsonl', 0, 12);
      await rm(target, { recursive: true });
      const stop = poll(target);
      const watch = place.start([...build('papers.jsonl', '-o', target), '--watch'], {
        at: first + 1 + Math.floor(share * changes),
        how: 'kill',
      });
      await expect.poll(() => watch.stderr(), { timeout: 20_000 }).toContain('Watching');
      place.papers('papers.jsonl', 0, N);
      expect((await watch.ended).signal).toBe('SIGKILL');
      await place.run(build('papers.jsonl', '-o', target));
      const seen = await stop();
      expect(seen.errors).toEqual([]);
      expect(seen.manifests.size).toBeLessThanOrEqual(3);
      expect(contents(target)).toEqual(contents(place.at('reference', 'map')));
    } finally {
      await place.remove();
    }
  },
);
