/**
 * The language of the search box: free text, `"an exact phrase"`, `-without`, and the filters `theme:`, `author:`, `year:`,
 * `venue:` and `tag:`, whose values may be quoted. Values of one field are alternatives; different fields must all match:
 * `cache theme:"Mixture of Experts" theme:Retrieval year:2023-2024`. A part of a name is enough (`author:li`); a quoted
 * value that is somebody's whole name matches that name only, so `author:"Wei Li"` finds no Wei Liu.
 */

export const FIELDS = ['theme', 'author', 'year', 'venue', 'tag'] as const;
export type Field = (typeof FIELDS)[number];

export interface Filter {
  field: Field;
  value: string;
  /** `-venue:ACL`: the paper must not match. */
  negated: boolean;
  /** Typed in quotes. */
  quoted?: true;
}

export interface Query {
  /** The free words and phrases in the order typed, without quotes: the text that the model and the index search for. */
  text: string;
  /** Each must occur in the title or abstract with its words in this order; case does not matter. */
  phrases: string[];
  /** Words and phrases that must not occur there. */
  excluded: string[];
  filters: Filter[];
}

const TOKEN =
  /(?<minus>-)?(?:(?<field>theme|author|year|venue|tag):(?:"(?<quotedValue>[^"]*)"?|(?<value>\S*))|"(?<phrase>[^"]*)"?|(?<word>\S+))/giy;

/**
 * Parses the typed text. Never fails: an open quote runs to the end, an unknown `name:` is a word, and a filter without
 * a value is ignored.
 */
export function parseQuery(input: string): Query {
  const query: Query = { text: '', phrases: [], excluded: [], filters: [] };
  const words: string[] = [];
  TOKEN.lastIndex = 0;
  for (;;) {
    const space = /\s*/y;
    space.lastIndex = TOKEN.lastIndex;
    space.exec(input);
    TOKEN.lastIndex = space.lastIndex;
    if (TOKEN.lastIndex >= input.length) break;
    const match = TOKEN.exec(input);
    if (!match?.groups) break;
    const { minus, field, quotedValue, value, phrase, word } = match.groups;
    const negated = minus !== undefined;
    if (field !== undefined) {
      const text = (quotedValue ?? value ?? '').trim();
      if (text)
        query.filters.push({
          field: field.toLowerCase() as Field,
          value: text,
          negated,
          ...(quotedValue !== undefined && { quoted: true }),
        });
    } else if (phrase !== undefined) {
      const text = phrase.trim();
      if (!text) continue;
      if (negated) query.excluded.push(text);
      else {
        query.phrases.push(text);
        words.push(text);
      }
    } else if (word !== undefined) {
      if (negated) query.excluded.push(word);
      else words.push(word);
    } else if (negated) words.push('-');
  }
  query.text = words.join(' ');
  return query;
}

/** Whether the query asks for nothing. */
export function isEmptyQuery(query: Query): boolean {
  return !query.text && query.excluded.length === 0 && query.filters.length === 0;
}

/** The form in which text is compared: lower case, no accents, compatibility characters replaced (NFKD). */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}

/** The filter as text, quoted if it was typed so or if its value needs quotes. */
export function formatFilter({ field, value, negated, quoted }: Filter): string {
  const plain = value.replaceAll('"', '');
  return `${negated ? '-' : ''}${field}:${quoted || /\s|^$/.test(plain) ? `"${plain}"` : plain}`;
}

/**
 * Adds a filter at the end of the typed text, or removes it if the text has it already; the rest stays as typed. A click
 * on an author, a venue or a tag narrows the search in this way.
 */
export function toggleFilter(input: string, field: Field, value: string): string {
  const wanted = fold(value.replaceAll('"', ''));
  let found = false;
  const kept = splitTokens(input).filter((token) => {
    const filter = parseQuery(token).filters[0];
    const same =
      filter !== undefined && !filter.negated && filter.field === field && fold(filter.value) === wanted;
    found ||= same;
    return !same;
  });
  if (!found) kept.push(formatFilter({ field, value, negated: false, quoted: true }));
  return kept.join(' ');
}

/** Whether the typed text has the filter. */
export function hasFilter(input: string, field: Field, value: string): boolean {
  const wanted = fold(value.replaceAll('"', ''));
  return parseQuery(input).filters.some((f) => !f.negated && f.field === field && fold(f.value) === wanted);
}

function splitTokens(input: string): string[] {
  return input.match(/-?(?:[a-z]+:)?"[^"]*"?|\S+/gi) ?? [];
}
