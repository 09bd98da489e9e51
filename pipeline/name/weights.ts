/** How much each measure counts. Written by `npm run train:names`; see tests/bench/names/train.ts. */
import type { NameFeatures, PhraseFeatures } from './features.ts';

export const PHRASE_WEIGHTS: Readonly<Record<keyof PhraseFeatures, number>> = {
  share: -0.237,
  share2: -0.229,
  inTitle: 0.586,
  titleOfLarge: 0.065,
  titleWords: 0.604,
  rarestTitleWord: 0.361,
  lift: 0.11,
  lift2: -0.005,
  liftOfLarge: 0.115,
  siblingLift: 0.091,
  siblingLift2: -0.013,
  similarity: 0.923,
  similarity2: -0.279,
  similarityOfLarge: -0.962,
  topicality: 1.431,
  readability: 1.137,
  oneWord: -0.272,
  threeWords: 0.47,
};

export const NAME_WEIGHTS: Readonly<Record<keyof NameFeatures, number>> = {
  onePhrase: 9.946,
  bestScore: 6.879,
  otherScore: 7.336,
  onlyScore: 2.898,
  coverage: 10.657,
  onlyCoverage: 9.469,
  gain: 4.816,
  overlap: 11.606,
  alike: 6.384,
  alike2: -14.096,
  repeated: -3.475,
  readability: 1.553,
  onlyReadability: -4.446,
  onlyOfParent: -1.886,
  oneWord: -18.565,
  length: 13.436,
};
