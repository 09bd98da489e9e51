/** How much each measure counts. Written by `npm run train:names`; see tests/bench/names/train.ts. */
import type { NameFeatures, PhraseFeatures } from './features.ts';

export const PHRASE_WEIGHTS: Readonly<Record<keyof PhraseFeatures, number>> = {
  share: -0.372,
  share2: -0.266,
  inTitle: 0.896,
  titleOfLarge: 0.139,
  titleWords: 0.663,
  rarestTitleWord: 0.394,
  lift: 0.178,
  lift2: -0.009,
  liftOfLarge: 0.247,
  siblingLift: 0.165,
  siblingLift2: -0.018,
  similarity: 1.423,
  similarity2: -0.016,
  similarityOfLarge: -1.196,
  topicality: 1.799,
  readability: 1.185,
  oneWord: -0.403,
  threeWords: 0.454,
};

export const NAME_WEIGHTS: Readonly<Record<keyof NameFeatures, number>> = {
  onePhrase: 3.747,
  bestScore: 5.496,
  otherScore: 4.495,
  onlyScore: 1.168,
  coverage: 2.797,
  onlyCoverage: 6.408,
  gain: 3.419,
  overlap: 8.546,
  alike: 0.907,
  alike2: -7.932,
  repeated: -3.683,
  readability: 3.898,
  onlyReadability: -2.960,
  onlyOfParent: -3.046,
  oneWord: -16.476,
  length: 13.847,
};
