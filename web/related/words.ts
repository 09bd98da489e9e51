/** Splits a text into words with their positions, for shared phrases and for marks. */
import { endOfRun, LETTER, NUMBER } from '../../pipeline/text/index.ts';
import { fold } from '../search/query/query.ts';

export interface Word {
  /** Folded, without the plural's s. */
  stem: string;
  /** Range in the text, end exclusive. */
  start: number;
  end: number;
}

/** Runs of letters and numbers; anything else separates words ("key-value" is two words). */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (let start = 0; start < text.length; ) {
    const end = endOfRun(text, start, LETTER | NUMBER);
    if (end > start) words.push({ stem: stem(text.slice(start, end)), start, end });
    start = Math.max(end, start + 1);
  }
  return words;
}

/** The form in which words are compared: lower case, no accents, no plural s ("caches" = "cache", "loss" stays). */
export function stem(word: string): string {
  const folded = fold(word);
  return folded.length > 3 && /[^su]s$/.test(folded) && !folded.endsWith('is') ? folded.slice(0, -1) : folded;
}

/** Function words and stock phrases of abstracts, which say nothing about a paper's subject (as stems). */
export const EMPTY_WORDS: ReadonlySet<string> = new Set(
  `a about above achieve achieving across after all allow along also although among an and any approach approache are as at base
   based be because been before being best better between both but by can compared comparable consistently could current demonstrate
   demonstrating different do doe due during each effective effectively enable enabling etc even existing experiment experimental
   extensive field finally find finding first five following for four framework from further furthermore gain given ha had have here high
   higher how however i idea if impact important improve improved improvement improving in including increase into introduce
   introduced introducing investigate is issue it its itself key large larger lead leading less level limited low lower main make
   making many may method might more moreover most much multiple must near need new no not novel number of often on one only or
   other our out outperform outperforming over overall paper particular particularly per perform performance potential present
   previou previous prior problem propose proposed provide providing recent recently reduce reducing reduction remain require
   requiring research respectively result s same second set several show showing shown significant significantly similar
   simple since single six small so some specific specifically still strong studie study such superior t task technique than
   that the their them then there therefore these they this those three through thu thus time to together too toward towards two
   under up upon us use used using valuable variety various very via wa was way we well were what when where whether which while who whose
   why wide widely will with within without work would yet`.split(/\s+/),
);
