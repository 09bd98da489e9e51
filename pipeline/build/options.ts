/**
 * The values that options may have, once for all: the command line, the settings file and the library check against
 * these schemas. Each message follows the option's name, as in `minDist: expected a number from 0 to below 3`.
 */
import * as v from 'valibot';

/** The largest whole number that an option takes: seeds have 32 bits. */
const LARGEST = 0xffffffff;

/** Whole numbers from `least` to `most`. */
export function whole(least: number, most = LARGEST) {
  const wrong =
    most === LARGEST
      ? `expected a whole number of at least ${least}`
      : `expected a whole number from ${least} to ${most}`;
  return v.pipe(v.number(wrong), v.integer(wrong), v.minValue(least, wrong), v.maxValue(most, wrong));
}

/** Texts with a character that shows. @param what is expected, such as "a folder" */
export function filled(what = 'a text') {
  const wrong = `expected ${what}`;
  return v.pipe(v.string(wrong), v.regex(/\S/, wrong));
}

/** One of a few words. */
export function oneOf<const T extends readonly string[]>(words: T) {
  return v.picklist(words, `expected one of ${words.join(', ')}`);
}

export const flag = v.boolean('expected true or false');

const DISTANCE = 'expected a number from 0 to below 3';

/** The options on which a map depends besides its papers and its model. */
export const mapOptions = {
  seed: whole(0),
  neighbours: whole(1),
  themes: whole(1),
  minDist: v.pipe(v.number(DISTANCE), v.minValue(0, DISTANCE), v.ltValue(3, DISTANCE)),
  layout: oneOf(['auto', 'umap-js', 'fast']),
};
