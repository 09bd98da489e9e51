/** "Did you mean …?" for words that the command line, the settings or the folder of maps do not know. */
import { nearestWord } from '../../util/index.ts';

/** `; did you mean "…"?` to stand at the end of a sentence in place of its full stop; `otherwise` where nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>, otherwise: string): string {
  const near = nearestWord(word, candidates);
  return near === null ? otherwise : `; did you mean "${near}"?`;
}
