/** LaTeX → plain Unicode text: a field of a bibliography, or traces of LaTeX in other text. */
import { mathToText, symbolOf } from './latex-math.ts';

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

/** Mathematics between dollar signs, or between \( and \). */
const MATH = /((?<!\\)\$[^$]{1,500}(?<!\\)\$|\\\([\s\S]{1,500}?\\\))/;

/** The text of a bibliography's field: accents, symbols, mathematics, quotes and dashes as characters, without commands and braces. */
export function latexToText(source: string): string {
  return source
    .split(MATH)
    .map((part, index) => (index % 2 === 1 ? mathematics(part) : plain(part)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Converts LaTeX in text that is mostly plain. Only what is certainly LaTeX is converted; amounts of money
 * ("$5 to $6"), paths and dashes stay as they are. Line breaks are kept.
 */
export function texInText(source: string): string {
  if (!/[\\$]/.test(source)) return source;
  return source
    .split(MATH)
    .map((part, index) => (index % 2 === 1 ? surelyMathematics(part) : surelyLatex(part)))
    .join('');
}

function mathematics(part: string): string {
  return mathToText(part.startsWith('$') ? part.slice(1, -1) : part.slice(2, -2)) ?? part;
}

/** "$5 and $" is money. Mathematics contains a sign that prose does not have, or is short and has no space at its ends. */
function surelyMathematics(part: string): string {
  if (part.startsWith('\\(')) return mathematics(part);
  const inner = part.slice(1, -1);
  const sign = /[\\^_{}=<>]/.test(inner);
  const short =
    /^[A-Za-z0-9+\-*/().,|' ]{1,12}$/.test(inner) && !/^\s|\s$|^\d[\d.,]*\s|[A-Za-z]{3}/.test(inner);
  return sign || short ? mathematics(part) : surelyLatex(part);
}

const STYLES =
  'textit|textbf|textsc|texttt|textsf|textrm|textnormal|emph|underline|mathrm|mathbf|mathcal|text';

function surelyLatex(source: string): string {
  if (!source.includes('\\')) return source;
  let text = source
    .replace(/\{(\\[`'^~=."uvHcdbrk]\s{0,9}(?:\{\s{0,9}\\?\p{L}\s{0,9}\}|\\?\p{L}))\}/gu, '$1')
    .replace(BARE_ACCENT, accent)
    .replace(LETTER_ACCENT, accent)
    .replace(/\{\\(?:it|bf|em|sc|tt|rm)\s([^{}]*)\}/g, (_, inner: string) => inner.trimStart())
    .replace(/\\([%&#_$])/g, '$1');
  // From the innermost outwards; four levels are enough in practice.
  for (let depth = 0; depth < 4; depth++)
    text = text.replace(new RegExp(`\\\\(?:${STYLES})\\s*\\{([^{}]*)\\}`, 'g'), '$1');
  return text
    .replace(/\\(?:url|href\s*\{[^{}]*\})\s*\{([^{}]*)\}/g, '$1')
    .replace(/\\(?:cite[a-z]*|ref|eqref)\*?\s*\{([^{}]*)\}/g, '[$1]')
    .replace(/\\label\{[^{}]*\}/g, '')
    .replace(/\{?\\([a-zA-Z]+)(?:\{\}|(?![a-zA-Z]))\}?/g, (all, name: string) => {
      const symbol = SYMBOLS[name] ?? symbolOf(name);
      // A name of one or two letters may be part of a path.
      if (symbol === undefined || (name.length === 1 && !all.includes('{'))) return all;
      return all.startsWith('{') === all.endsWith('}') || all.endsWith('{}')
        ? symbol
        : all.replace(`\\${name}`, symbol);
    });
}

/** White space is bounded: with the flag u each blank takes a place on the regular expression's stack, and millions overflow it. */
const BARE_ACCENT =
  /\\([`'^~=."])\s{0,9}(?:\{\s{0,9}(?:\\([ij])|(\p{L}))\s{0,9}\}|\\([ij])(?![a-zA-Z])|(\p{L}))/gu;
const LETTER_ACCENT =
  /\\([uvHcdbrk])(?:\s{0,9}\{\s{0,9}(?:\\([ij])|(\p{L}))\s{0,9}\}|\s{1,9}(?:\\([ij])(?![a-zA-Z])|(\p{L})))/gu;

function plain(source: string): string {
  return source
    .replace(BARE_ACCENT, accent)
    .replace(LETTER_ACCENT, accent)
    .replace(/\\([&%$#_{}])/g, (_, character: string) =>
      character === '{' ? '\ue000' : character === '}' ? '\ue001' : character,
    )
    .replace(
      /\\([a-zA-Z]+)\*?(?:\s*\{\}|\s+|(?![a-zA-Z]))/g,
      (_, name: string) => SYMBOLS[name] ?? symbolOf(name) ?? '',
    )
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
