/** How far two phrases name the same, whatever their endings. */

const LINKS = new Set('of for the in and with from on to a based using'.split(' '));
const SHORT_FORMS: Readonly<Record<string, string>> = {
  llm: 'large language model',
  vlm: 'vision language model',
  mllm: 'multimodal large language model',
  rl: 'reinforcement learning',
  rag: 'retrieval augmented generation',
  moe: 'mixture expert',
  gnn: 'graph neural network',
  gan: 'generative adversarial network',
  cnn: 'convolutional neural network',
  rnn: 'recurrent neural network',
};
const ENDINGS = /(?:ization|isation|ation|izing|ising|ing|ized|ised|ment|ed|al|er|or|e)$/;

/** The words of a phrase without links and endings, known acronyms written out. */
export function wordsOf(phrase: string): Set<string> {
  const words = phrase
    .toLowerCase()
    .replace(/\([^)]*\)/g, ' ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !LINKS.has(word))
    .flatMap((word) => (SHORT_FORMS[word] ?? SHORT_FORMS[word.replace(/s$/, '')] ?? word).split(' '));
  return new Set(words.map(stem));
}

/** Jaccard index. */
export function agreement(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...a].filter((word) => b.has(word)).length;
  return both / Math.max(1, a.size + b.size - both);
}

function stem(word: string): string {
  const singular = word.length > 4 ? word.replace(/ies$/, 'y').replace(/(?<!s|u|i)s$/, '') : word;
  const cut = singular.replace(ENDINGS, '');
  return cut.length >= 4 ? cut : singular;
}
