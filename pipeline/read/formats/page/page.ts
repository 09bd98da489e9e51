/**
 * A page of papers as text: header lines, then for each paper a line with its title and a line with its abstract, with
 * blank lines between.
 *
 * A line's position alone does not decide what it is. The page's own lines and stray counts are recognised one by one;
 * the others are labelled title, abstract or further paragraph by the cheapest path through the page (Viterbi), which
 * weighs the look of each line against the alternation of titles and abstracts. So a one-sentence abstract, a title that
 * ends in a full stop, or a gap in the page is read by the lines around it.
 */
import { excerpt, type RawPaper, RawResult, titleFromAbstract } from '../../raw.ts';
import { authorsOf, isWrapped, type Line, linesOf, unwrap } from './page-layout.ts';
import { abstractness, isCount, isDate, isFurniture, isHeading, isRule } from './page-lines.ts';

const TITLE = 0;
const ABSTRACT = 1;
const PARAGRAPH = 2;
type Label = 0 | 1 | 2;

/** Cost of the step from one label to the next, in the unit of `abstractness`. */
const STEP: readonly (readonly number[])[] = [
  [4, 0, Infinity], // a title after a title: an abstract is missing
  [0, 5, 3.5], // an abstract after an abstract: a title is missing; a paragraph: the abstract is split
  [0, 6, 1.5],
];
/** Cost of each label on the first line, and on the last. */
const FIRST = [0, 4, Infinity];
const LAST = [2, 0, 0];

/** Reads a page of titles and abstracts. There are no papers if it has no such lines. */
export function readPage(text: string): RawResult {
  const result = new RawResult();
  result.notes.push('read as a page of titles and abstracts');
  const { lines, authors } = takeAuthors(takeText(linesOf(text), result));
  const scores = lines.map((line) => abstractness(line.text));
  const labels = labelLines(scores, costOf(labelLines(scores, STEP)));
  const body = takeHeading(lines, labels, result);
  gather(lines, labels, body, result);
  for (const paper of result.papers) {
    const names = authors.get(paper.line);
    if (names) paper.authors = names;
  }
  return result;
}

/** The lines that belong to papers. Adds a note about the page's own lines and warnings about counts and rules. */
function takeText(lines: readonly Line[], result: RawResult): Line[] {
  const wrapped = isWrapped(lines);
  const kept: Line[] = [];
  const furniture: Line[] = [];
  let before: Line | undefined;
  for (const line of lines) {
    // "Models" is a link on the page, but may also be the last line of a wrapped title.
    const apart = !wrapped || line.afterBlank || before === furniture.at(-1);
    const submitter = before === furniture.at(-1) && /^submitted by$/i.test(before?.text ?? '');
    before = line;
    if (apart && (isFurniture(line.text) || (submitter && line.text.length <= 40))) furniture.push(line);
    else if (apart && (isCount(line.text) || isRule(line.text)))
      result.warnings.push({
        line: line.number,
        message: `left out "${excerpt(line.text)}": not part of a paper`,
      });
    else kept.push(line);
  }
  if (furniture.length > 0)
    result.notes.push(
      `${furniture.length} header line${furniture.length === 1 ? '' : 's'}: ${furniture
        .map((l) => excerpt(l.text))
        .slice(0, 8)
        .join(' · ')}`,
    );
  const date = furniture.find((line) => isDate(line.text));
  if (date) result.notes.push(`page of ${date.text}`);
  return wrapped ? unwrap(kept) : kept;
}

/** Removes lines of names between a title and an abstract. @returns the other lines, and the names by their title's line number */
function takeAuthors(all: readonly Line[]): { lines: Line[]; authors: Map<number, string[]> } {
  const authors = new Map<number, string[]>();
  const lines = all.filter((line, i) => {
    const title = all[i - 1];
    const next = all[i + 1];
    if (!title || !next || abstractness(title.text) > 0 || abstractness(next.text) < 0) return true;
    const names = authorsOf(line.text);
    if (names) authors.set(title.number, names);
    return names === null;
  });
  return { lines, authors };
}

/** Costs for a second pass: the more titles lack an abstract, the less another one costs; nothing on a list of titles. */
function costOf(labels: readonly Label[]): readonly (readonly number[])[] {
  const titles = labels.filter((label) => label === TITLE).length;
  const bare = labels.filter((label, i) => label === TITLE && labels[i + 1] !== ABSTRACT).length;
  const missing = 2 * Math.log((titles - bare + 1) / (bare + 1));
  return [[Math.min(STEP[0]![0]!, Math.max(0, missing)), 0, Infinity], ...STEP.slice(1)];
}

