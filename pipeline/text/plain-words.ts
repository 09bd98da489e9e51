/**
 * Function words and stock phrases of abstracts, which say nothing about a paper's subject: a short list for the page, which
 * compares papers and themes by their words. Names are made with the longer ones of stop-words.ts.
 */
export const PLAIN_WORDS: readonly string[] =
  `a about above accurate accurately achieve achieving across additional address addresses after aims all
   allow allows along also although among an and any applied approach approache are art as assess at base
   based be because been before being best better between both but by can capabilities capability case
   cases combines comparable compare compared comprehensive conduct consistently contribution could current
   demonstrate demonstrating design designed develop developed development different do does due during
   each effective effectively enable enabling enhance enhanced enhancing etc evaluate evaluated evaluation
   even examine existing experiment experimental explore explored extensive extensively field finally find
   finding findings first five following for found four framework from further furthermore future gain
   given had has have help here high higher how however i idea if impact important improve improved
   improvement improving in including increase indicate into introduce introduced introduces introducing
   investigate is issue it its itself key large larger lead leading less level leverage leveraging limited
   low lower main make making many may mean method might more moreover most much multiple must near need
   new next no non not novel number numerous obtained of often on one only or other our out outperform
   outperforming outperforms over overall paper particular particularly per perform performance potential
   potentially practical present previous prior problem problems promising propose proposed proposes
   provide provides providing real recent recently reduce reducing reduction remain report reported reports
   require requiring research respective respectively result reveal same second set setting several show
   showing shown significant significantly similar simple since single six small so some source specific
   specifically state still strong studies study such suggest superior tackle task technical technique
   techniques terms than that the their them then there therefore these they this those three through thus
   time to together too toward towards two type types under understand up upon us use used using utilize
   valuable variety various very via view was way ways we well were what when where whether which while who
   whose why wide widely will with within without work would yet`.split(/\s+/);
