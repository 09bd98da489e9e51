/**
 * Long forms of the acronyms that authors of papers on language models and learning give as keywords in letters about as
 * often as in words ("RLHF"). The list is part of the measure, not of the naming: figures of different days and programs can
 * be compared only while it stays as it is, so it is complete as it stands. The forms are words without their endings.
 */
export const LONG_FORMS: ReadonlyMap<string, string> = new Map([
  ['llm', 'large language model'],
  ['vlm', 'vision language model'],
  ['mllm', 'multimodal large language model'],
  ['rl', 'reinforcement learning'],
  ['rag', 'retrieval augmented generation'],
  ['moe', 'mixture of expert'],
  ['kv', 'key value'],
  ['dpo', 'direct preference optimization'],
  ['rlhf', 'reinforcement learning human feedback'],
  ['mt', 'machine translation'],
  ['gnn', 'graph neural network'],
]);