/** The cheapest labels of the lines, in linear time. */
function labelLines(scores: readonly number[], step: readonly (readonly number[])[]): Label[] {
  const count = scores.length;
  const from = new Uint8Array(count * 3);
  let cost = FIRST.map((first, label) => first + own(scores[0] ?? 0, label));
  for (let i = 1; i < count; i++) {
    const next = [0, 0, 0];
    for (let label = 0; label < 3; label++) {
      let best = 0;
      for (let before = 1; before < 3; before++)
        if (cost[before]! + step[before]![label]! < cost[best]! + step[best]![label]!) best = before;
      from[i * 3 + label] = best;
      next[label] = cost[best]! + step[best]![label]! + own(scores[i]!, label);
    }
    cost = next;
  }
  let label = 0;
  for (let l = 1; l < 3; l++) if (cost[l]! + LAST[l]! < cost[label]! + LAST[label]!) label = l;
  const labels: Label[] = [];
  for (let i = count - 1; i >= 0; i--) {
    labels.push(label as Label);
    label = from[i * 3 + label]!;
  }
  return labels.reverse();
}

function own(score: number, label: number): number {
  return label === TITLE ? score : -score;
}

/** Skips unknown headings above the first paper, with a warning for each. @returns index of the first line of the body */
function takeHeading(lines: readonly Line[], labels: readonly Label[], result: RawResult): number {
  let titles = 0;
  while (titles < lines.length && labels[titles] === TITLE) titles++;
  if (titles === lines.length) return 0;
  let body = 0;
  while (body < titles - 1 && isHeading(lines[body]!.text)) {
    const { number, text } = lines[body]!;
    result.warnings.push({
      line: number,
      message: `taken as a heading of the page, not as a paper: "${excerpt(text)}"`,
    });
    body++;
  }
  return body;
}

const TITLE_MARK = /^title\s*:\s*/i;
const ABSTRACT_MARK = /^abstract\s*(?:[:.]|[—–-](?=\s)|—)\s*/i;

/** Joins titles and abstracts to papers, with a warning for each that is missing or split. */
function gather(lines: readonly Line[], labels: readonly Label[], body: number, result: RawResult): void {
  const { papers, warnings } = result;
  const lengths = usualLength(lines, labels);
  let open: RawPaper | null = null;
  for (let i = body; i < lines.length; i++) {
    const { number } = lines[i]!;
    const label = labels[i]!;
    const text = lines[i]!.text.replace(label === TITLE ? TITLE_MARK : ABSTRACT_MARK, '');
    if (label === TITLE) {
      if (open && open.abstract === '') warnings.push(noAbstract(open));
      open = { line: number, title: text, abstract: '' };
      papers.push(open);
    } else if (
      open &&
      (open.abstract === '' || (label === PARAGRAPH && !areTwo(open.abstract, text, lengths)))
    ) {
      if (open.abstract !== '')
        warnings.push({
          line: number,
          message: `taken as a further paragraph of the abstract of "${excerpt(open.title)}"`,
        });
      open.abstract += open.abstract === '' ? text : `\n\n${text}`;
    } else {
      open = { line: number, title: titleFromAbstract(text), abstract: text };
      papers.push(open);
      warnings.push({
        line: number,
        message: `an abstract without a title; its beginning serves as one: "${excerpt(text)}"`,
      });
    }
  }
  if (open && open.abstract === '') warnings.push(noAbstract(open));
}

interface Lengths {
  /** Median and robust deviation of the logarithm of an abstract's length, all of its paragraphs together. */
  mean: number;
  deviation: number;
}

function usualLength(lines: readonly Line[], labels: readonly Label[]): Lengths {
  const totals: number[] = [];
  labels.forEach((label, i) => {
    if (label === TITLE) return;
    if (i === 0 || labels[i - 1] === TITLE || totals.length === 0) totals.push(0);
    totals[totals.length - 1]! += lines[i]!.text.length;
  });
  const logs = totals.map(Math.log);
  const mean = median(logs);
  // 1.4826 turns the median deviation of a normal distribution into its standard deviation.
  return { mean, deviation: Math.max(0.1, 1.4826 * median(logs.map((log) => Math.abs(log - mean)))) };
}

/** Words with which the second half of an abstract often begins, and the first seldom. */
const GOES_ON =
  /^(?:however|moreover|furthermore|further|additionally|in addition|finally|also|thus|therefore|hence|consequently|specifically|in particular|experiment|experimental|extensive|our (?:code|results|experiments|findings|method|approach|model|data)|the (?:code|results|source)|code |results|empirical|as a result|to (?:address|this end|overcome|tackle|bridge)|by |these|this (?:approach|method|leads|allows|makes)|it )/i;

/**
 * Whether two paragraphs under one title are two abstracts, the second without its title, rather than one that was
 * split: the likelier of the two if the lengths of abstracts are log-normal and a split is equally likely anywhere.
 */
function areTwo(before: string, text: string, { mean, deviation }: Lengths): boolean {
  const density = (length: number) =>
    -0.5 * ((Math.log(length) - mean) / deviation) ** 2 -
    Math.log(length * deviation * Math.sqrt(2 * Math.PI));
  const whole = before.length + text.length;
  const one = density(whole) - Math.log(whole) + (GOES_ON.test(text) ? 3 : 0);
  return density(before.length) + density(text.length) > one;
}

function noAbstract({ line, title }: RawPaper): { line: number; message: string } {
  return { line, message: `no abstract for "${excerpt(title)}"; the title alone is used` };
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0;
}
