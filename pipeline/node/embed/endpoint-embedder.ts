/**
 * Vectors from an OpenAI-compatible embeddings endpoint (`POST …/embeddings`), such as llama.cpp, Ollama, LM Studio,
 * vLLM and hosted services offer. It is used only if the user names it. Texts go to that address only (redirects are
 * refused), the key comes from the environment, and nothing else is sent.
 */
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ModelInfo, RunOptions } from '../../types.ts';
import { CancelledError, throwIfAborted, UsageError, UserError } from '../../util/index.ts';
import { excerpt, field } from '../net/endpoint-reply.ts';

/** The environment variable with the endpoint's key. */
export const KEY_VARIABLE = 'ISOTHEME_API_KEY';

export interface EndpointOptions {
  /** Such as "http://127.0.0.1:8080/v1". */
  url: string;
  /** The endpoint's name for the model. */
  model: string;
  /** Default: `process.env`. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Milliseconds to wait for a reply. Default 120,000. */
  timeout?: number | undefined;
  /** Milliseconds of the pause before the second attempt; each further pause is twice as long. Default 500. */
  pause?: number | undefined;
}

export interface EndpointClient {
  /** The address that requests go to. */
  readonly url: string;
  /** The model at this address, without its width, which is not known yet. `sha256` is that of address and model. */
  readonly identity: Omit<ModelInfo, 'dimension'>;
  /**
   * Hands over the unit vector of each text, batch after batch.
   * @param width D, if it is known
   * @throws UserError if the endpoint gives no usable vectors; CancelledError
   */
  embedEach(
    texts: readonly string[],
    onVector: (index: number, vector: Float32Array) => void,
    run?: Pick<RunOptions, 'signal'>,
    width?: number,
  ): Promise<void>;
}

/** Texts per request. */
const BATCH = 32;
/** Attempts for one batch. */
const ATTEMPTS = 6;
/** Longest pause in milliseconds, whatever the endpoint asks for. */
const LONGEST_PAUSE = 60_000;

/** @throws UsageError if the address cannot be recorded and asked */
export function createEndpointClient(options: EndpointOptions): EndpointClient {
  const { model, timeout = 120_000, pause = 500 } = options;
  const url = parseUrl(options.url);
  const endpoint = { url, model, timeout, pause, key: (options.env ?? process.env)[KEY_VARIABLE] };
  const sha256 = createHash('sha256')
    .update(JSON.stringify([url, model]))
    .digest('hex');
  return {
    url,
    identity: { id: model, sha256, pooling: 'none' },
    async embedEach(texts, onVector, run = {}, width) {
      let wanted = width;
      for (let from = 0; from < texts.length; from += BATCH) {
        throwIfAborted(run.signal);
        const batch = texts.slice(from, from + BATCH);
        const vectors = readReply(await ask(endpoint, batch, run.signal), batch.length, wanted);
        if (typeof vectors === 'string') throw failure(endpoint, vectors);
        wanted ??= vectors[0]!.length;
        vectors.forEach((vector, i) => {
          onVector(from + i, vector);
        });
      }
    },
  };
}

interface Endpoint {
  url: string;
  model: string;
  timeout: number;
  pause: number;
  key: string | undefined;
}

/** Asks until there is a reply, with longer and longer pauses. */
async function ask(
  endpoint: Endpoint,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const { reply, problem, lasting, after } = await post(endpoint, texts, signal);
    throwIfAborted(signal);
    if (problem === null) return reply;
    if (lasting || attempt === ATTEMPTS) throw failure(endpoint, problem);
    const pause = Math.min(LONGEST_PAUSE, after ?? endpoint.pause * 2 ** (attempt - 1));
    await wait(pause, undefined, { signal }).catch(() => {
      throw new CancelledError();
    });
  }
}

async function post(
  { url, model, timeout, key }: Endpoint,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Attempt> {
  const limit = AbortSignal.timeout(timeout);
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ model, input: texts, encoding_format: 'float' }),
    });
    const text = await response.text();
    if (response.ok) return { reply: JSON.parse(text), problem: null, lasting: false };
    const lasting = response.status < 500 && response.status !== 429;
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      problem: `HTTP ${response.status} ${excerpt(text)}`.trim(),
      lasting,
      ...(seconds >= 0 && { after: 1000 * seconds }),
    };
  } catch (error) {
    if (error instanceof SyntaxError) return { problem: 'its reply is not JSON', lasting: true };
    if (limit.aborted) return { problem: `no answer in ${timeout / 1000} s`, lasting: false };
    const cause = (error as { cause?: { code?: string; message?: string } }).cause;
    const problem = cause?.code ?? cause?.message ?? (error as Error).message;
    return { problem, lasting: problem === 'unexpected redirect' };
  }
}

function failure({ url, model }: Endpoint, problem: string): UserError {
  return new UserError(
    `The embeddings endpoint ${url} failed for the model "${model}": ${problem.replace(/\.$/, '')}; finished vectors are kept, so run again once it answers.`,
  );
}

interface Attempt {
  reply?: unknown;
  /** Null if there is a reply. */
  problem: string | null;
  /** Whether another attempt would fail as well. */
  lasting: boolean;
  /** Milliseconds that the endpoint asks the client to wait. */
  after?: number;
}

function parseUrl(text: string): string {
  const wrong = (why: string) => new UsageError(`--endpoint: ${why}, such as http://127.0.0.1:8080/v1.`);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw wrong(`expected an http address, not "${text}"`);
  if (url.username || url.password || url.search || url.hash)
    throw wrong(
      `give the address without user, password and query (a key belongs in the environment variable ${KEY_VARIABLE})`,
    );
  const path = url.pathname.replace(/\/+$/, '').replace(/\/embeddings$/, '') || '/v1';
  return `${url.origin}${path}/embeddings`;
}

/** @returns the unit vectors in the order of the texts, or what is wrong with the reply */
function readReply(reply: unknown, count: number, width: number | undefined): Float32Array[] | string {
  const data = field(reply, 'data');
  if (!Array.isArray(data)) return 'its reply holds no "data"';
  if (data.length !== count) return `it gave ${data.length} vectors for ${count} texts`;
  const vectors: Float32Array[] = new Array(count);
  let wanted = width;
  for (const [position, item] of data.entries()) {
    const index = field(item, 'index') ?? position;
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= count)
      return `it gave a vector for text ${String(index)} of ${count}`;
    if (vectors[index]) return `it gave two vectors for text ${index}`;
    const vector = readVector(field(item, 'embedding'));
    if (vector === null) return 'it gave no vector of numbers';
    wanted ??= vector.length;
    if (vector.length !== wanted) return `it gave ${vector.length} numbers instead of ${wanted}`;
    const length = Math.hypot(...vector);
    if (!Number.isFinite(length)) return 'it gave a vector that is not finite';
    if (length === 0) return 'it gave a vector of zeros';
    vectors[index] = Float32Array.from(vector, (value) => value / length);
  }
  return vectors;
}

/** A list of numbers, or little-endian float32 in base64, which some endpoints send whatever the request says. */
function readVector(value: unknown): Float64Array | null {
  if (Array.isArray(value))
    return value.length > 0 && value.every((each) => typeof each === 'number')
      ? Float64Array.from(value)
      : null;
  if (typeof value !== 'string') return null;
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === 0 || bytes.length % 4 !== 0) return null;
  return Float64Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}
