/** The groups of papers with reference names and graded names, with their papers and vectors. */
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { paperText } from '../../../pipeline/embed/index.ts';
import { createEmbedder } from '../../../pipeline/node/embed/embedder.ts';
import { readKeywords } from '../../../pipeline/read/keywords.ts';
import { readBytes } from '../../../pipeline/read/read.ts';
import type { Paper, ThemeGroups } from '../../../pipeline/types.ts';
import { UserError } from '../../../pipeline/util/errors.ts';
import { corpusFile, storedVectors, WIDTH } from '../corpora.ts';

export interface JudgedTheme {
  level: number;
  /** Its index on the level. */
  theme: number;
  /** The reference, written from titles alone. */
  name: string;
  /** Other phrases that would do, best first. */
  good: string[];
  /** Grade by name, 0 … 100. */
  grades?: Record<string, number>;
}

interface Line {
  corpus: string;
  /** Theme of each paper on each level. */
  levels: { assignment: string; parents: number[] }[];
  themes: JudgedTheme[];
}

export interface JudgedCorpus {
  corpus: string;
  papers: Paper[];
  /** Keywords that the authors gave each paper; none of them is seen by the stages. */
  keywords: string[][];
  vectors: Float32Array;
  width: number;
  levels: ThemeGroups[];
  judged: JudgedTheme[];
}

const PAGE = 'data/daily-papers-aug-19.txt';

/** The corpora that are here, one after another. */
export async function* judgedCorpora(): AsyncGenerator<JudgedCorpus> {
  const lines = readFileSync(path.join(import.meta.dirname, 'judged.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  for (const text of lines) {
    const line = JSON.parse(text) as Line;
    const file = line.corpus === 'page' ? PAGE : corpusFile(`${line.corpus}.jsonl.gz`);
    if (file === null) continue;
    const bytes = await readFile(file);
    const { papers } = await readBytes(bytes, file);
    const keywords = line.corpus === 'page' ? [] : await keywordsOf(bytes, file, papers);
    const levels = line.levels.map(({ assignment, parents }) => ({
      count: parents.length,
      assignment: Int32Array.from(assignment.split(' '), Number),
      parents: Int32Array.from(parents),
    }));
    yield {
      corpus: line.corpus,
      papers,
      keywords,
      vectors: await vectorsOf(line.corpus, papers),
      width: WIDTH,
      levels,
      judged: line.themes,
    };
  }
}

/** Of each paper; nothing if the corpus has none. */
async function keywordsOf(bytes: Uint8Array, file: string, papers: readonly Paper[]): Promise<string[][]> {
  const given = new Map<string, string[]>();
  try {
    for (const { title, keywords } of await readKeywords(bytes, file)) given.set(title, [...keywords]);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return papers.map(({ title }) => given.get(title) ?? []);
}

/** As they lie beside the corpus, or computed. */
async function vectorsOf(corpus: string, papers: readonly Paper[]): Promise<Float32Array> {
  const stored = path.join(process.env.ISOTHEME_CORPORA ?? '../shared/corpora', `${corpus}.bge-small.f32`);
  if (existsSync(stored)) return storedVectors(stored);
  const embedder = await createEmbedder({ onLog: console.error });
  try {
    return await embedder.embed(papers.map((paper) => paperText(embedder.model.id, paper)));
  } finally {
    await embedder.close?.();
  }
}
