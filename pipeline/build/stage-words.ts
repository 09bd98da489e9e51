import type { StageName } from '../types.ts';

/** What a stage is called where its progress is shown: on the terminal and on the page. */
export const STAGE_WORDS: Readonly<Record<StageName, string>> = {
  read: 'Reading',
  embed: 'Embedding',
  represent: 'Weighing words',
  neighbours: 'Finding neighbours',
  layout: 'Laying out',
  cluster: 'Grouping',
  name: 'Naming',
  measure: 'Measuring',
};
