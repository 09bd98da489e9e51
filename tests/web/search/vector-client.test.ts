import { createHash } from 'node:crypto';
import { afterEach, expect, it, vi } from 'vitest';
import { encodeCodes } from '../../../pipeline/map/codes.ts';
import type { LoadedMap } from '../../../web/data/map-index.ts';
import { createVectorClient } from '../../../web/search/semantic/vector-client.ts';
import { createVectorService, type VectorService } from '../../../web/search/semantic/vector-service.ts';
import { loadedMap } from '../../support/loaded-map.ts';
import { tinyMap } from '../../support/tiny-map.ts';

afterEach(() => vi.unstubAllGlobals());

/** Papers at these angles in the plane. */
const plane = (angles: readonly number[]) => ({
  vectors: Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])),
  mean: Float32Array.of(0, 0),
});
const near = { like: [0], unlike: [], k: 1 };

it('codes that arrive late do not replace the vectors of the map opened in the meantime', async () => {
  const late = plane([0, 1, 2, 3, 0.1]);
  const bytes = encodeCodes(late.vectors, late.mean);
  let arrive = () => {};
  const held = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  vi.stubGlobal('fetch', () => held.then(() => new Response(bytes)));
  const service = createVectorService();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const entry = { file: 'codes-0.i8', dtype: 'int8' as const, shape: [5, 2], sha256 };
  const loading = service.load({ entry, address: 'http://localhost/codes-0.i8', mean: late.mean });
  await service.load(plane([0, 0.1, 2]));
  arrive();
  await loading;
  expect(service.moreLikeThese(near).map(({ paper }) => paper)).toEqual([1]);
});

/** Stands in for the worker; the first of `broken` are files that could not be fetched. */
function workers({ broken = 0 } = {}): { started: number } {
  const count = { started: 0 };
  vi.stubGlobal(
    'Worker',
    class {
      onmessage: ((event: { data: unknown }) => void) | null = null;
      onerror: ((event: { message: string; preventDefault(): void }) => void) | null = null;
      readonly #service = createVectorService();
      readonly #broken = ++count.started <= broken;
      async postMessage(question: { call: number; method: keyof VectorService; argument: never }) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        if (this.#broken) this.onerror?.({ message: 'not found', preventDefault() {} });
        else {
          const answer = await this.#service[question.method](question.argument);
          this.onmessage?.({ data: { call: question.call, answer } });
        }
      }
      terminate() {}
    },
  );
  return count;
}

function mapOf(angles: readonly number[], when: Promise<unknown> = Promise.resolve()): LoadedMap {
  return {
    ...loadedMap(tinyMap()),
    loadVectors: async () => {
      await when;
      return { ...plane(angles), dimension: 2 };
    },
  };
}

it('a worker that could not be started is replaced at the next request for vectors', async () => {
  const count = workers({ broken: 1 });
  const client = createVectorClient();
  const map = mapOf([0, 2, 0.1]);
  await expect(client.load(map)).rejects.toThrow('not found');
  const vectors = await client.load(map);
  expect((await vectors!.call('moreLikeThese', near)).map(({ paper }) => paper)).toEqual([2]);
  expect(count.started).toBe(2);
});

it('vectors of a map that was closed are not searched, however late they arrive', async () => {
  let arrive = () => {};
  const slow = mapOf(
    [0, 2, 0.1],
    new Promise<void>((resolve) => {
      arrive = resolve;
    }),
  );
  workers();
  const client = createVectorClient();
  const left = client.load(slow);
  const shown = await client.load(mapOf([0, 0.1, 2]));
  arrive();
  expect(await left).toBeNull();
  expect((await shown!.call('moreLikeThese', near)).map(({ paper }) => paper)).toEqual([1]);
});
