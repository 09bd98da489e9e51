/** What a single line of a page looks like: a line of the page itself, a stray count, a title or an abstract. */

/** Lines of the daily-papers page and similar pages that belong to no paper; compared in lower case without spaces. */
const FURNITURE = new Set(
  [
    'new',
    'hot',
    'trending',
    'trending papers',
    'papers',
    'daily papers',
    'weekly papers',
    'monthly papers',
    'latest papers',
    'accepted papers',
    'list of accepted papers',
    'daily',
    'weekly',
    'monthly',
    'get trending papers in your email inbox!',
    'get trending papers in your email inbox once a day!',
    'get trending papers in your email inbox once a day',
    'subscribe',
    'unsubscribe',
    'by ak and the research community',
    'previous',
    'next',
    'previous day',
    'next day',
    'today',
    'yesterday',
    'log in',
    'login',
    'sign up',
    'sign in',
    'search',
    'models',
    'datasets',
    'spaces',
    'community',
    'docs',
    'enterprise',
    'pricing',
    'hugging face',
    'title',
    'abstract',
    'abstracts',
    'submitted by',
    'load more',
    'show more',
    'view all',
    'read more',
    'upvote',
  ].map(squeeze),
);

const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const DAY = '\\d{1,2}(?:st|nd|rd|th)?';
const YEAR = '(?:19|20)\\d\\d';
const WEEKDAY = '(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\\.?,?\\s+)?';
const DATE = new RegExp(
  `^${WEEKDAY}(?:${MONTH}\\.?\\s+${DAY}(?:,?\\s+${YEAR})?|${DAY}\\.?\\s+(?:of\\s+)?${MONTH}\\.?(?:,?\\s+${YEAR})?|${MONTH}\\.?,?\\s+${YEAR}|week\\s+(?:of\\s+)?\\S.{0,30}|${YEAR}[-/.]\\d{1,2}(?:[-/.]\\d{1,2})?|\\d{1,2}[-/.]\\d{1,2}[-/.]${YEAR})$`,
  'i',
);
const DATE_RANGE = new RegExp(
  `^${MONTH}\\.?\\s+${DAY}\\s*[-–—]\\s*(?:${MONTH}\\.?\\s+)?${DAY}(?:,?\\s+${YEAR})?$`,
  'i',
);

/** A number with or without the sign or word of a counter: "17", "▲ 17", "1.2k", "17 upvotes", "·5 authors", "#3". */
const COUNT =
  /^[^\p{L}\p{N}]{0,4}\d[\d.,]{0,11}\s?k?[^\p{L}\p{N}]{0,4}(?:(?:upvotes?|votes?|likes?|comments?|authors?|replies|views?|citations?|stars?|points?|pages?|papers?)[^\p{L}\p{N}]{0,3})?$/iu;

/** Words of headings above a list of papers; only used before the first abstract. */
const HEADING_WORDS =
  /\b(?:papers|proceedings|accepted|newsletter|reading (?:list|group)|mailing list|conference|workshop|symposium|volume|issue|edition|digest|inbox|subscribe|sign up|log ?in|welcome|table of contents|this week|this month|today|archive|collection)\b/i;

/** Whether the line is known to belong to the page itself. */
export function isFurniture(line: string): boolean {
  return line.length <= 80 && (FURNITURE.has(squeeze(line)) || DATE.test(line) || DATE_RANGE.test(line));
}

/** Whether the line is a date. */
export function isDate(line: string): boolean {
  return line.length <= 80 && (DATE.test(line) || DATE_RANGE.test(line));
}

/** Whether the line is a bare count, such as upvotes. */
export function isCount(line: string): boolean {
  return line.length <= 30 && COUNT.test(line);
}

/** Whether the line has neither letter nor digit: a rule or a bullet. */
export function isRule(line: string): boolean {
  return line.length <= 200 && !/[\p{L}\p{N}]/u.test(line);
}

/** Whether a title-like line above the first paper is a heading of the list: it has few words, or words of headings. */
export function isHeading(line: string): boolean {
  return (
    line.length <= 120 && (line.split(/\s+/, 5).length <= 3 || HEADING_WORDS.test(line) || /[!:]$/.test(line))
  );
}

/**
 * How much a line looks like an abstract (positive) rather than a title (negative), by its length, sentences and
 * capitals. On the 405 papers of the two pages it was tuned on, titles are between −13 and 0, abstracts above 3.
 */
export function abstractness(line: string): number {
  const length = line.length;
  let score = Math.max(-4, Math.min(8, 3 * Math.log(length / 180)));
  const end = line.slice(-12).replace(/[\s"'”’)\]}*_$]+$/u, '');
  if (/[.。]$/.test(end)) score += 2.5;
  else if (!/[?!…]$/.test(end) && length < 400) score -= 1.5;
  const head = line.slice(0, 3000);
  const words = head.match(/[\p{L}][\p{L}\p{N}'’-]*/gu) ?? [];
  let breaks = 0;
  for (const _ of head.matchAll(/[\p{Ll}\p{N})\]"”]\.\s+[\p{Lu}"“]/gu)) breaks++;
  score += 1.5 * Math.min(breaks, 3);
  if (/^(?:we|in this (?:paper|work|study)|this (?:paper|work|study|article)|abstract\b)/i.test(line))
    score += 1.5;
  const long = words.filter((word) => word.length >= 4);
  const capitals = long.filter((word) => /^\p{Lu}/u.test(word)).length;
  if (long.length >= 2 && capitals / long.length > 0.6) score -= 2;
  else if (long.length >= 6 && capitals / long.length < 0.3) score += 1;
  return score;
}

function squeeze(line: string): string {
  return line.toLowerCase().replace(/\s+/g, '');
}
