/**
 * Turns of phrase of English abstracts by which a sentence is known to refer to what stands before it, to report a result or to
 * tell the background. In other languages none of them occurs, and a sentence is judged by its terms, its paper and its place.
 */

function anyOf(...phrases: string[]): string {
  return `(?:${phrases.flatMap((phrase) => phrase.trim().split(/\s*\|\s*|\n\s*/)).join('|')})`;
}

/** What a paper calls itself: "this paper" refers to nothing before it. */
const ITSELF = anyOf(
  'paper|work|study|article|survey|review|thesis|chapter|report|tutorial|meta-analysis|research|contribution',
);
const DEMONSTRATIVE = `(?:this|these|that|those|such)(?! (?:\\w+ )?${ITSELF}s?\\b)`;
const METHOD = anyOf(
  'method|approach|framework|model|algorithm|system|technique|solution|architecture|pipeline|scheme|code|design|formulation',
  'strategy|strategie|tool|procedure|network|dataset|data set|benchmark|implementation|idea|program|project|theory|loss|agent',
);

/** Openings that refer to what stands before the sentence. */
export const DANGLING = new RegExp(
  `^(?:\\w+ \\([ivx]+\\)|${anyOf(
    'however|moreover|furthermore|additionally|also|besides|thus|therefore|hence|consequently|accordingly|then|next|finally|lastly',
    'first|firstly|second|secondly|third|thirdly|fourth|specifically|particularly|meanwhile|instead|nevertheless|nonetheless',
    'conversely|likewise|similarly|otherwise|rather|again|together|and|but|or|so|yet|still|afterwards?|subsequently|alternatively',
    'indeed|further|it|its|they|their|them|he|she|his|her|there|another|others?|among them|as such|as well|as a result|also',
    'as a consequence|as an example|for example|for instance|in addition|in contrast|in particular|in turn|in fact|in short',
    'in response|in other words|in comparison|in general|in summary|in doing so|in the process|on the other hand|on the contrary',
    'on top of|at the same time|at its core|by contrast|by comparison|by doing so|more specifically|more importantly',
    'more generally|more precisely|to do so|that is|even so|even then|one is|one of|another is|key to|central to|inspired by|building on',
    'motivated by|based on|extensive \\w+|experiments|experimental results|empirical results|in the experiments?|numerical experiments|simulations?',
    'simulation results|evaluations? on|simultaneously|with the|especially|we (?:therefore|then|thus|hence|also|further|next|finally|additionally|furthermore|instead)|we \\w+ (?:it|them|its|their|this|these|those)|to \\w+ (?:the )?above|source code|the code|our code',
  )}(?![\\w-])|${DEMONSTRATIVE}\\b|(?:in|on|to|by|for|with|from|of|under|due to|after|through|based on|given|unlike|using|among|at|as|within|despite|beyond) ${DEMONSTRATIVE}\\b|\\w+(?:ing)? ${DEMONSTRATIVE}\\b|\\w+(?:ed|ing) (?:by|on|from|upon|with) ${DEMONSTRATIVE}|(?:in|to) \\w+ (?:${DEMONSTRATIVE}|it|them)\\b|the (?:proposed|resulting|former|latter|other|two|three|four|second|third|first|key|main|core|above|same|present)\\b|(?:the|our|both) (?:\\w+ ){0,2}${METHOD}s?\\b)`,
  'i',
);

/** References within the sentence to what stands before it. */
export const REFERRING = new RegExp(
  `\\b(?:${DEMONSTRATIVE}(?= (?!is\\b|are\\b|can\\b|the\\b|we\\b|a\\b|an\\b|our\\b)[a-z]+)|(?:our|the proposed|the resulting|its proposed) (?:\\w+ ){0,2}${METHOD}s?|the (?:former|latter|above|derived|obtained)|aforementioned|we also|(?:we|and|by|to) (?:\\w+ ){1,2}(?:it|them)|in (?:it|them))\\b`,
  'gi',
);

const AUTHORS = `(?:we|i|(?:this|our|the) (?:\\w+ )?${ITSELF}|(?:our|the) (?:\\w+ )?(?:results?|findings?|experiments?|analys[ie]s|data|evidence|observations?)|results?|findings)`;
/** What may stand between authors and their verb: ", on average," and "also". */
const BETWEEN = '(?:,[^,]{3,60},)?(?: (?:also|then|therefore|thus|here|further|first|\\w+ly|have|has))*';

