/**
 * name: name, keywords and exemplars of each theme, from the papers alone: without network or language model, the same every
 * time. Phrases are mined from titles and abstracts (phrases.ts) and scored for each theme (candidates.ts); one phrase or two make
 * a name (compose.ts); and the names of all themes are given out together, so that no two are the same (assign.ts).
 */

import { addRow, dotRows } from '../linalg/rows.ts';
import { onlyChildren } from '../map/themes/theme-tree.ts';
import type { Clustering, Matrix, Paper, ThemeGroups, ThemeWords } from '../types.ts';
import { assignNames } from './assign.ts';
import { type Candidate, findCandidates } from './candidates.ts';
import { type ComposedName, Composer, isOneWord } from './compose.ts';
import { keywordsOf } from './keywords.ts';
import { PhraseSpace } from './phrases/phrase-space.ts';
import { minePhrases, type Phrases } from './phrases/phrases.ts';
import { type Tokens, tokenise } from './phrases/vocabulary.ts';
import { titleName } from './title-name.ts';

const EXEMPLARS = 3;
/** Papers that show a name, and names that were nearly chosen. */
const SHOWN = 3;
/** A name that a smaller share of a theme's papers say does not name it, nor does one that a single paper says. */
const LEAST_SAID = 0.15;
/** One word that fewer papers share says little of them: "Corpora", "Qwen". */
const SMALL_THEME = 4;
/** In a corpus of fewer papers, phrases are shared by chance: there at least half of them say a name. */
const FEW_PAPERS = 30;
const LEAST_SAID_OF_FEW = 0.5;

/** Tokens and phrases of all papers. Mining them is most of the work and doesn't depend on the themes. */
export interface PaperPhrases {
  papers: readonly Pick<Paper, 'title' | 'abstract'>[];
  tokens: Tokens;
  phrases: Phrases;
}

/**
 * Names every theme of every level.
 * @param features `[N, R]` unit rows: where the papers lie
 * @returns by level, then by theme
 */
export function name(papers: readonly Paper[], features: Matrix, clustering: Clustering): ThemeWords[][] {
  return nameThemes(readPhrases(papers), features, clustering.levels);
}

/** Mines the phrases of titles and abstracts. */
export function readPhrases(papers: readonly Pick<Paper, 'title' | 'abstract'>[]): PaperPhrases {
  const tokens = tokenise(papers);
  return { papers, tokens, phrases: minePhrases(tokens, leastPapers(papers.length)) };
}

/** A theme with all that it might be called. */
interface Theme {
  level: number;
  index: number;
  /** Papers, most central first. */
  members: number[];
  candidates: Candidate[];
  names: ComposedName[];
}

/**
 * Names every theme of every level; {@link name} is this after {@link readPhrases}. An only child is the same theme as its
 * parent and has the same words.
 * @returns by level, then by theme
 */
export function nameThemes(
  { papers, tokens, phrases }: PaperPhrases,
  features: Matrix,
  levels: readonly ThemeGroups[],
): ThemeWords[][] {
  const space = new PhraseSpace(features, phrases);
  const composer = new Composer(tokens, phrases, space);
  const copies = levels.map(({ parents }) => onlyChildren(parents));
  const themes = levels.flatMap((level, l) => {
    const candidates = findCandidates(tokens, phrases, space, level);
    const members = byCentrality(level, features);
    return candidates.flatMap((list, index): Theme[] => {
      if (copies[l]![index]) return [];
      const size = members[index]!.length;
      const least = Math.max(2, size * (papers.length < FEW_PAPERS ? LEAST_SAID_OF_FEW : LEAST_SAID));
      const names = composer
        .compose({
          candidates: list,
          members: new Set(members[index]),
          centroid: space.centroid(members[index]!),
          isParent: hasSubThemes(levels, l, index),
        })
        .filter(
          ({ text, papers: saying }) =>
            saying.length >= Math.min(size, least) && (size >= SMALL_THEME || !isOneWord(text)),
        );
      return [{ level: l, index, members: members[index]!, candidates: list, names }];
    });
  });

  const chosen = assignNames(themes);
  const taken = new Set(
    themes.flatMap(({ names }, t) => (chosen[t]! >= 0 ? [names[chosen[t]!]!.text.toLowerCase()] : [])),
  );
  const words: ThemeWords[][] = levels.map(({ count }) => new Array(count));
  themes.forEach(({ level, index, members, candidates, names }, t) => {
    const found = names[chosen[t]!];
    const text =
      found?.text ??
      titleName(
        members.map((paper) => papers[paper]!.title),
        taken,
        index,
      );
    taken.add(text.toLowerCase());
    words[level]![index] = {
      name: text,
      ...keywordsOf(candidates, tokens, phrases, text),
      exemplars: members.slice(0, EXEMPLARS),
      evidence: evidenceOf(
        found,
        members,
        names.filter((_, n) => n !== chosen[t]),
      ),
    };
  });
  levels.forEach(({ parents }, l) => {
    copies[l]!.forEach((isCopy, index) => {
      if (isCopy) words[l]![index] = words[l - 1]![parents[index]!]!;
    });
  });
  return words;
}

/** Why a theme has its name: how many papers say it, some of them, and what else it might be called. */
function evidenceOf(
  found: ComposedName | undefined,
  members: readonly number[],
  others: readonly ComposedName[],
) {
  const saying = new Set(found?.papers);
  return {
    share: found ? Math.round((100 * saying.size) / members.length) / 100 : 0,
    papers: members.filter((paper) => saying.has(paper)).slice(0, SHOWN),
    runnersUp: distinct(others).slice(0, SHOWN),
  };
}

/** The best names whose first phrase differs. */
function distinct(names: readonly ComposedName[]): string[] {
  const firsts = new Set<string>();
  return names.flatMap(({ text, keys }) => {
    if (firsts.has(keys[0]!)) return [];
    firsts.add(keys[0]!);
    return [text];
  });
}

function hasSubThemes(levels: readonly ThemeGroups[], level: number, theme: number): boolean {
  for (let l = level + 1, themes = new Set([theme]); l < levels.length; l++) {
    const { parents } = levels[l]!;
    themes = new Set([...parents.keys()].filter((child) => themes.has(parents[child]!)));
    if (themes.size > 1) return true;
  }
  return false;
}

/** Phrases in fewer papers belong to one paper, or to a few by chance. */
function leastPapers(count: number): number {
  return count < 6 ? 1 : Math.max(2, Math.floor(count / 4000));
}

/** Members of each theme, most central first: the most similar to their mean. */
function byCentrality({ count, assignment }: ThemeGroups, features: Matrix): number[][] {
  const members: number[][] = Array.from({ length: count }, () => []);
  assignment.forEach((theme, paper) => {
    if (theme >= 0) members[theme]!.push(paper);
  });
  return members.map((papers) => {
    const sum = { data: new Float64Array(features.width), rows: 1, width: features.width };
    for (const paper of papers) addRow(sum, 0, features, paper);
    const similarity = new Map(papers.map((paper) => [paper, dotRows(features, paper, sum, 0)]));
    return papers.sort((a, b) => similarity.get(b)! - similarity.get(a)! || a - b);
  });
}
