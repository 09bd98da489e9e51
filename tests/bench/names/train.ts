/**
 * `npm run train:names`: learns how much each measure of a phrase and of a name counts, and writes pipeline/name/weights.ts.
 *
 * judged.jsonl has, for groups of papers of seven corpora, the name that a person wrote from the titles alone, other phrases
 * that would do, and grades (0 … 100) of names that other people gave without knowing where they came from. The corpora are not
 * part of the repository; ISOTHEME_CORPORA names their folder. Each corpus is also held out once: the printed figures are of
 * corpora that the weights have not seen.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { type Candidate, measureCandidates, type PhraseFeatures } from '../../../pipeline/name/candidates.ts';
import { Composer, type NameFeatures } from '../../../pipeline/name/compose.ts';
import { displayShort } from '../../../pipeline/name/display.ts';
import { readPhrases } from '../../../pipeline/name/name.ts';
import { PhraseSpace } from '../../../pipeline/name/phrase-space.ts';
import { represent } from '../../../pipeline/represent/represent.ts';
import type { ThemeGroups } from '../../../pipeline/types.ts';
import { agreement, wordsOf } from './agreement.ts';
import { fitChoice, fitGrades, type Weights } from './fit.ts';
import { type JudgedTheme, judgedCorpora } from './judged.ts';

/** A phrase that agrees with a wanted one only in part counts for this much of its agreement; a part of a wanted one for less. */
const PARTLY = 0.45;
const PART_OF_WANTED = 0.3;
/** Each further phrase that would do counts for so much less than the one before. */
const NEXT_WANTED = 0.08;

interface Theme {
  corpus: string;
  judged: JudgedTheme;
  phrases: { phrase: number; papers: number; features: PhraseFeatures; wanted: number; agrees: number }[];
  names(weights: Weights<PhraseFeatures>): { text: string; features: NameFeatures }[];
}

const themes: Theme[] = [];
for await (const { corpus, papers, vectors, width, levels, judged } of judgedCorpora()) {
  const features = represent(vectors, width, papers);
  const { tokens, phrases } = readPhrases(papers);
  const space = new PhraseSpace(features, phrases);
  const composer = new Composer(tokens, phrases, space);
  const measured = levels.map((level) => measureCandidates(tokens, phrases, space, level));
  for (const theme of judged) {
    const wanted = wantedPhrases(theme);
    const members = membersOf(levels[theme.level]!, theme.theme);
    const isParent =
      (levels[theme.level + 1]?.parents.filter((parent) => parent === theme.theme).length ?? 0) > 1;
    const list = measured[theme.level]![theme.theme]!.map((candidate) => {
      const words = wordsOf(displayShort(phrases.terms[candidate.phrase]!, tokens));
      return { ...candidate, ...worth(words, wanted) };
    });
    themes.push({
      corpus,
      judged: theme,
      phrases: list,
      names: (weights) => composer.measure({ candidates: ranked(list, weights), members, isParent }),
    });
  }
  console.error(`${corpus}: ${judged.length} themes`);
}

const corpora = [...new Set(themes.map(({ corpus }) => corpus))];
const rows = corpora.map((corpus) => heldOut(corpus));
console.table(Object.fromEntries(rows.map((row, i) => [corpora[i], row])));
const mean = (key: keyof (typeof rows)[number]) =>
  rows.reduce((sum, row) => sum + row[key] * row.themes, 0) / rows.reduce((sum, row) => sum + row.themes, 0);
console.log(
  `phrase wanted ${mean('wanted').toFixed(3)}, agreement ${mean('agreement').toFixed(3)}, grade ${mean('grade').toFixed(1)}`,
);

const phraseWeights = fitPhrases(themes);
const nameWeights = fitNames(themes, phraseWeights);
await writeFile('pipeline/name/weights.ts', source(phraseWeights, nameWeights));

/** Phrases that would name the theme, with how much each is wanted. */
function wantedPhrases({ good, name }: JudgedTheme): { words: Set<string>; value: number }[] {
  return [
    ...good.map((phrase, i) => ({ words: wordsOf(phrase), value: 1 - NEXT_WANTED * i })),
    ...name.split(' & ').map((part) => ({ words: wordsOf(part), value: 0.9 })),
  ];
}

