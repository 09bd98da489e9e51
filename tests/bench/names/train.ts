/**
 * `npm run train:names`: learns how much each measure of a phrase and of a name counts, and writes pipeline/name/weights.ts.
 *
 * judged.jsonl has, for groups of papers of seven corpora, a reference name that was written from titles alone, other phrases
 * that would do, and grades (0 … 100) of names, given from titles alone without a word of where a name came from. The corpora are not
 * part of the repository; ISOTHEME_CORPORA names their folder. Each corpus is also held out once: the printed figures are of
 * corpora that the weights have not seen.
 */
import { writeFile } from 'node:fs/promises';
import { type Candidate, measureCandidates } from '../../../pipeline/name/candidates.ts';
import { Composer } from '../../../pipeline/name/compose.ts';
import { type NameFeatures, type PhraseFeatures, weigh } from '../../../pipeline/name/features.ts';
import { readPhrases } from '../../../pipeline/name/name.ts';
import { displayShort } from '../../../pipeline/name/phrases/display.ts';
import { PhraseSpace } from '../../../pipeline/name/phrases/phrase-space.ts';
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
/** What agreement with an author's keyword counts beside the wanted phrases, and beside the grade of a name. */
const KEYWORD = 0.5;
const KEYWORD_GRADE = 25;
/** What it counts that a third of the papers say the name. */
const SAID_GRADE = 26;
const ENOUGH_SAID = 0.36;

/** Words that agree with too much: those of names.py. */
const PLAIN = new Set(['model', 'method', 'learn'].map((word) => [...wordsOf(word)][0]!));

interface Theme {
  corpus: string;
  judged: JudgedTheme;
  phrases: {
    phrase: number;
    papers: number;
    features: PhraseFeatures;
    wanted: number;
    agrees: number;
    keyword: number;
  }[];
  keywords: Set<string>[];
  names(weights: Weights<PhraseFeatures>): { text: string; features: NameFeatures; said: number }[];
}

