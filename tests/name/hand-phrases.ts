/** Phrases made by hand: which papers hold each, and how well it reads. */
import { PhraseSpace } from '../../pipeline/name/phrases/phrase-space.ts';
import type { Phrases } from '../../pipeline/name/phrases/phrases.ts';
import { GAP, type Tokens, tokenise } from '../../pipeline/name/phrases/vocabulary.ts';
import type { Matrix } from '../../pipeline/types.ts';

/** Papers with the phrase, and how prominent it is there: 1 unless told. How well it reads is 1 too. */
export interface Line {
  text: string;
  papers: readonly number[];
  weights?: readonly number[];
  reads?: number;
}

export const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/**
 * @param papers their number, or their titles
 * @param abstracts of further papers, which say what acronyms stand for
 */
export function phrasesOf(
  lines: readonly Line[],
  papers: number | readonly string[],
  abstracts: readonly string[] = [],
): { tokens: Tokens; phrases: Phrases } {
  const titles = typeof papers === 'number' ? new Array<string>(papers).fill('') : papers;
  const tokens = tokenise([
    ...titles.map((title) => ({ title, abstract: '' })),
    ...lines.map(({ text }) => ({ title: text, abstract: '' })),
    ...abstracts.map((abstract) => ({ title: '', abstract })),
  ]);
  const { stream, starts, titleEnds } = tokens;
  const at = (p: number) => titles.length + p;
  return {
    tokens,
    phrases: {
      terms: lines.map((_, p) => [
        ...stream.subarray(starts[at(p)]!, titleEnds[at(p)]!).filter((id) => id !== GAP),
      ]),
      readability: Float64Array.from(lines, ({ reads }) => reads ?? 1),
      starts: Int32Array.of(
        0,
        ...lines.map((_, p) => lines.slice(0, p + 1).flatMap((line) => line.papers).length),
      ),
      papers: Int32Array.from(lines.flatMap((line) => line.papers)),
      weights: Float32Array.from(lines.flatMap((line) => line.papers.map((_, i) => line.weights?.[i] ?? 1))),
    },
  };
}

/** Unit rows that point like these. */
export function pointing(rows: readonly (readonly number[])[]): Matrix {
  return {
    rows: rows.length,
    width: rows[0]?.length ?? 1,
    data: Float32Array.from(rows.flatMap((row) => row.map((value) => value / (Math.hypot(...row) || 1)))),
  };
}

/** Papers along one axis for each of their groups. */
export function grouped(groups: readonly number[], count = Math.max(...groups) + 1): Matrix {
  return pointing(groups.map((group) => range(0, count).map((axis) => (axis === group ? 1 : 0))));
}

/** Where phrases lie if their papers do so. */
export function spaceOf(phrases: Phrases, groups: readonly number[]): PhraseSpace {
  return new PhraseSpace(grouped(groups), phrases);
}
