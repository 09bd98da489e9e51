/** LaTeX in the fields of a bibliography → plain Unicode text. Mathematics between dollar signs stays as it is. */

const ACCENTS: Readonly<Record<string, string>> = {
  '`': '\u0300',
  "'": '\u0301',
  '^': '\u0302',
  '~': '\u0303',
  '=': '\u0304',
  u: '\u0306',
  '.': '\u0307',
  '"': '\u0308',
  r: '\u030a',
  H: '\u030b',
  v: '\u030c',
  d: '\u0323',
  c: '\u0327',
  k: '\u0328',
  b: '\u0331',
};

const SYMBOLS: Readonly<Record<string, string>> = {
  ss: 'ß',
  ae: 'æ',
  AE: 'Æ',
  oe: 'œ',
  OE: 'Œ',
  aa: 'å',
  AA: 'Å',
  o: 'ø',
  O: 'Ø',
  l: 'ł',
  L: 'Ł',
  i: 'ı',
  j: 'ȷ',
  textendash: '–',
  textemdash: '—',
  textquoteright: '’',
  textquoteleft: '‘',
  textbackslash: '\\',
  textasciitilde: '~',
  textasciicircum: '^',
  textunderscore: '_',
  textgreater: '>',
  textless: '<',
  ldots: '…',
  dots: '…',
  S: '§',
  copyright: '©',
  textregistered: '®',
  texttrademark: '™',
};

/** Accents on letters, symbols, quotes and dashes as characters; formatting commands and braces taken off. */
export function latexToText(source: string): string {
  return source
    .split(/((?<!\\)\$[^$]{1,500}(?<!\\)\$)/)
    .map((part, index) => (index % 2 === 1 ? part : plain(part)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

function plain(source: string): string {
  return source
    .replace(/\\([`'^~=."])\s*(?:\{\s*(?:\\([ij])|(\p{L}))\s*\}|\\([ij])(?![a-zA-Z])|(\p{L}))/gu, accent)
    .replace(
      /\\([uvHcdbrk])(?:\s*\{\s*(?:\\([ij])|(\p{L}))\s*\}|\s+(?:\\([ij])(?![a-zA-Z])|(\p{L})))/gu,
      accent,
    )
    .replace(/\\([&%$#_{}])/g, (_, character: string) =>
      character === '{' ? '\ue000' : character === '}' ? '\ue001' : character,
    )
    .replace(/\\([a-zA-Z]+)\*?(?:\s*\{\}|\s+|(?![a-zA-Z]))/g, (_, name: string) => SYMBOLS[name] ?? '')
    .replace(/\\[\s\\,;:!/-]/g, ' ')
    .replace(/[{}]/g, '')
    .replace(/---/g, '—')
    .replace(/--/g, '–')
    .replace(/``|''/g, '"')
    .replace(/~/g, ' ')
    .replaceAll('\ue000', '{')
    .replaceAll('\ue001', '}');
}

function accent(_: string, mark: string, ...letters: (string | undefined)[]): string {
  const letter = letters.slice(0, 4).find((candidate) => candidate !== undefined) ?? '';
  return `${letter}${ACCENTS[mark]}`.normalize('NFC');
}