function worth(words: Set<string>, wanted: readonly { words: Set<string>; value: number }[]) {
  let best = 0;
  let agrees = 0;
  for (const { words: other, value } of wanted) {
    const share = agreement(words, other);
    agrees = Math.max(agrees, share);
    const isPart = [...words].every((word) => other.has(word));
    if (share === 1) best = Math.max(best, value);
    else if (share >= 0.5) best = Math.max(best, value * share * PARTLY * (isPart ? PART_OF_WANTED : 1));
  }
  return { wanted: best, agrees };
}

function membersOf({ assignment }: ThemeGroups, theme: number): Set<number> {
  return new Set([...assignment.keys()].filter((paper) => assignment[paper] === theme));
}

function ranked(list: Theme['phrases'], weights: Weights<PhraseFeatures>): Candidate[] {
  return list
    .map(({ phrase, papers, features }) => ({ phrase, papers, score: product(features, weights) }))
    .sort((a, b) => b.score - a.score || a.phrase - b.phrase);
}

function product<F extends object>(features: F, weights: Weights<F>): number {
  return Object.entries(weights).reduce(
    (sum, [name, weight]) => sum + (weight as number) * (features[name as keyof F] as number),
    0,
  );
}

function fitPhrases(part: readonly Theme[]): Weights<PhraseFeatures> {
  return fitChoice(part.map(({ phrases }) => phrases.map(({ features, wanted }) => ({ features, wanted }))));
}

function fitNames(part: readonly Theme[], weights: Weights<PhraseFeatures>): Weights<NameFeatures> {
  return fitGrades(
    part.map((theme) =>
      theme.names(weights).flatMap(({ text, features }) => {
        const grade = gradeOf(theme, text);
        return grade === undefined ? [] : [{ features, grade }];
      }),
    ),
  );
}

/** Grades are kept as the names were written when they were given: plurals and acronyms may be written otherwise now. */
function gradeOf({ judged }: Theme, text: string): number | undefined {
  const wanted = keyOf(text);
  return Object.entries(judged.grades ?? {}).find(([name]) => keyOf(name) === wanted)?.[1];
}

function keyOf(name: string): string {
  return name
    .split(' & ')
    .map((part) => [...wordsOf(part)].sort().join(' '))
    .sort()
    .join(' & ');
}

function heldOut(corpus: string) {
  const others = themes.filter((theme) => theme.corpus !== corpus);
  const own = themes.filter((theme) => theme.corpus === corpus);
  const phraseWeights = fitPhrases(others);
  const nameWeights = fitNames(others, phraseWeights);
  let wanted = 0;
  let agrees = 0;
  let grade = 0;
  let graded = 0;
  let best = 0;
  for (const theme of own) {
    const first = [...theme.phrases].sort(
      (a, b) => product(b.features, phraseWeights) - product(a.features, phraseWeights),
    )[0]!;
    wanted += first.wanted >= 0.6 ? 1 : 0;
    agrees += first.agrees;
    const names = theme
      .names(phraseWeights)
      .map(({ text, features }) => ({
        text,
        value: product(features, nameWeights),
        grade: gradeOf(theme, text),
      }));
    names.sort((a, b) => b.value - a.value);
    const known = names.filter((name) => name.grade !== undefined);
    if (process.env.ISOTHEME_VERBOSE)
      console.log(
        corpus,
        theme.judged.level,
        '|',
        names[0]?.text,
        names[0]?.grade ?? '?',
        '|',
        names[1]?.text,
        '|',
        names[2]?.text,
        '| wanted:',
        theme.judged.name,
      );
    if (known.length === 0) continue;
    graded++;
    grade += known[0]!.grade!;
    best += Math.max(...known.map((name) => name.grade!));
  }
  return {
    themes: own.length,
    wanted: wanted / own.length,
    agreement: agrees / own.length,
    grade: grade / graded,
    best: best / graded,
  };
}

function source(phraseWeights: Weights<PhraseFeatures>, nameWeights: Weights<NameFeatures>): string {
  const body = (weights: object) =>
    Object.entries(weights)
      .map(([name, weight]) => `  ${name}: ${(weight as number).toFixed(3)},`)
      .join('\n');
  return `/** How much each measure counts. Written by \`npm run train:names\`; see tests/bench/names/train.ts. */
import type { PhraseFeatures } from './candidates.ts';
import type { NameFeatures } from './compose.ts';

export const PHRASE_WEIGHTS: Readonly<Record<keyof PhraseFeatures, number>> = {
${body(phraseWeights)}
};

export const NAME_WEIGHTS: Readonly<Record<keyof NameFeatures, number>> = {
${body(nameWeights)}
};
`;
}
