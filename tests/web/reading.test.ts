import { describe, expect, it } from 'vitest';
import { exportList } from '../../web/reading/export.ts';
import {
  addItem,
  addItems,
  noteItem,
  parseList,
  READING_VERSION,
  type ReadingItem,
  readingItem,
  removeItem,
  serialiseList,
} from '../../web/reading/list.ts';
import { loadList, saveList } from '../../web/reading/storage.ts';

const added = new Date('2026-01-02T03:04:05.000Z');
const first = readingItem(
  'page',
  {
    id: '7',
    title: 'Caches & _Keys_',
    abstract: 'About "caches".',
    authors: ['Wei Zhang', 'É. Müller'],
    date: '2024-10',
    venue: 'COLM',
    url: 'https://example.org/7',
  },
  added,
);
const second = readingItem('page', { id: '8', title: '=SUM(A1)', abstract: '' }, added);

describe('the reading list', () => {
  it('holds each paper once, and changes and removes entries by map and id', () => {
    const list = addItem(addItem([], first), second);
    expect(addItem(list, { ...first, title: 'other' })).toBe(list);
    const noted = noteItem(list, { map: 'page', id: '8' }, 'read it');
    expect(noted.map((item) => item.note)).toEqual(['', 'read it']);
    expect(removeItem(noted, { map: 'page', id: '7' }).map((item) => item.id)).toEqual(['8']);
    expect(removeItem(noted, { map: 'other', id: '7' })).toHaveLength(2);
  });

  it('is the same after it was stored and read', () => {
    expect(parseList(serialiseList([first, second]))).toEqual({ items: [first, second], problems: [] });
  });

  it('is the same after it was stored and read with long notes and abstracts', async () => {
    const long = readingItem('page', { id: '9', title: 'Long', abstract: 'word '.repeat(30_000) }, added);
    const list = noteItem(addItem([first], long), first, 'thought '.repeat(5000));
    expect(parseList(serialiseList(list))).toEqual({ items: list, problems: [] });
    expect(parseList(await exportList(list, 'jsonl')).items).toEqual(list);
  });

  it('is the same after it was exported as JSONL and read', async () => {
    expect(parseList(await exportList([first, second], 'jsonl')).items).toEqual([first, second]);
    expect(parseList(await exportList([first], 'jsonl')).items).toEqual([first]);
  });
});

describe('importing a reading list', () => {
  it('keeps valid entries and reports the others', () => {
    const source = [
      JSON.stringify(first),
      '{"id":5,"title":"x"}',
      JSON.stringify({ id: '9', title: 'Bare' }),
    ].join('\n');
    const { items, problems } = parseList(source);
    expect(items.map((item) => item.id)).toEqual(['7', '9']);
    expect(items[1]!.note).toBe('');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^Line 2 was left out: id/);
  });

  it('imports many entries, the first of each paper', { timeout: 8000 }, () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `{"id":"${i % 29_999}","title":"Paper ${i}"}`);
    const { items, problems } = parseList(lines.join('\n'));
    expect(problems).toEqual([]);
    expect(items).toHaveLength(29_999);
    expect(items[0]!.title).toBe('Paper 0');
    expect(addItems(items.slice(1), items)).toHaveLength(29_999);
  });

  it('refuses other versions and other files with one sentence', () => {
    const later = JSON.stringify({
      format: 'isotheme-reading-list',
      version: READING_VERSION + 1,
      items: [],
    });
    expect(parseList(later).problems[0]).toMatch(/version 2/);
    expect(parseList('{"a":1}').problems[0]).toMatch(/not a reading list/);
    expect(parseList('<html>').problems[0]).toMatch(/Line 1 is not valid JSON/);
    expect(parseList('  ').problems[0]).toMatch(/empty/);
  });

  it('drops keys that an entry does not have', () => {
    const { items } = parseList('{"id":"1","title":"t","__proto__":{"x":1},"constructor":"y","extra":1}');
    expect(Object.keys(items[0]!).sort()).toEqual(['added', 'id', 'map', 'note', 'title']);
  });
});

describe('the storage of the reading list', () => {
  const shelf = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
  };

  it('returns the list that was stored', () => {
    const place = shelf();
    expect(saveList(place, [first])).toBeNull();
    expect(loadList(place)).toEqual({ items: [first], problems: [] });
    expect(loadList(shelf())).toEqual({ items: [], problems: [] });
  });

  it('reports if the storage is full or denied', () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(saveList(full, [first])).toMatch(/storage of the browser is full/);
    expect(saveList(null, [first])).toMatch(/is lost when it is closed/);
    const refusing = {
      getItem: (): string | null => {
        throw new DOMException('no', 'SecurityError');
      },
      setItem: () => {},
    };
    expect(loadList(refusing).problems).toHaveLength(1);
  });
});

describe('exporting the reading list', () => {
  const items: ReadingItem[] = [{ ...first, note: 'two\nlines' }, second];

  it('escapes special characters in BibTeX', async () => {
    const bibtex = await exportList(items, 'bibtex');
    expect(bibtex.match(/^@/gm)).toHaveLength(2);
    expect(bibtex).toContain('Caches \\& \\_Keys\\_');
    expect(bibtex).toContain('author = {Wei Zhang and É. Müller}');
    expect(bibtex).toContain('year = {2024}');
  });

  it('writes year and month in BibTeX if a date has them, and no brace that would swallow what follows', async () => {
    const dates = ['{{{{', '2024-{{', 'Marc 03', '2024-13', '2023-07-01'];
    const dated = dates.map((date, i) => ({ ...second, id: String(i), date }));
    const facts = (text: string) => text.match(/^ {2}(?:year|month) = .*[^,\n]/gm);
    expect((await exportList(dated, 'bibtex')).split('\n@').map(facts)).toEqual([
      null,
      ['  year = {2024}'],
      null,
      ['  year = {2024}'],
      ['  year = {2023}', '  month = {07}'],
    ]);
  });

  it('writes CSV in which a spreadsheet finds no formula', async () => {
    const lines = (await exportList(items, 'csv')).split('\r\n');
    expect(lines[0]).toBe('id,title,authors,date,venue,url,note,added,map,abstract');
    expect(lines[1]).toContain('Wei Zhang; É. Müller');
    expect(lines.at(-2)).toMatch(/^8,'=SUM\(A1\),/);
  });

  it('writes Markdown with links and notes, and escapes everything that would be markup', async () => {
    expect(await exportList(items, 'markdown')).toBe(
      [
        '# Reading list',
        '',
        '- **[Caches & \\_Keys\\_](<https://example.org/7>)**  ',
        '  Wei Zhang, É. Müller. COLM. 2024-10',
        '  > two',
        '  > lines',
        '- **=SUM(A1)**',
        '',
      ].join('\n'),
    );
  });
});
