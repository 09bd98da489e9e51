import { describe, expect, it } from 'vitest';
import { onlyLatest } from '../../../web/search/worker/only-latest.ts';

/** Answers each question when the test says so. */
function slow() {
  const asked: string[] = [];
  const ends: ((answer: string | Error) => void)[] = [];
  const ask = onlyLatest((question: string) => {
    asked.push(question);
    return new Promise<string>((resolve, reject) => {
      ends.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
    });
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  return { asked, ask, end: async (which: number, answer: string | Error) => ends[which]!(answer), settle };
}

describe('onlyLatest', () => {
  it('makes one call at a time, and of the waiting ones only the last', async () => {
    const { asked, ask, end, settle } = slow();
    const first = ask('a');
    const overtaken = [ask('ab'), ask('abc')];
    const last = ask('abcd');
    expect(await Promise.all([first, ...overtaken])).toEqual([null, null, null]);
    expect(asked).toEqual(['abcd']);
    const waiting = [ask('x'), ask('xy')];
    await end(0, 'answer');
    expect(await last).toBe('answer');
    await settle();
    expect(asked).toEqual(['abcd', 'xy']);
    await end(1, 'other');
    expect(await Promise.all(waiting)).toEqual([null, 'other']);
  });

  it('makes the next call after one has failed', async () => {
    const { ask, end, settle } = slow();
    const failing = ask('a');
    await settle();
    await end(0, new Error('no model'));
    await expect(failing).rejects.toThrow('no model');
    const next = ask('b');
    await settle();
    await end(1, 'answer');
    expect(await next).toBe('answer');
  });
});
