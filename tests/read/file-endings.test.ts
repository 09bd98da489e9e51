import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mapName } from '../../pipeline/map/map-name.ts';
import {
  isPaperFile,
  PACKED_ENDINGS,
  PAPER_ENDINGS,
  withoutEndings,
} from '../../pipeline/read/file-endings.ts';

const fixtures = (folder: string) =>
  readdirSync(new URL(`../fixtures/${folder}`, import.meta.url)).filter((name) => name !== 'bomb.zst');

describe('names of files', () => {
  it('lose every ending of a format, also of compressed files, in any case', () => {
    for (const ending of PAPER_ENDINGS) {
      expect(mapName(`pubmed.${ending}`)).toBe('pubmed');
      expect(mapName(`pubmed.${ending.toUpperCase()}`)).toBe('pubmed');
      for (const packed of PACKED_ENDINGS) expect(mapName(`pubmed.${ending}.${packed}`)).toBe('pubmed');
    }
  });

  it.each([
    ['notes.v2.txt', 'notes.v2'],
    ['x.jsonl.gz', 'x'],
    ['page.zst', 'page'],
    ['works.json.txt', 'works'],
    ['xml', 'xml'],
    ['papers.xml.bak', 'papers.xml.bak'],
    ['a.textxml', 'a.textxml'],
    ['a.docx', 'a.docx'],
  ])('of %s leave %s', (file, left) => {
    expect(withoutEndings(file)).toBe(left);
    expect(mapName(file)).toBe(left);
  });

  it('select the paper files of a folder', () => {
    for (const name of [...fixtures('formats'), ...fixtures('read'), 'notes.v2.txt', 'A.BIB', 'x.nbib.gz'])
      expect(isPaperFile(name), name).toBe(true);
  });

  it.each(['README.md', 'notes.docx', 'page.zst', 'page.gz', 'x.jsonl.gz.gz', 'x.jsonl.bak', 'txt'])(
    'leave %s of a folder alone',
    (name) => {
      expect(isPaperFile(name)).toBe(false);
    },
  );
});
