/**
 * `--namer URL`: a language model on the user's own machine or network is asked for a better name for each theme. Off unless
 * asked for. An answer that is no fit name changes nothing: the theme keeps its offline name, and the record says why.
 */
import { join } from 'node:path';
import type { NamerRecord } from '../../../map/index.ts';
import type { Clustering, Paper, RunOptions, ThemeWords } from '../../../types.ts';
import { throwIfAborted } from '../../../util/index.ts';
import { defaultCacheFolder } from '../../embed/cache/cached-embedder.ts';
import { nameKey, readAnswer } from './answer.ts';
import { AnswerCache, questionKey } from './cache.ts';
import { type Completion, complete, EndpointError, firstModel, parseEndpoint } from './endpoint.ts';
import { INSTRUCTION, messages, themePrompt } from './prompt.ts';

export interface NamerOptions {
  /** The endpoint's address (see {@link parseEndpoint}). */
  url: string;
  /** Folder of the answers, null for none. Default: `names/` in the cache folder. */
  cacheDir?: string | null | undefined;
  /** Milliseconds for one answer; the first may have to wait for the model to load. Default 120,000. */
  timeout?: number | undefined;
  /** One sentence for each thing the user should know. */
  onLog?: ((line: string) => void) | undefined;
}

export interface NamedThemes {
  /** As `words`, with other names where an answer was fit. */
  words: ThemeWords[][];
  /** For `map.json`. The same where the answers come from the cache. */
  record: NamerRecord;
}

/** What is kept of an answer in the map. */
const LONGEST_RECORD = 2_000;

/**
 * Asks for the name of each theme, coarsest first, one after another.
 *
 * Where the endpoint can't be reached, or refuses, the themes that no cached answer is for keep their names; that is
 * logged and recorded, and is no error.
 * @param words what the name stage gave, per level; not changed
 * @throws UsageError where the address is wrong, CancelledError where `run.signal` is aborted
 */
export async function askForNames(
  papers: readonly Paper[],
  clustering: Clustering,
  words: readonly ThemeWords[][],
  options: NamerOptions,
  run: RunOptions = {},
): Promise<NamedThemes> {
  const endpoint = parseEndpoint(options.url);
  const log = options.onLog ?? (() => {});
  const cacheDir = options.cacheDir === undefined ? join(defaultCacheFolder(), 'names') : options.cacheDir;
  const cache = cacheDir === null ? null : new AnswerCache(cacheDir);
  const ask = { timeout: options.timeout ?? 120_000, signal: run.signal };
  if (!endpoint.loopback)
    log(`The namer ${endpoint.chat} is another machine: keywords and titles of papers are sent to it.`);

  let model = endpoint.model;
  let keepsAnswers = true;
  /** Why no question is sent any more. */
  let given: string | null = null;

  const answer = async (prompt: string): Promise<Completion> => {
    const question = messages(prompt);
    const key = questionKey(endpoint, question);
    const cached = await cache?.read(key);
    if (cached) return cached;
    if (given !== null) throw new EndpointError(given, true);
    model ??= await firstModel(endpoint, ask);
    const fresh = await complete(endpoint, model, question, ask);
    if (cache && keepsAnswers)
      await cache.write(key, fresh).catch((error: NodeJS.ErrnoException) => {
        keepsAnswers = false;
        log(`The answers of the namer can't be kept in ${cacheDir} (${error.code}).`);
      });
    return fresh;
  };

  const total = words.reduce((sum, level) => sum + level.length, 0);
  const entries: NamerRecord['themes'] = [];
  let answeredBy: string | null = null;
  for (const [level, themes] of words.entries())
    for (const [theme, { name: offline }] of themes.entries()) {
      throwIfAborted(run.signal);
      run.onProgress?.({ stage: 'name', done: entries.length, total });
      const entry = {
        theme: entries.length,
        prompt: themePrompt(level, theme, papers, clustering, words),
        offline,
      };
      try {
        const { text, model: by } = await answer(entry.prompt);
        answeredBy ??= by;
        entries.push({ ...entry, answer: text, reason: null });
      } catch (error) {
        if (!(error instanceof EndpointError)) throw error;
        if (error.lasting && given === null) {
          given = error.message;
          log(`The namer ${endpoint.chat} gave no answer (${given}); no more themes are sent to it.`);
        }
        entries.push({ ...entry, answer: null, reason: `no answer: ${error.message}` });
      }
    }
  run.onProgress?.({ stage: 'name', done: total, total });

  const names = settle(entries);
  const used = entries.filter(({ reason }) => reason === null).length;
  log(
    `${used} of ${total} names are from ${answeredBy ?? endpoint.chat}; ${total - used} are the offline ones.`,
  );
  let id = 0;
  return {
    words: words.map((level) => level.map((theme) => ({ ...theme, name: names[id++]! }))),
    record: {
      url: endpoint.chat,
      model: answeredBy,
      instruction: INSTRUCTION,
      themes: entries.map((entry) => ({ ...entry, answer: entry.answer?.slice(0, LONGEST_RECORD) ?? null })),
    },
  };
}

/**
 * Takes what is fit. A name that another theme has at that moment is refused; once more at the end, since that theme may
 * have got a better one meanwhile.
 * @param entries their `reason` is set where the offline name stays
 * @returns the name of each theme
 */
function settle(entries: NamerRecord['themes']): string[] {
  const names = entries.map(({ offline }) => offline);
  const keys = names.map(nameKey);
  for (let pass = 0; pass < 2; pass++)
    entries.forEach((entry, theme) => {
      if (entry.answer === null || (pass > 0 && entry.reason === null)) return;
      const verdict = readAnswer(entry.answer);
      if ('reason' in verdict) {
        entry.reason = verdict.reason;
        return;
      }
      const key = nameKey(verdict.name);
      const holder = keys.findIndex((other, t) => t !== theme && other === key);
      entry.reason = holder < 0 ? null : `the answer is the name of theme ${holder}`;
      if (holder >= 0) return;
      names[theme] = verdict.name;
      keys[theme] = key;
    });
  return names;
}
