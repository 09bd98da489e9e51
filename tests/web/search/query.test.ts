import { describe, expect, it, vi } from 'vitest';
import { paperFilter, yearRange } from '../../../web/search/query/paper-filter.ts';
import {
  fold,
  formatFilter,
  hasFilter,
  isEmptyQuery,
  parseQuery,
  toggleFilter,
} from '../../../web/search/query/query.ts';

const paper = {
  authors: ['Élodie Müller', 'Wei Zhang'],
  date: '2024-10-07',
  venue: 'COLM 2024',
  tags: ['Sparse models', 'routing'],
};
const path = ['Architectures', 'Mixture of Experts'];
const names = ['Architectures', 'Mixture of Experts', 'Experts in Law'];

function matches(query: string): boolean {
  return paperFilter(parseQuery(query), names)(paper, path);
}

describe('parseQuery', () => {
  it('splits free text from filters, phrases and exclusions', () => {
    expect(
      parseQuery('cache  theme:"Mixture of Experts" "key value" -survey year:2023-2024 routing'),
    ).toEqual({
      text: 'cache key value routing',
      phrases: ['key value'],
      excluded: ['survey'],
      filters: [
        { field: 'theme', value: 'Mixture of Experts', negated: false, quoted: true },
        { field: 'year', value: '2023-2024', negated: false },
      ],
    });
  });

  it('parses unfinished text: open quotes, empty filters, a single minus', () => {
    expect(parseQuery('theme:"Mixture of')).toMatchObject({ text: '', filters: [{ value: 'Mixture of' }] });
    expect(isEmptyQuery(parseQuery('theme: venue:""'))).toBe(true);
    expect(isEmptyQuery(parseQuery(' "" '))).toBe(true);
    expect(parseQuery('"half a').phrases).toEqual(['half a']);
    expect(parseQuery('a - b').text).toBe('a - b');
  });

  it('treats an unknown field, a web address and a hyphen within a word as text', () => {
    expect(parseQuery('foo:bar https://a.b/c vision-language').text).toBe(
      'foo:bar https://a.b/c vision-language',
    );
  });

  it('parses negated filters and field names in any case', () => {
    expect(parseQuery('-VENUE:ACL').filters).toEqual([{ field: 'venue', value: 'ACL', negated: true }]);
  });

  it('returns a query for any input', () => {
    for (const input of ['"', '-', '-"', ':', 'theme:', '-theme:"', '\u0000', '   ', '""""', '\u202e"x'])
      expect(parseQuery(input)).toBeDefined();
  });
});

describe('paperFilter', () => {
  it('requires every field to match, with any of its values', () => {
    expect(matches('author:zhang venue:colm')).toBe(true);
    expect(matches('author:zhang venue:acl')).toBe(false);
    expect(matches('venue:acl venue:colm')).toBe(true);
    expect(matches('tag:"sparse models" author:zhang')).toBe(true);
    expect(matches('tag:dense')).toBe(false);
    expect(matches('-tag:routing')).toBe(false);
  });

  it('matches a theme by its whole name if there is one, otherwise by a part', () => {
    expect(matches('theme:"mixture of experts"')).toBe(true);
    expect(matches('theme:experts')).toBe(true);
    expect(matches('theme:"Experts in Law"')).toBe(false);
    expect(matches('-theme:Architectures')).toBe(false);
  });

  it('matches a quoted value by the whole name if somebody has it, otherwise by a part', () => {
    const papers = [
      { authors: ['Wei Li', 'Li'], venue: 'ACL', tags: ['MoE'] },
      { authors: ['Wei Liu', 'Kim Lee'], venue: 'NAACL', tags: ['MoE routing'] },
      { authors: ['Wéi Lî'], venue: 'ACL 2024' },
    ];
    const found = (query: string) => {
      const test = paperFilter(parseQuery(query), [], papers);
      return [...papers.keys()].filter((i) => test(papers[i]!, []));
    };
    for (const [field, value] of [
      ['author', 'Wei Li'],
      ['author', 'Li'],
      ['venue', 'ACL'],
      ['tag', 'MoE'],
    ] as const)
      expect([value, found(toggleFilter('', field, value))]).toEqual([
        value,
        value === 'Wei Li' ? [0, 2] : [0],
      ]);
    expect(found('-author:"wei li"')).toEqual([1]);
    expect(found('author:li')).toEqual([0, 1, 2]);
    expect(found('author:"wei l"')).toEqual([0, 1, 2]);
    expect(found('venue:acl')).toEqual([0, 1, 2]);
  });

  it('searches all papers for a quoted name once, not at every key', () => {
    const papers = [{ authors: ['Wei Liu'] }, { authors: ['Wei Li'] }];
    const scan = vi.spyOn(papers, 'some');
    for (const typed of ['author:"Wei Li"', 'author:"wei li" c', '-author:"Wei Li" ca'])
      paperFilter(parseQuery(typed), [], papers);
    expect(scan).toHaveBeenCalledTimes(1);
  });

  it('ignores accents and case', () => {
    expect(matches('author:elodie')).toBe(true);
    expect(matches('author:"ELODIE MULLER"')).toBe(true);
  });

  it('compares years as numbers', () => {
    expect(matches('year:2024')).toBe(true);
    expect(matches('year:2020-2023')).toBe(false);
    expect(matches('year:2023-')).toBe(true);
    expect(matches('year:-2023')).toBe(false);
    expect(matches('year:soon')).toBe(false);
  });

  it('matches no filter on a field that the paper lacks', () => {
    const bare = {};
    for (const query of ['author:a', 'venue:a', 'year:2024', 'theme:a', 'tag:a'])
      expect(paperFilter(parseQuery(query), [])(bare, [])).toBe(false);
  });
});

describe('toggleFilter', () => {
  it('adds a filter, quoted if necessary, and removes the same one', () => {
    const once = toggleFilter('kv cache', 'author', 'Wei Zhang');
    expect(once).toBe('kv cache author:"Wei Zhang"');
    expect(hasFilter(once, 'author', 'wei zhang')).toBe(true);
    expect(toggleFilter(once, 'author', 'Wei Zhang')).toBe('kv cache');
  });

  it('keeps other filters as typed', () => {
    expect(toggleFilter('theme:"A B" venue:ACL x', 'venue', 'ACL')).toBe('theme:"A B" x');
  });

  it('writes filters that the parser reads as the same filters', () => {
    const filter = { field: 'venue' as const, value: 'COLM', negated: true };
    for (const each of [filter, { ...filter, quoted: true as const }])
      expect(parseQuery(formatFilter(each)).filters).toEqual([each]);
    expect(formatFilter({ ...filter, value: 'COLM 2024' })).toBe('-venue:"COLM 2024"');
  });
});

it('reads ranges of years', () => {
  expect(yearRange('2024')).toEqual([2024, 2024]);
  expect(yearRange('2020..2023')).toEqual([2020, 2023]);
  expect(yearRange('2020-')).toEqual([2020, Infinity]);
  expect(yearRange('20')).toBeNull();
  expect(yearRange('20202023')).toBeNull();
  expect(yearRange('-')).toBeNull();
});

it('folds accents, ligatures and case', () => {
  expect(fold('Ünïcode ﬁne')).toBe('unicode fine');
});
