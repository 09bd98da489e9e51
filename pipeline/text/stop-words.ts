/**
 * Word lists for the name stage, by folded key (see foldWord). They hold what is common in scientific writing of any field; what
 * is common in one corpus is found in that corpus.
 */
import { foldWord } from './tokens.ts';

function keys(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter(Boolean).map(foldWord));
}

/** Articles, pronouns and the like: far more often a verb precedes them than a noun. */
export const DETERMINERS = keys(
  'a an the this that these those our its their his her your my each every any some both such',
);

/** Words that a verb follows. */
export const VERB_MARKERS = keys('to we can could may might will would shall should must cannot i they not');

const ENGLISH_FUNCTION_WORDS = keys(`
  a an the this that these those our its their his her your my each every any some both such all most more less many much
  few several other another same own we i you he she it they them us me who whom which what when where why how whether
  is are was were be been being am do does did done doing have has had having can could may might will would shall should
  must cannot not no nor and or but if then else than so as at by for from in into of off on onto out over under up down
  to toward towards upon via with within without across among amongst between through throughout during before after
  above below about against along around because while whereas although though however thus hence therefore moreover
  furthermore additionally finally first second third firstly secondly also only even just still yet already often
  usually always never very too quite rather instead either neither per et al eg ie etc vs versus once again there here
  let lets like unlike despite due including include includes included one two three four five six ten`);

/** Words of grammar of other large languages of papers, less those that mean something in English ("die", "mit", "sin"). */
const FOREIGN_WORDS = keys(`
  der das und oder dass sich für von zur zum ein eine einer eines einem einen ist sind wird werden wurde wurden nicht durch über
  auch bei nach aus als wir les une des dans pour avec sans sur est sont aux nous leur leurs cette ces qui que du et ou ce au los
  las una unos unas del por para con entre sobre como más este esta estos estas fue pero el y lo os um uma uns umas dos das seu
  sua seus suas com sem mais são foi não nas nos pelo pela ao aos gli che della delle dei nel nella più sono il di het een van
  voor niet naar zijn door`);

/** Words of grammar, which belong to no topic. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set([...ENGLISH_FUNCTION_WORDS, ...FOREIGN_WORDS]);

/** Beginnings of words that papers write with a hyphen or without: "pre-training", "multi-agent". */
export const PREFIXES = keys(`
  fine pre post non multi co re sub semi inter intra anti hyper cross meta auto bi micro nano bio neuro cyber geo photo electro
  ultra super trans counter de un mis tele thermo hydro macro mono poly pseudo quasi`);

/** Words of grammar inside a term ("mixture of experts", "text to image"). */
export const LINKS = keys('of to in for');

