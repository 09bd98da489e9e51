import { expect, it } from 'vitest';
import { askedAhead, type Source } from '../../web/source.ts';

function counting(answer: (path: string) => Uint8Array<ArrayBuffer>) {
  const asked: string[] = [];
  const source: Source = Object.assign(
    async (path: string) => {
      asked.push(path);
      return answer(path);
    },
    { address: (path: string) => `http://localhost/${path}` },
  );
  return { asked, source };
}

it('a file that is asked for ahead is read once from there, and anew after that', async () => {
  const { asked, source } = counting((path) => new TextEncoder().encode(path));
  const ahead = askedAhead(source, 'a', 9);
  expect(asked).toEqual(['a']);
  const [other, first, part] = await Promise.all([
    ahead('b', 9),
    ahead('a', 9),
    ahead('a', 9, { from: 0, to: 1 }),
  ]);
  expect([other, first, part].map((bytes) => new TextDecoder().decode(bytes))).toEqual(['b', 'a', 'a']);
  expect(asked).toEqual(['a', 'b', 'a']);
  await ahead('a', 9);
  expect(asked).toEqual(['a', 'b', 'a', 'a']);
  expect(ahead.address!('c')).toBe('http://localhost/c');
});

it('its error is told to who reads it, and to nobody else', async () => {
  const { source } = counting(() => {
    throw new Error('gone');
  });
  const ahead = askedAhead(source, 'a', 9);
  await new Promise((resolve) => setTimeout(resolve, 0));
  await expect(ahead('a', 9)).rejects.toThrow('gone');
});
