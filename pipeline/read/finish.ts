/** The raw papers of all inputs → the corpus: duplicates merged, text cleaned, LaTeX as characters, unique ids. */
import type { CorpusContent, Paper, ReadCounts, ReadWarning } from '../types.ts';
import { mergeDuplicates } from './merge.ts';
import type { RawPaper, RawResult } from './raw.ts';
import { texInText } from './text/latex.ts';

export interface ReadFile {
  fileName: string;
  raw: RawResult;
}

interface FilePaper extends RawPaper {
  /** Index of the input, and of the paper in it. */
  file: number;
  position: number;
}

export function finishPapers(files: readonly ReadFile[], keepDuplicates: boolean): CorpusContent {
  const all = files.flatMap(({ raw }, file) =>
    raw.papers.map((paper, position): FilePaper => ({ ...clean(paper), file, position })),
  );
  const { papers: kept, merged } = keepDuplicates ? { papers: all, merged: 0 } : mergeDuplicates(all);
  const warnings: (ReadWarning & { file: string })[] = [];
  const ids = new Ids(kept);
  const papers = kept.map((paper): Paper => {
    const { line, file, position, doi: _doi, arxiv: _arxiv, ...fields } = paper;
    const id = ids.of(paper);
    if (paper.id && id !== paper.id && file === ids.fileOf(paper.id))
      warnings.push({
        file: files[file]!.fileName,
        line,
        message: `another paper has the id "${paper.id}"; this one is "${id}"`,
      });
    return { ...fields, id };
  });
  files.forEach(({ fileName, raw }) => {
    for (const warning of raw.warnings) warnings.push({ ...warning, file: fileName });
  });
  const order = new Map(files.map(({ fileName }, i) => [fileName, i]));
  warnings.sort((a, b) => order.get(a.file)! - order.get(b.file)! || a.line - b.line);
  return {
    papers,
    warnings,
    notes: files.flatMap(({ fileName, raw }) =>
      files.length > 1 ? raw.notes.map((note) => `${fileName}: ${note}`) : raw.notes,
    ),
    counts: count(files, papers, merged),
  };
}

function count(files: readonly ReadFile[], papers: readonly Paper[], merged: number): ReadCounts {
  const reasons = new Map<string, number>();
  for (const { raw } of files)
    for (const [reason, papers] of raw.skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + papers);
  const skipped = [...reasons].map(([reason, records]) => ({ reason, records }));
  return {
    read: papers.length + merged + skipped.reduce((sum, { records }) => sum + records, 0),
    merged,
    skipped,
    withoutAbstract: papers.filter((paper) => paper.abstract === '').length,
  };
}

/** "1,234 read, 3 merged, 2 left out: not valid JSON (2); 17 without abstract" */
export function readSummary({ read, merged, skipped, withoutAbstract }: ReadCounts): string {
  const number = (value: number) => value.toLocaleString('en');
  const left = skipped.reduce((sum, { records }) => sum + records, 0);
  const parts = [`${number(read)} read`];
  if (merged > 0) parts.push(`${number(merged)} merged with the same paper`);
  if (left > 0)
    parts.push(
      `${number(left)} left out: ${skipped.map(({ reason, records }) => `${reason} (${number(records)})`).join(', ')}`,
    );
  const text = parts.join(', ');
  return withoutAbstract > 0 ? `${text}; ${number(withoutAbstract)} without abstract` : text;
}

class Ids {
  private readonly used = new Set<string>();
  /** The first input in which a paper has this id of its own. */
  private readonly first = new Map<string, number>();
  /** The number that is appended next to an id that is taken. */
  private readonly next = new Map<string, number>();

  constructor(papers: readonly FilePaper[]) {
    for (const { id, file } of papers) if (id && !this.first.has(id)) this.first.set(id, file);
  }

  fileOf(id: string): number | undefined {
    return this.first.get(id);
  }

  of({ id: own, file, position }: FilePaper): string {
    const wanted = own || String(position);
    let id = wanted;
    const taken = () => this.used.has(id) || (id !== own && this.first.has(id));
    if (taken()) {
      // An id of another input gets that input's number, one of the same input a count.
      const stem = file > 0 && this.first.get(wanted) !== file ? `${wanted}@${file + 1}` : wanted;
      id = stem;
      let n = this.next.get(stem) ?? 2;
      for (; taken() || id === wanted; n++) id = `${stem}-${n}`;
      this.next.set(stem, n);
    }
    this.used.add(id);
    return id;
  }
}

function clean(paper: RawPaper): RawPaper {
  const { authors, tags } = paper;
  return {
    ...paper,
    ...(paper.id !== undefined && { id: oneLine(paper.id) }),
    title: oneLine(texInText(paper.title)) || oneLine(paper.title),
    abstract: safe(texInText(paper.abstract)),
    ...(authors && { authors: authors.map((name) => oneLine(texInText(name))) }),
    ...(paper.url !== undefined && { url: oneLine(paper.url) }),
    ...(paper.venue !== undefined && { venue: oneLine(texInText(paper.venue)) }),
    ...(tags && { tags: tags.map(oneLine) }),
  };
}

/** Replaces lone surrogates by U+FFFD, and control characters other than tab and line feed by spaces. */
function safe(text: string): string {
  return (
    text
      .replace(/[\ud800-\udfff]/gu, '\ufffd')
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are to be removed
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')
      .trim()
  );
}

function oneLine(text: string): string {
  return safe(text).replace(/\s+/g, ' ').trim();
}