/** No part of a name: they tell what papers do or claim, not what they are about. */
export const EMPTY_WORDS = keys(`
  paper papers work study studies article article's research researcher author propose proposes proposed proposing present presents
  presented presenting introduce introduces introduced introducing introduction show shows shown showing showcase demonstrate
  demonstrates demonstrated demonstrating achieve achieves achieved achieving improve improves improved improving improvement
  improvements enhance enhances enhanced enhancing enhancement enable enables enabled enabling allow allows allowed allowing
  provide provides provided providing use uses used using usage utilize utilizes utilized utilizing utilization leverage
  leverages leveraged leveraging develop develops developed developing development design designs designed designing
  address addresses addressed addressing tackle tackles tackled tackling mitigate mitigates mitigating alleviate alleviates
  investigate investigates investigated investigating investigation explore explores explored exploring exploration examine
  examines examined examining analyze analyzes analyzed analyzing analyse evaluate evaluates evaluated evaluating compare compares
  compared comparing outperform outperforms outperforming outperformed surpass surpasses surpassing exceed reveal reveals
  revealing find finds found finding findings observe observed observation discover suggest suggests indicate indicates
  indicating confirm verify validate validated validating establish established establishing yield yields yielding obtain
  obtains obtained obtaining produce produces produced producing generate generates generated apply applies applied applying
  adopt adopts adopted adopting employ employs employed employing require requires required requiring need needs needed
  reduce reduces reduced reducing reduction increase increases increased increasing lead leads leading led result results
  resulting make makes making made take takes taking taken give gives given giving get gets become becomes becoming
  remain remains remaining offer offers offering focus focuses focusing focused aim aims aiming consider considers considered
  considering consist consists ensure ensures ensuring facilitate facilitates facilitating help helps helping maintain
  maintains maintaining preserve preserves preserving rely relies relying extend extends extended extending combine combines
  combined combining combination integrate integrates integrated integrating capture captures capturing learn learns learned
  solve solves solving solved perform performs performed performing conduct conducted conducting build builds building built
  create creates created creating construct constructs constructed constructing release released releasing open publicly
  available availability public github code's https http www com org url project page website
  novel new newly recent recently existing previous previously prior current currently state art sota promising
  significant significantly substantial substantially considerable notable notably remarkable remarkably superior
  superiority better best good great high highly higher highest low lower lowest large larger largest small smaller smallest
  strong stronger strongly simple simply complex complexity easy easily difficult hard effective effectively effectiveness
  efficient efficiently efficacy robust robustly powerful comprehensive extensive extensively various diverse different
  difference wide widely broad broadly general generally generic specific specifically particular particularly unique key
  main major critical crucial essential important importance fundamental fundamentally inherent primary typical typically
  common commonly popular standard traditional traditionally conventional vanilla naive original similar similarly
  comparable competitive consistent consistently overall entire whole full fully partial partly total additional
  extra further potential potentially possible possibly able ability capability capabilities capable capacity
  challenge challenges challenging problem problems issue issues limitation limitations limit limits limited drawback
  shortcoming gap gaps bottleneck question goal objective purpose motivation motivated insight insights advantage benefit
  benefits contribution contributions impact effect effects aspect aspects factor factors role kind type types way ways
  manner fashion form number numbers amount variety range set sets series collection group case cases scenario scenarios
  setting settings situation condition example examples instance instances experiment experiments experimental experimentally
  empirical empirically theoretical theoretically evaluation evaluations comparison result-driven advance advances
  advanced advancement advancements progress success successful successfully popularity trend interest attention-grabbing
  point points percent percentage average time times year years day days order fold factor-wise thing things lot
  meanwhile respectively namely especially directly simultaneously together jointly moreover yet well end based
  aware driven oriented free-form respect terms term regard regarding according accordingly
  cost costs costly expensive cheap fast faster fastest slow slower quick quickly speedup speedups speed rapid rapidly
  performance performances accuracy quality score scores metric metrics baseline baselines gain gains
  practical practice practically real world real-world realistic useful usefulness potentiality
  technique techniques technology technologies strategy strategies approach approaches method methods methodology
  methodologies framework frameworks scheme schemes paradigm paradigms pipeline pipelines mechanism mechanisms
  procedure solution solutions idea ideas concept concepts principle principles perspective perspectives
  component components module modules feature-rich property properties characteristic characteristics nature basis level
  levels scale scales scaled across-the-board size sizes length lengths step steps stage stages phase phases process processes
  input inputs output outputs sample samples target targets source sources
  report technical version versions proof recipe success-rate rate rates
  comprise comprises comprising contribute contributes explain explains explained drop drops vary varies varying varied separate
  separates activate activates activating half mean means minute minutes majority precise accurate accurately peer peers field
  fields sized tuned tune exploit exploits exploiting select selects selecting selected replace replaces replacing remove removes
  removing involve involves involving handle handles handling treat treats support supports supporting serve serves share shares
  align aligns predict predicts estimate estimates compute computes computing understand detect detects discuss discusses
  describe describes argue argues highlight highlights highlighting identify identifies identifying identified encourage
  encourages guide guides guided balance balances balancing achieve relevant valuable appropriate sufficient necessary suitable
  proper correct correctly incorrect exact exactly precisely approximately nearly almost hence seamlessly flexible flexibility
  efficiency scalability scalable versatile versatility diversity modern contemporary recent-year future later early earlier
  long-standing close closely careful carefully deeper shallower rich richer deep-dive area areas topic topics sota people
  individual individuals direct indirect explicit explicitly implicit implicitly inherently underlying associated related
  relation-wise corresponding desired given unknown known well-known unseen seen sufficiently greatly largely partly mainly mostly
  drastically dramatically effort efforts attempt attempts trade-off tradeoff tradeoffs offs off degree extent magnitude
  hundred thousand million billion millions billions thousands hundreds trillion
  background conclusion conclusions objective objectives randomized randomised double-blind placebo mg week weeks month months
  hour hours volunteers measuring measured assessing assessed assess determining determined determine remaining unclear aged`);

/** Whether `key`, or each of its hyphenated parts, says nothing about a topic. */
export function isEmptyWord(key: string): boolean {
  return (
    EMPTY_WORDS.has(key) ||
    (key.includes('-') &&
      key.split('-').every((part) => EMPTY_WORDS.has(foldWord(part)) || FUNCTION_WORDS.has(part)))
  );
}

/** General nouns: they may end a name ("Vision-Language Models"), but neither begin one nor be one. */
export const PLAIN_HEADS = keys(`
  model models system systems task tasks data dataset datasets training learning network networks algorithm algorithms
  application applications domain domains information knowledge architecture architectures benchmark benchmarks
  inference prediction predictions representation representations generation optimization analysis understanding survey
  tool tools language text user users human humans machine neural deep function functions parameter parameters
  environment environments space structure structures resource resources feature features object objects
  layer layers component context content control detection recognition identification estimation progression dynamics
  modeling modelling tuning processing computation computations distribution distributions resolution response responses
  interaction interactions mapping mappings variable variables sequence sequences aggregation iteration iterations document documents
  depth detector detectors community modality modalities class classes item items`);
