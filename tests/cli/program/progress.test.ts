import { describe, expect, test } from 'vitest';
import { createProgress } from '../../../pipeline/node/cli/progress.ts';
import { formatDuration } from '../../../pipeline/util/duration.ts';

function setUp(options: {
  isTTY?: boolean;
  columns?: number;
  quiet?: boolean;
  env?: Record<string, string>;
}) {
  let written = '';
  let time = 1000;
  const stream = {
    isTTY: options.isTTY ?? false,
    columns: options.columns ?? 100,
    write: (text: string) => {
      written += text;
    },
  };
  const progress = createProgress({
    stream,
    quiet: options.quiet,
    env: options.env ?? {},
    now: () => time,
  });
  return {
    progress,
    wait: (milliseconds: number) => {
      time += milliseconds;
    },
    written: () => written,
    lastDrawn: () => written.slice(written.lastIndexOf('\x1b[2K') + 4),
  };
}

describe('off a terminal', () => {
  test('a plain line every five seconds, with rate and time left', () => {
    const { progress, wait, written } = setUp({});
    for (let done = 0; done <= 100; done += 10) {
      progress.update({ stage: 'embed', done, total: 100, note: 'none cached' });
      wait(1000);
    }
    expect(written()).toBe(
      'Embedding: 50 of 100, 10 a second, 5 s left, none cached\n' +
        'Embedding: 100 of 100, 10 a second, none cached\n',
    );
  });

  test('what takes less is not spoken of', () => {
    const { progress, wait, written } = setUp({});
    for (const stage of ['read', 'embed', 'layout', 'measure'] as const) {
      progress.update({ stage, done: 0, total: 1 });
      wait(4000);
      progress.update({ stage, done: 1, total: 1 });
    }
    progress.close();
    expect(written()).toBe('');
  });

  test('cached texts do not count into the rate', () => {
    const { progress, wait, written } = setUp({});
    progress.update({ stage: 'embed', done: 90, total: 100 });
    wait(5000);
    progress.update({ stage: 'embed', done: 95, total: 100 });
    expect(written()).toBe('Embedding: 95 of 100, 1.0 a second, 5 s left\n');
  });

  test('log and warn are lines', () => {
    const { progress, written } = setUp({});
    progress.log('one');
    progress.warn('two');
    expect(written()).toBe('one\ntwo\n');
  });
});

describe('quiet', () => {
  test('shows warnings only', () => {
    const { progress, wait, written } = setUp({ quiet: true, isTTY: true });
    progress.update({ stage: 'embed', done: 0, total: 10 });
    wait(60_000);
    progress.update({ stage: 'embed', done: 5, total: 10 });
    progress.log('one');
    progress.warn('two');
    progress.close();
    expect(written()).toBe('two\n');
  });
});

describe('on a terminal', () => {
  test('a bar that is drawn over and taken away', () => {
    const { progress, wait, written, lastDrawn } = setUp({ isTTY: true, env: { NO_COLOR: '1' } });
    progress.update({ stage: 'embed', done: 0, total: 10 });
    expect(written()).toBe(`Embedding          ${'─'.repeat(24)} 0 of 10`);
    wait(1000);
    progress.update({ stage: 'embed', done: 5, total: 10 });
    expect(lastDrawn()).toBe(
      `Embedding          ${'━'.repeat(12)}${'─'.repeat(12)} 5 of 10, 5.0 a second, 1 s left`,
    );
    progress.close();
    expect(written().endsWith('\r\x1b[2K')).toBe(true);
    const before = written();
    progress.close();
    expect(written()).toBe(before);
  });

  test('is not drawn more often than an eye can follow, but always when done', () => {
    const { progress, wait, written } = setUp({ isTTY: true });
    for (let done = 0; done <= 1000; done++) {
      progress.update({ stage: 'embed', done, total: 1000 });
      wait(1);
    }
    expect(written().split('\x1b[2K').length - 1).toBe(13);
    expect(written()).toContain('1000 of 1000');
  });

  test('a line goes above the bar', () => {
    const { progress, written } = setUp({ isTTY: true, env: { NO_COLOR: '1' } });
    progress.update({ stage: 'layout', done: 0, total: 1 });
    const bar = written();
    progress.log('hello');
    expect(written()).toBe(`${bar}\r\x1b[2Khello\n${bar}`);
  });

  test('never wraps', () => {
    const { progress, written } = setUp({ isTTY: true, columns: 30, env: { NO_COLOR: '', TERM: 'xterm' } });
    progress.update({ stage: 'embed', done: 3, total: 10, note: 'a long note that has no place' });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is taken out
    expect(written().replaceAll(/\x1b\[\d+m/g, '')).toHaveLength(29);
  });

  test('colours only without NO_COLOR, unless FORCE_COLOR says otherwise', () => {
    const plain = setUp({ isTTY: true, env: { NO_COLOR: '1' } });
    plain.progress.update({ stage: 'embed', done: 5, total: 10 });
    expect(plain.written()).not.toContain('\x1b[36m');
    const coloured = setUp({ isTTY: true });
    coloured.progress.update({ stage: 'embed', done: 5, total: 10 });
    expect(coloured.written()).toContain('\x1b[36m━');
    for (const [FORCE_COLOR, shown] of [
      ['1', true],
      ['', true],
      ['0', false],
    ] as const) {
      const forced = setUp({ isTTY: true, env: { NO_COLOR: '1', FORCE_COLOR } });
      forced.progress.update({ stage: 'embed', done: 5, total: 10 });
      expect(forced.written().includes('\x1b[36m'), FORCE_COLOR).toBe(shown);
    }
  });

  test('a dumb terminal gets plain lines', () => {
    const { progress, wait, written } = setUp({ isTTY: true, env: { TERM: 'dumb' } });
    progress.update({ stage: 'embed', done: 0, total: 10 });
    wait(6000);
    progress.update({ stage: 'embed', done: 6, total: 10 });
    expect(written()).toBe('Embedding: 6 of 10, 1.0 a second, 4 s left\n');
  });
});

test('durations in words', () => {
  expect([0.2, 59, 60, 200, 3599, 3600, 7500].map(formatDuration)).toEqual([
    '1 s',
    '59 s',
    '1 min 0 s',
    '3 min 20 s',
    '59 min 59 s',
    '1 h 0 min',
    '2 h 5 min',
  ]);
});