function saying(...verbs: string[]): RegExp {
  return new RegExp(`\\b${AUTHORS}${BETWEEN} ${anyOf(...verbs)}\\b`, 'i');
}

/** What authors found, in so many words. */
export const FINDING = saying(
  'shows?|showed|shown|finds?|found|demonstrates?|demonstrated|proves?|proved|proven|reveals?|revealed|suggests?|suggested',
  'indicates?|indicated|observes?|observed|establish|establishes|established|uncovers?|uncovered|discovers?|discovered|confirms?',
  'confirmed|identify|identifies|identified|determined|detects?|detected|obtain|obtained|derives?|derived|reports?|reported',
);

/** What authors made, in so many words. */
export const CONTRIBUTION = saying(
  'proposes?|proposed|introduces?|introduced|presents?|presented|develops?|developed|designs?|designed|provides?|provided',
  'constructs?|constructed|argues?|argued|characteri[sz]es?|characteri[sz]ed|devises?|devised|describes? a',
);

/** Words of effects and comparisons, which results are told in. */
export const RESULT =
  /\b(?:outperform\w*|surpass\w*|improv(?:es?|ed|ing)|reduc(?:es?|ed|ing)|increas(?:es?|ed)|decreas(?:es?|ed)|achiev(?:es?|ed|ing)|associated with|correlat\w+|(?:higher|lower|larger|smaller|faster|fewer|better|worse|greater|less|more) [^.]{0,60}\bthan|as effective as|depends? on|leads? to|(?:was|were|is|are) (?:not )?(?:significantly|strongly|positively|negatively|effective|superior|inferior))\b/i;

/** What is known, missing, planned or hoped for, rather than found. */
export const BACKGROUND =
  /\b(?:recent(?:ly)?|in recent years|(?:has|have) (?:been|become|attracted|gained|emerged|received|shown|achieved|demonstrated|made|led|revolutioni[sz]ed)|(?:is|are|remains?) (?:\w+ )?(?:important|crucial|critical|essential|fundamental|challenging|unclear|unknown|difficult|popular|limited|widely|often|ubiquitous|vital|necessary|poorly|increasingly|unexplored|underexplored|an? (?:\w+ )?(?:important|challeng\w+|problem|task|fundamental|key|critical|crucial))|existing (?:methods?|approaches|works?|models?)|previous(?:ly)? |prior (?:work|methods?)|little is known|lack of|there (?:is|are|has|have)|aim of|objectives? of|(?:more|further|future) (?:\w+ )?(?:research|work|studies)|is thought to|(?:represent|exhibit|play)s? an? (?:\w+ )?(?:common|wide|major|leading|key|important|crucial|critical)|(?:were|was) (?:\w+ )?(?:acquired|measured|analy[sz]ed|assessed|evaluated)|in the field|(?:many|number of) (?:\w+ )?(?:studies|methods|researchers)|researchers have|despite|although many|traditional(?:ly)?|conventional(?:ly)?|typically|suffers? from|struggles?|fails? to|aim(?:s|ed)? (?:to|at)|objective|purpose of|the goal|was to|were to|whether|(?:we|study|paper|article|research|analysis|chapter|work|review|workshop) (?:\w+ )?(?:review|discuss|survey|outline|describe|summari[sz]e|hope|believe|consider|investigate|examine|analy[sz]e|evaluate|explore|conduct|use|focuse?|test|compare|addresse?|measure|assesse?|asked|study|studie|studied|ask|were|was)(?:s|d|ed)?|were (?:randomi[sz]ed|recruited|enrolled|included|collected|asked|invited|selected)|was (?:conducted|performed|carried out)|(?:could|may|might|should) (?:be|help|have)\b)/i;

/** Says nothing about the subject: where code lies, what is hoped for. */
export const ASIDE =
  /\b(?:(?:code|data|datasets?|models?|weights|materials?|implementations?|checkpoints?) (?:\w+ ){0,5}(?:(?:is|are|will be) (?:\w+ )?(?:available|released|open)|at )|publicly (?:available|release)|open-?source[ds]?\b.{0,30}\b(?:code|models?|data)|we hope|we (?:will )?release|future (?:work|research|directions)|future\b|this (?:paper|article|chapter|section) is organi[sz]ed|all rights reserved|copyright|©|registration|registered|funded by|supported by|trial number|doi)/i;
