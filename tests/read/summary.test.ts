import { expect, it } from 'vitest';
import { readSummary } from '../../pipeline/read/finish.ts';
import { readBytes } from '../../pipeline/read/read.ts';

const counts = {
  read: 12,
  merged: 0,
  skipped: [] as { reason: string; records: number }[],
  withoutAbstract: 0,
};

it('what became of the records is said in one line, and only what there is to say', () => {
  expect(readSummary(counts)).toBe('12 read');
  expect(readSummary({ ...counts, read: 1234, merged: 3 })).toBe('1,234 read, 3 merged with the same paper');
  const skipped = [
    { reason: 'not valid JSON', records: 2 },
    { reason: 'no title and no abstract', records: 1000 },
  ];
  expect(readSummary({ ...counts, merged: 1, skipped, withoutAbstract: 17 })).toBe(
    '12 read, 1 merged with the same paper, 1,002 left out: not valid JSON (2), no title and no abstract (1,000); 17 without abstract',
  );
});

const lines = (...papers: object[]) =>
  new TextEncoder().encode(
    papers.map((paper) => JSON.stringify({ ...paper, abstract: 'Words.' })).join('\n'),
  );

it('an id that comes again is counted on, and said with its line', async () => {
  const { papers, warnings } = await readBytes(
    lines(
      { id: 'a', title: 'One' },
      { id: 'a', title: 'Two' },
      { id: 'a-2', title: 'Three' },
      { title: 'Four' },
    ),
    'p.jsonl',
  );
  expect(papers.map(({ id }) => id)).toEqual(['a', 'a-3', 'a-2', '3']);
  expect(warnings.map(({ line, message }) => [line, message])).toEqual([
    [2, 'another paper has the id "a"; this one is "a-3"'],
  ]);
});
