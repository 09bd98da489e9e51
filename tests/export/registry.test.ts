import { describe, expect, it } from 'vitest';
import { exportMap, exportPapers } from '../../pipeline/export/export.ts';
import type { PaperFormat } from '../../pipeline/export/paper-formats.ts';
import { FORMATS, formatNamed, formatOfFile, likelyFormat, namesOf } from '../../pipeline/export/registry.ts';
import { NODE_FORMATS, exportMap as writeInNode } from '../../pipeline/node/export/registry.ts';
import { UsageError } from '../../pipeline/util/errors.ts';
import { tinyMap } from '../support/tiny-map.ts';

describe('the registry of formats', () => {
  it('finds a format by the ending of a file', () => {
    const ofFile = (file: string) => formatOfFile(NODE_FORMATS, file);
    expect(ofFile('out/Papers.CSV')).toBe('csv');
    expect(ofFile('a.b/report.md')).toBe('markdown');
    expect(ofFile('map.vosviewer.json')).toBe('vosviewer');
    expect(ofFile('a.themes.jsonl')).toBe('themes');
    expect(ofFile('mythemes.jsonl')).toBe('jsonl');
    expect(ofFile('map.json')).toBeUndefined();
    expect(ofFile('csv')).toBeUndefined();
  });

  it('guesses a format from misspellings, endings and other names', () => {
    const likely = (word: string) => likelyFormat(NODE_FORMATS, word);
    expect(likely('parqet')).toBe('parquet');
    expect(likely('.md')).toBe('markdown');
    expect(likely('json')).toBe('jsonl');
    expect(likely('jsn')).toBe('jsonl');
    expect(likely('gephi')).toBe('gexf');
    expect(likely('jpg')).toBe('png');
    expect(likely('docx')).toBeUndefined();
    expect(likely('constructor')).toBeUndefined();
  });

  it('names every ending and every other name once', () => {
    const words = namesOf(NODE_FORMATS).flatMap((name) => {
      const { aliases = [], extensions } = NODE_FORMATS[name] as (typeof NODE_FORMATS)['csv'];
      return [...aliases, ...extensions.filter((ending) => ending !== name), name];
    });
    expect(new Set(words).size).toBe(words.length);
  });

  it('refuses a word without a format in one sentence that suggests and lists formats', () => {
    const all = 'csv, jsonl, bibtex, parquet, gexf, graphml, vosviewer, themes, markdown, svg';
    const refusal = (word: string) => {
      try {
        return formatNamed(FORMATS, word);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        expect(error).toMatchObject({ code: 'invalid-argument' });
        return (error as Error).message;
      }
    };
    expect(refusal('jsn')).toBe(`"jsn" is not a format; did you mean "jsonl"? Use one of ${all}.`);
    expect(refusal('nope')).toBe(`"nope" is not a format; use one of ${all}.`);
    expect(refusal('toString')).toBe(`"toString" is not a format; use one of ${all}.`);
    expect(refusal(undefined as never)).toBe(`undefined is not a format; use one of ${all}.`);
    expect(refusal('csv')).toBe('csv');
  });

  it('is what both entries of the library check against', async () => {
    await expect(exportMap(tinyMap(), 'png' as 'svg')).rejects.toThrow(
      '"png" is not a format; use one of csv,',
    );
    await expect(writeInNode(tinyMap(), 'pgn' as 'png')).rejects.toThrow(
      '"pgn" is not a format; did you mean "png"? Use one of csv,',
    );
    await expect(exportPapers(tinyMap(), [0], 'markdown' as PaperFormat)).rejects.toThrow(
      'Markdown holds whole maps only; use one of csv, jsonl, bibtex, parquet, gexf, graphml, vosviewer.',
    );
  });
});