const themes: Theme[] = [];
for await (const { corpus, papers, keywords, vectors, width, levels, judged } of judgedCorpora()) {
  const features = represent(vectors, width, papers);
  const { tokens, phrases } = readPhrases(papers);
  const space = new PhraseSpace(features, phrases);
  const composer = new Composer(tokens, phrases, space);
  const measured = levels.map((level) => measureCandidates(tokens, phrases, space, level));
  for (const theme of judged) {
    const wanted = wantedPhrases(theme);
    const members = membersOf(levels[theme.level]!, theme.theme);
    const centroid = space.centroid([...members]);
    const foremost = foremostKeywords(keywords, members);
    const isParent =
      (levels[theme.level + 1]?.parents.filter((parent) => parent === theme.theme).length ?? 0) > 1;
    const list = measured[theme.level]![theme.theme]!.map((candidate) => {
      const words = wordsOf(displayShort(phrases.terms[candidate.phrase]!, tokens));
      return { ...candidate, ...worth(words, wanted), keyword: agreesWith(plain(words), foremost) };
    });
    themes.push({
      corpus,
      judged: theme,
      phrases: list,
      keywords: foremost,
      names: (weights) =>
        composer
          .measure({ candidates: ranked(list, weights), members, centroid, isParent })
          .map(({ parts, features, papers: saying }) => ({
            // As names were written when they were graded, each part in full.
            text: parts.map(({ phrase }) => displayShort(phrases.terms[phrase]!, tokens)).join(' & '),
            features,
            said: saying.length / members.size,
          })),
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
  `phrase wanted ${mean('wanted').toFixed(3)}, agreement ${mean('agreement').toFixed(3)}, grade ${mean('grade').toFixed(1)}, said ${mean('said').toFixed(2)}`,
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
    .map(({ phrase, papers, features }) => ({ phrase, papers, score: weigh(features, weights) }))
    .sort((a, b) => b.score - a.score || a.phrase - b.phrase);
}

function fitPhrases(part: readonly Theme[]): Weights<PhraseFeatures> {
  return fitChoice(
    part.map(({ phrases }) =>
      phrases.map(({ features, wanted, keyword }) => ({ features, wanted: wanted + KEYWORD * keyword })),
    ),
  );
}

function fitNames(part: readonly Theme[], weights: Weights<PhraseFeatures>): Weights<NameFeatures> {
  return fitGrades(
    part.map((theme) =>
      theme.names(weights).flatMap(({ text, features, said }) => {
        const grade = gradeOf(theme, text);
        if (grade === undefined) return [];
        const all = grade + KEYWORD_GRADE * hits(text, theme) + SAID_GRADE * Math.min(1, said / ENOUGH_SAID);
        return [{ features, grade: all }];
      }),
    ),
  );
}

/** 1 if each part of a name agrees with a foremost keyword, else 0. */
function hits(text: string, { keywords }: Theme): number {
  return text.split(' & ').every((part) => agreesWith(plain(wordsOf(part)), keywords) > 0) ? 1 : 0;
}

function plain(words: ReadonlySet<string>): Set<string> {
  const rest = [...words].filter((word) => !PLAIN.has(word));
  return new Set(rest.length > 0 ? rest : words);
}

/** 1 for a keyword, ½ for a part of one or for more than one says, else 0. */
function agreesWith(words: ReadonlySet<string>, keywords: readonly ReadonlySet<string>[]): number {
  const within = (a: ReadonlySet<string>, b: ReadonlySet<string>) => [...a].every((word) => b.has(word));
  let best = 0;
  for (const other of keywords) {
    const [inside, around] = [within(words, other), within(other, words)];
    best = Math.max(best, inside && around ? 1 : inside || around ? 0.5 : 0);
  }
  return best;
}

/** The 8 keywords with the largest share times lift, as words; none if the corpus has none. */
function foremostKeywords(
  keywords: readonly (readonly string[])[],
  members: ReadonlySet<number>,
): Set<string>[] {
  const everywhere = new Map<string, number>();
  const inside = new Map<string, number>();
  let withKeywords = 0;
  let own = 0;
  keywords.forEach((list, paper) => {
    const keys = new Set(list.map((each) => [...plain(wordsOf(each.split(':').at(-1)!))].sort().join(' ')));
    keys.delete('');
    if (keys.size === 0) return;
    withKeywords++;
    if (members.has(paper)) own++;
    for (const key of keys) {
      everywhere.set(key, (everywhere.get(key) ?? 0) + 1);
      if (members.has(paper)) inside.set(key, (inside.get(key) ?? 0) + 1);
    }
  });
  const worth = ([key, count]: [string, number]) => {
    const share = count / own;
    return share * Math.max(0.05, Math.log(share / (everywhere.get(key)! / withKeywords) + 1));
  };
  return [...inside]
    .sort((a, b) => worth(b) - worth(a) || (a[0] < b[0] ? -1 : 1))
    .slice(0, 8)
    .map(([key]) => new Set(key.split(' ')));
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
  let hit = 0;
  let withKeywords = 0;
  let said = 0;
  for (const theme of own) {
    const first = [...theme.phrases].sort(
      (a, b) => weigh(b.features, phraseWeights) - weigh(a.features, phraseWeights),
    )[0]!;
    wanted += first.wanted >= 0.6 ? 1 : 0;
    agrees += first.agrees;
    const names = theme.names(phraseWeights).map(({ text, features, said }) => ({
      said,
      text,
      value: weigh(features, nameWeights),
      grade: gradeOf(theme, text),
    }));
    names.sort((a, b) => b.value - a.value);
    said += (names[0]?.said ?? 0) >= 1 / 3 ? 1 : 0;
    if (theme.keywords.length > 0) {
      withKeywords++;
      hit += names[0] ? hits(names[0].text, theme) : 0;
    }
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
    hit: hit / Math.max(1, withKeywords),
    said: said / own.length,
  };
}

function source(phraseWeights: Weights<PhraseFeatures>, nameWeights: Weights<NameFeatures>): string {
  const body = (weights: object) =>
    Object.entries(weights)
      .map(([name, weight]) => `  ${name}: ${Number((weight as number).toFixed(3))},`)
      .join('\n');
  return `/** How much each measure counts. Written by \`npm run train:names\`; see tests/bench/names/train.ts. */
import type { NameFeatures, PhraseFeatures } from './features.ts';

export const PHRASE_WEIGHTS: Readonly<Record<keyof PhraseFeatures, number>> = {
${body(phraseWeights)}
};

export const NAME_WEIGHTS: Readonly<Record<keyof NameFeatures, number>> = {
${body(nameWeights)}
};
`;
}
