/** Which sentences of an abstract can stand alone, and how much they claim. */
import { splitSentences } from '../text/sentences.ts';
import { ASIDE, BACKGROUND, CONTRIBUTION, DANGLING, FINDING, REFERRING, RESULT } from './cues.ts';
import { countWords } from './terms.ts';

export interface Candidate {
  /** Part of the abstract, to the letter. */
  text: string;
  /** How fit the sentence is to be read alone as a claim; 1 for a plain one. */
  fitness: number;
  /** Whether it begins with a reference to what stands before it. */
  dangling: boolean;
}

const FEWEST_WORDS = 6;
const MOST_WORDS = 45;
const MOST_CHARACTERS = 600;
/** More of them are a table in words. */
const MOST_NUMBERS = 4;
/** Longer sentences are read less easily. */
const EASY_WORDS = 32;

/** Headings of structured abstracts ("Results: …"), by whether claims stand below them. */
const HEADINGS = new Map([
  ...list(
    'results|result|findings|main results|main findings|key results|key findings|outcomes|main outcomes',
    true,
  ),
  ...list(
    'conclusions|conclusion|results and conclusions|results and discussion|interpretation|significance',
    true,
  ),
  ...list(
    'implications|practical implications|originality and value|conclusions and implications|conclusions and relevance',
    true,
  ),
  ...list(
    'abstract|background|introduction|context|importance|rationale|objective|objectives|aim|aims|goal',
    false,
  ),
  ...list(
    'purpose|motivation|method|methods|materials and methods|methods and materials|methodology|design',
    false,
  ),
  ...list(
    'setting|participants|patients|discussion|limitations|intervention|interventions|measurements',
    false,
  ),
  ...list(
    'background and aims|background and objectives|background and purpose|methods and results|design and methods',
    false,
  ),
]);

function list(headings: string, claiming: boolean): [string, boolean][] {
  return headings.split('|').map((heading) => [heading, claiming]);
}

/** A heading without a colon is one only before words that begin sentences ("Conclusion Our study …"). */
const HEADED =
  /^(\p{Lu}[\p{L} &/]{2,30}?)(?:\s*:\s*|\s+(?=(?:We|Our|The|This|These|In|An?|It|To|Of|There|Among|Using)\s))/u;

/** The sentences of an abstract that are whole and of a readable length, in order. */
export function candidatesOf(abstract: string): Candidate[] {
  const sentences = splitSentences(abstract);
  return sentences.flatMap((sentence, at) => {
    const [opening = '', heading = ''] = HEADED.exec(sentence) ?? [];
    const claiming = HEADINGS.get(heading.toLowerCase().replace(/ ?[&/] ?/, ' and '));
    const text = claiming === undefined ? sentence : sentence.slice(opening.length);
    if (text.length > MOST_CHARACTERS) return [];
    const words = countWords(text);
    if (words < FEWEST_WORDS || words > MOST_WORDS || !isWhole(text) || ASIDE.test(text)) return [];
    const finding = FINDING.test(text);
    const claim = finding || CONTRIBUTION.test(text);
    const referring = text.match(REFERRING)?.length ?? 0;
    const fitness =
      (claiming === undefined ? 1 : claiming ? 1.3 : 0.6) *
      (finding ? 1.9 : claim ? 1.6 : 1) *
      (RESULT.test(text) ? 1.15 : 1) *
      (/\d\s?%|\b\d+(?:\.\d+)?(?:x|×)/.test(text) ? 1.1 : 1) *
      (BACKGROUND.test(text) ? (claim ? 0.8 : 0.45) : 1) *
      // Abstracts begin with what is known.
      (at === 0 && sentences.length > 2 && !claim ? 0.6 : 1) *
      0.7 ** referring *
      ((text.match(/\d+(?:\.\d+)?/g)?.length ?? 0) > MOST_NUMBERS ? 0.75 : 1) *
      (words > EASY_WORDS ? 0.85 : words < 10 ? 0.8 : 1);
    return [{ text, fitness, dangling: DANGLING.test(text) }];
  });
}

/** Whether a sentence begins and ends as one, and is free of markup, addresses, formulas and broken characters. */
function isWhole(text: string): boolean {
  return (
    /^["'“‘«„「『]?[\p{Lu}\p{Lo}\p{N}]/u.test(text) &&
    /[.!。！]["'”’»)」』]*$/u.test(text) &&
    !/\.\.\.$|…$/.test(text) &&
    !/https?:|www\.|[@$\\{}^~|<>�]|&\w+;|\p{Ll}\.\p{Lu}|[,;]\p{L}|``|''|[\r\n]/u.test(text) &&
    isBalanced(text) &&
    (text.match(/[\p{L}\p{M}]/gu)?.length ?? 0) >= 0.7 * text.replace(/\s/g, '').length
  );
}

function isBalanced(text: string): boolean {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return (
    count(/\(/g) === count(/\)/g) &&
    count(/\[/g) === count(/\]/g) &&
    count(/“/g) === count(/”/g) &&
    count(/"/g) % 2 === 0
  );
}
