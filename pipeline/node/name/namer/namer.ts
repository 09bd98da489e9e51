/**
 * `--namer URL`: asks a language model, usually on the user's own machine or network, for a better name of each theme. Off
 * by default. If an answer is not a usable name, the theme keeps its offline name, and the record says why.
 */
import { join } from 'node:path';
import type { NamerRecord } from '../../../map/index.ts';
import type { Clustering, Paper, RunOptions, ThemeWords } from '../../../types.ts';
import { throwIfAborted } from '../../../util/index.ts';
import { defaultCacheFolder } from '../../embed/cache/cached-embedder.ts';
import { nameKey, readAnswer } from './answer.ts';
import { AnswerCache, questionKey } from './cache.ts';
import {
  type AskOptions,
  type Completion,
  complete,
  type Endpoint,
  EndpointError,
  firstModel,
  type Message,
  parseEndpoint,
} from './endpoint.ts';
import { INSTRUCTION, messages, themePrompt } from './prompt.ts';

export interface NamerOptions {
  /** The endpoint's address (see {@link parseEndpoint}). */
  url: string;
  /** Folder where answers are cached; null for none. Default: `names/` in the cache folder. */
  cacheDir?: string | null | undefined;
  /** Milliseconds to wait for one answer; the first may take longer, while the model loads. Default 120,000. */
  timeout?: number | undefined;
  /** Receives one sentence for each thing the user should know. */
  onLog?: ((line: string) => void) | undefined;
}

export interface NamedThemes {
  /** As `words`, with the names from usable answers. */
  words: ThemeWords[][];
  /** For `map.json`. It does not depend on whether answers came from the cache. */
  record: NamerRecord;
}

/** Most characters of an answer that the map records. */
const LONGEST_RECORD = 2_000;

/**
 * Asks for the name of each theme, coarsest first, one after another.
 *
 * If the endpoint cannot be reached or refuses, themes without a cached answer keep their offline names; that is logged
 * and recorded, and is not an error.
 * @param words result of the `name` stage, per level; not changed
 * @throws UsageError if the address is wrong; CancelledError
 */
export async function askForNames(
  papers: readonly Paper[],
  clustering: Clustering,
  words: readonly ThemeWords[][],
  options: NamerOptions,
  run: RunOptions = {},
): Promise<NamedThemes> {
  const log = options.onLog ?? (() => {});
  const namer = new Namer(options, log, run.signal);
  const { chat } = namer.endpoint;
  const total = words.reduce((sum, level) => sum + level.length, 0);
  const entries: NamerRecord['themes'] = [];
  let answeredBy: string | null = null;
  for (const [level, themes] of words.entries())
    for (const [theme, { name: offline }] of themes.entries()) {
      throwIfAborted(run.signal);
      run.onProgress?.({ stage: 'name', done: entries.length, total });
      const prompt = themePrompt(level, theme, papers, clustering, words);
      const entry = { theme: entries.length, prompt, offline };
      try {
        const { text, model } = await namer.answer(prompt);
        answeredBy ??= model;
        entries.push({ ...entry, answer: text, reason: null });
      } catch (error) {
        if (!(error instanceof EndpointError)) throw error;
        entries.push({ ...entry, answer: null, reason: `no answer: ${error.message}` });
      }
    }
  run.onProgress?.({ stage: 'name', done: total, total });

  const names = settle(entries);
  const used = entries.filter(({ reason }) => reason === null).length;
  log(`${used} of ${total} names are from ${answeredBy ?? chat}; ${total - used} are the offline ones.`);
  let id = 0;
  return {
    words: words.map((level) =>
      level.map((theme) => {
        const name = names[id++]!;
        // The evidence is of the offline name.
        const { evidence, ...rest } = theme;
        return { ...rest, name, ...(name === theme.name && evidence && { evidence }) };
      }),
    ),
    record: {
      url: chat,
      model: answeredBy,
      instruction: INSTRUCTION,
      themes: entries.map((entry) => ({ ...entry, answer: entry.answer?.slice(0, LONGEST_RECORD) ?? null })),
    },
  };
}

/** An endpoint with a cache of its answers. */
class Namer {
  readonly endpoint: Endpoint;
  readonly #log: (line: string) => void;
  readonly #ask: AskOptions;
  readonly #folder: string | null;
  readonly #cache: AnswerCache | null;
  #model: string | null;
  #keepsAnswers = true;
  /** Why no more questions are sent; null as long as they are. */
  #failed: string | null = null;

  /** @throws UsageError if the address is wrong */
  constructor(options: NamerOptions, log: (line: string) => void, signal: AbortSignal | undefined) {
    this.endpoint = parseEndpoint(options.url);
    this.#model = this.endpoint.model;
    this.#log = log;
    this.#ask = { timeout: options.timeout ?? 120_000, signal };
    this.#folder = options.cacheDir === undefined ? join(defaultCacheFolder(), 'names') : options.cacheDir;
    this.#cache = this.#folder === null ? null : new AnswerCache(this.#folder);
    if (!this.endpoint.loopback)
      log(
        `The namer ${this.endpoint.chat} is another machine: keywords and titles of papers are sent to it.`,
      );
  }

  /** @throws EndpointError if there is no answer; CancelledError */
  async answer(prompt: string): Promise<Completion> {
    const question = messages(prompt);
    const key = questionKey(this.endpoint, question);
    const cached = await this.#cache?.read(key);
    if (cached) return cached;
    const fresh = await this.#complete(question);
    if (this.#keepsAnswers)
      await this.#cache?.write(key, fresh).catch((error: NodeJS.ErrnoException) => {
        this.#keepsAnswers = false;
        this.#log(`The answers of the namer can't be kept in ${this.#folder} (${error.code}).`);
      });
    return fresh;
  }

  async #complete(question: readonly Message[]): Promise<Completion> {
    if (this.#failed !== null) throw new EndpointError(this.#failed, true);
    try {
      this.#model ??= await firstModel(this.endpoint, this.#ask);
      return await complete(this.endpoint, this.#model, question, this.#ask);
    } catch (error) {
      if (error instanceof EndpointError && error.lasting) {
        this.#failed = error.message;
        this.#log(
          `The namer ${this.endpoint.chat} gave no answer (${error.message}); no more themes are sent to it.`,
        );
      }
      throw error;
    }
  }
}

/**
 * Chooses the name of each theme. An answer that another theme has as its name is refused; refused answers get a second
 * try, because that theme may have got another name meanwhile.
 * @param entries get a `reason` if the offline name stays
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
