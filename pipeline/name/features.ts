/** What is measured of phrases and of names; weights.ts has how much each measure counts. */

/** The measures, each times its weight. */
export function weigh<F extends PhraseFeatures | NameFeatures>(
  features: F,
  weights: Readonly<Record<keyof F, number>>,
): number {
  let sum = 0;
  for (const name in weights) sum += weights[name] * (features[name] as number);
  return sum;
}

/** What is measured of a phrase in a theme. */
export interface PhraseFeatures {
  /** Log of the share of the theme's papers with the phrase, and its square: a phrase of half of them may be better than one of all. */
  share: number;
  share2: number;
  /** Share of the papers with the phrase that have it in the title. */
  inTitle: number;
  /** Log of the share of the theme's papers with it in the title; counts more in large themes. */
  titleOfLarge: number;
  /** Log of the share of titles with each of its words: the mean and the least of the words. */
  titleWords: number;
  rarestTitleWord: number;
  /** Bits by which the theme has it more often than all other papers; counts more in large themes. */
  lift: number;
  lift2: number;
  liftOfLarge: number;
  /** The same against the theme's siblings. */
  siblingLift: number;
  siblingLift2: number;
  /** Cosine of the phrase's direction and the theme's; counts less in large themes. */
  similarity: number;
  similarity2: number;
  similarityOfLarge: number;
  topicality: number;
  readability: number;
  oneWord: number;
  threeWords: number;
}

/** What is measured of a name. Those of pairs are 0 for one phrase, and the reverse. */
export interface NameFeatures {
  onePhrase: number;
  /** Scores of the better and the other part, relative to the theme's best candidate; and once more for one phrase. */
  bestScore: number;
  otherScore: number;
  onlyScore: number;
  /** Log of the share of papers that say a part; and once more for one phrase. */
  coverage: number;
  onlyCoverage: number;
  /** Log of the share of papers that only one of the parts names, the smaller of the two shares. */
  gain: number;
  /** Shared papers as a share of all that say a part. */
  overlap: number;
  /** Cosine of the parts' directions. */
  alike: number;
  alike2: number;
  /** Words that the parts share. */
  repeated: number;
  /** Readability of the worse part; and once more for one phrase. */
  readability: number;
  onlyReadability: number;
  /** Whether one phrase names a theme that has sub-themes. */
  onlyOfParent: number;
  oneWord: number;
  /** Number of parts of a pair that are one word. */
  oneWordParts: number;
  /** Topicality of the part that has less of it, and the smaller similarity of a part to the theme. */
  topicality: number;
  similarity: number;
  /** Length of a pair relative to the longest name. */
  length: number;
}
