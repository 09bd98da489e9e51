/** stability: which themes come back when they are made again. */
export {
  isUncertain,
  STAYED,
  type StabilityWord,
  stabilityOf,
  stabilityPercent,
  stabilityWord,
  stabilityWords,
  themeSentence,
  themesSentence,
} from './sentence.ts';
export { assessStability } from './stability.ts';
export type { Stability } from './types.ts';
