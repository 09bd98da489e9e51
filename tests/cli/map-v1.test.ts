/** A map of version 1, kept as the bytes that were written then: every verb must open it. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isotheme } from '../support/command-line.ts';

const FOLDER = path.resolve('tests/fixtures/map-v1');

const run = async (...words: string[]) => {
  const { code, stdout, stderr } = await isotheme(words);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
};

describe('a map of version 1 is opened by', () => {
  it('verify', async () => {
    const result = JSON.parse(await run('verify', FOLDER, '--json'));
    expect(result).toEqual({ map: { name: 'map-v1', papers: 12, themes: 3 }, files: 10, faults: [] });
  });

  it('related', async () => {
    const found = JSON.parse(await run('related', FOLDER, 'p3', '-k', '3', '--json'));
    expect(found.map((paper: { id: string }) => paper.id)).toEqual(['p0', 'p6', 'p9']);
  });

  it('compare', async () => {
    const { ari, shared } = JSON.parse(await run('compare', FOLDER, FOLDER, '--json'));
    expect([ari, shared]).toEqual([1, 12]);
  });

  it('eval', async () => {
    const labels = path.resolve('tests/fixtures/map-v1-labels.jsonl');
    const { papers, knn1 } = JSON.parse(await run('eval', FOLDER, '--labels', labels, '--json'));
    expect([papers, knn1]).toEqual([12, 1]);
  });

  it('export, whose rows hold what they held', async () => {
    const rows = (await run('export', FOLDER, '--format', 'jsonl')).trim().split('\n');
    expect(rows).toHaveLength(12);
    expect(JSON.parse(rows[0]!)).toMatchObject({
      id: 'p0',
      title: 'Study 0 of “speculative decoding” in $O(n^2)$ 漢字',
      theme: 'Draft Model',
      neighbours: ['p3', 'p6', 'p9', 'p10', 'p1'],
      url: 'https://example.org/0',
      venue: 'ACL',
      tags: ['decoding', 'drafts'],
    });
    expect(await run('export', FOLDER, '--format', 'html')).toContain('漢字');
  });
});
