/**
 * The text form of a page of papers: header lines, then for each paper a line with its title and a line with its
 * abstract, blank lines between.
 *
 * No line is taken for what it is by its position alone. Page furniture and stray counts are recognised line by line;
 * what is left is labelled title, abstract or further paragraph by the cheapest path through the whole page (Viterbi):
 * each line's own look is weighed against the alternation of titles and abstracts, so a one-sentence abstract, a
 * title that ends in a full stop or a gap in the page is read by what stands around it.
 */
import { abstractness, isCount, isDate, isFurniture, isHeading, isRule } from './page-lines.ts';
import { excerpt, type RawPaper, type RawResult, titleFromAbstract } from './raw.ts';

const TITLE = 0;
const ABSTRACT = 1;
const PARAGRAPH = 2;
type Label = 0 | 1 | 2;

/** Price of the step from one label to the next, in the unit of `abstractness`. */
const STEP: readonly (readonly number[])[] = [
  [4, 0, Infinity], // a title after a title: an abstract is missing
  [0, 5, 3.5], // an abstract after an abstract: a title is missing; a paragraph: the abstract is split
  [0, 6, 1.5],
];
/** As first line, and as last. */
const FIRST = [0, 4, Infinity];
const LAST = [2, 0, 0];

interface Line {
  /** 1-based. */
  number: number;
  text: string;
}

/** Reads the page form. Returns no papers where no line reads like a title followed by an abstract. */
export function readPage(text: string): RawResult {
  const result: RawResult = { papers: [], warnings: [], notes: [] };
  const lines = takeText(text, result);
  const scores = lines.map((line) => abstractness(line.text));
  let labels = labelLines(scores, STEP);
  const abstracts = labels.filter((label) => label === ABSTRACT).length;
  // Hardly any abstracts: a list of titles, on which a title after a title is no surprise.
  if (abstracts * 10 < labels.length) labels = labelLines(scores, [[0, 0, Infinity], ...STEP.slice(1)]);
  const body = takeHeading(lines, labels, result);
  gather(lines, labels, body, result);
  return result;
}

/** The lines that belong to papers; furniture is noted, counts and rules are warned of. */
function takeText(text: string, result: RawResult): Line[] {
  const kept: Line[] = [];
  const furniture: Line[] = [];
  let afterSubmitter = false;
  text.split(/\r\n|\n|\r/).forEach((raw, index) => {
    const line: Line = { number: index + 1, text: raw.trim() };
    if (line.text === '') return;
    if (isFurniture(line.text) || (afterSubmitter && line.text.length <= 40)) furniture.push(line);
    else if (isCount(line.text) || isRule(line.text))
      result.warnings.push({
        line: line.number,
        message: `left out "${excerpt(line.text)}": not part of a paper`,
      });
    else kept.push(line);
    afterSubmitter = /^submitted by$/i.test(line.text);
  });
  if (furniture.length > 0)
    result.notes.push(
      `${furniture.length} header line${furniture.length === 1 ? '' : 's'}: ${furniture
        .map((l) => excerpt(l.text))
        .slice(0, 8)
        .join(' · ')}`,
    );
  const date = furniture.find((line) => isDate(line.text));
  if (date) result.notes.push(`page of ${date.text}`);
  return kept;
}

/** The cheapest labelling of the lines; linear in their number. */
function labelLines(scores: readonly number[], step: readonly (readonly number[])[]): Label[] {
  const count = scores.length;
  const from = new Uint8Array(count * 3);
  let cost = FIRST.map((price, label) => price + own(scores[0] ?? 0, label));
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

/** Leaves out headings above the first paper that are not known by heart; each is warned of. @returns the first line of the body */
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

/** Puts titles and abstracts together; what is missing or split is warned of. */
function gather(lines: readonly Line[], labels: readonly Label[], body: number, result: RawResult): void {
  const { papers, warnings } = result;
  const usual = median(
    lines.filter((_, i) => labels[i] === ABSTRACT && labels[i + 1] !== PARAGRAPH).map((l) => l.text.length),
  );
  let open: RawPaper | null = null;
  for (let i = body; i < lines.length; i++) {
    const { number, text } = lines[i]!;
    const label = labels[i]!;
    if (label === TITLE) {
      if (open && open.abstract === '') warnings.push(noAbstract(open));
      open = { line: number, title: text, abstract: '' };
      papers.push(open);
    } else if (
      open &&
      (open.abstract === '' || (label === PARAGRAPH && !bothWhole(open.abstract, text, usual)))
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

/** Two paragraphs that are each as long as abstracts of this page are: two abstracts, and not one that was split. */
function bothWhole(before: string, text: string, usual: number): boolean {
  return Math.min(before.length, text.length) >= 0.62 * usual;
}

function noAbstract({ line, title }: RawPaper): { line: number; message: string } {
  return { line, message: `no abstract for "${excerpt(title)}"; the title alone is used` };
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0;
}
