/** Splits running text into sentences. */

/** Made when it is first needed: not every browser has it. */
let segmenter: Intl.Segmenter | undefined;

/** Words whose full stop does not end a sentence; initials and numbers are recognised by rule. */
const ABBREVIATIONS = new Set(
  'e.g i.e et al cf vs fig figs eq eqs sec tab no approx resp etc dr prof st incl dept vol ca spp subsp'.split(
    ' ',
  ),
);

/** What begins a sentence, though a letter with a full stop precedes it ("vitamin C. We …"). */
const BEGINNING = /^(?:We|The|This|These|In|Our|It|Here|However|To|For)\b/;

/**
 * The sentences of a text, each a part of it, in order. The full stops of abbreviations, initials, decimals and numbers of a
 * list end none, and neither does a single line break.
 */
export function splitSentences(text: string): string[] {
  const flat = text.replace(/(?<![\r\n])\r?\n(?![ \t]{0,20}[\r\n])/g, (line) => ' '.repeat(line.length));
  segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' });
  const sentences: string[] = [];
  let from = 0;
  for (const { segment, index } of segmenter.segment(flat)) {
    const to = index + segment.length;
    if (isOpen(flat.slice(from, to), flat.slice(to, to + 12))) continue;
    const sentence = text.slice(from, to).trim();
    if (sentence !== '') sentences.push(sentence);
    from = to;
  }
  const rest = text.slice(from).trim();
  if (rest !== '') sentences.push(rest);
  return sentences;
}

/** Characters at the end of a piece in which an abbreviation is looked for. */
const LONGEST_ABBREVIATION = 40;

/** Whether the full stop at the end of a piece is not that of a sentence. */
function isOpen(piece: string, next: string): boolean {
  if (/[\r\n]\s*$/.test(piece)) return false;
  const stopped = /(\S*?)\.\s*$/.exec(piece.slice(-LONGEST_ABBREVIATION));
  if (!stopped) return false;
  const last = stopped[1]!.replace(/^[^\p{L}\p{N}]+/u, '');
  if (ABBREVIATIONS.has(last.toLowerCase())) return true;
  if (/^\p{Lu}$/u.test(last)) return !BEGINNING.test(next);
  return /(?:^|[:;])\s{0,5}\d{1,2}\.\s*$/.test(piece.slice(-LONGEST_ABBREVIATION));
}
