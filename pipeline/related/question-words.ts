/** Words that say nothing about the subject of a question. Neither the page nor the command line searches for them. */
export const QUESTION_WORDS: ReadonlySet<string> = new Set(
  (
    'a about after again all also among an and any are as at be been before between both but by can could did do ' +
    'does done each for from get had has have how if in into is it its just like made make may me more most much ' +
    'must my no not of on only or other our out over should so some such than that the their them then there these ' +
    'they this through to too under up upon use used using very via was we were what when where which who why will ' +
    'with without would you your'
  ).split(' '),
);
