/** An OpenAI-compatible chat endpoint, such as llama.cpp, Ollama, LM Studio and vLLM offer. */
import { CancelledError, UsageError } from '../../../util/index.ts';
import { excerpt, field } from '../../net/endpoint-reply.ts';

export interface Endpoint {
  /** Address of the chat completions. */
  chat: string;
  /** Address of the list of models. */
  models: string;
  /** The model that the user named; null for the first that the endpoint lists. */
  model: string | null;
  /** Whether the address is on this machine. */
  loopback: boolean;
}

export interface Message {
  role: 'system' | 'user';
  content: string;
}

export interface Completion {
  text: string;
  /** The endpoint's name for it. */
  model: string;
}

export interface AskOptions {
  /** Milliseconds to wait for the whole answer. */
  timeout: number;
  signal?: AbortSignal | undefined;
}

/** There is no usable answer. `lasting`: the next question would fail as well. */
export class EndpointError extends Error {
  override name = 'EndpointError';
  readonly lasting: boolean;
  constructor(message: string, lasting: boolean) {
    super(message);
    this.lasting = lasting;
  }
}

/** Longest reply in bytes. */
const MAX_BYTES = 1 << 20;
/** Leaves room for a model that reasons before it answers. */
const MAX_TOKENS = 2048;

/**
 * Parses `--namer`'s address: "http://127.0.0.1:8080", "…/v1" or "…/v1/chat/completions"; "#model" at its end names one of
 * several models.
 * @throws UsageError if it is not an http address, or has a password or a query, which the map would record
 */
export function parseEndpoint(text: string): Endpoint {
  const wrong = (why: string) => new UsageError(`--namer: ${why}, such as http://127.0.0.1:8080/v1.`);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw wrong(`expected an http address, not "${text}"`);
  if (url.username || url.password || url.search)
    throw wrong('give the address without user, password and query');
  const path = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '') || '/v1';
  return {
    chat: `${url.origin}${path}/chat/completions`,
    models: `${url.origin}${path}/models`,
    // As typed: URL would turn "#my model" into "#my%20model".
    model: text.includes('#') ? text.slice(text.indexOf('#') + 1).trim() || null : null,
    loopback: /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname),
  };
}

/** @returns the first model that the endpoint lists @throws EndpointError, CancelledError */
export async function firstModel(endpoint: Endpoint, options: AskOptions): Promise<string> {
  const list = field(await request(endpoint.models, null, options), 'data');
  const id = Array.isArray(list) ? field(list[0], 'id') : undefined;
  if (typeof id !== 'string' || id === '')
    throw new EndpointError('it lists no model; name one with "#model" at the end of the address', true);
  return id;
}

/**
 * Asks one question, with as little randomness as the endpoint allows.
 * @throws EndpointError, CancelledError
 */
export async function complete(
  endpoint: Endpoint,
  model: string,
  messages: readonly Message[],
  options: AskOptions,
): Promise<Completion> {
  const body = { model, messages, temperature: 0, seed: 1, max_tokens: MAX_TOKENS, stream: false };
  const reply = await request(endpoint.chat, body, options);
  const choices = field(reply, 'choices');
  const choice = Array.isArray(choices) ? choices[0] : undefined;
  const text = field(field(choice, 'message'), 'content');
  if (typeof text !== 'string') throw new EndpointError('its reply holds no message', false);
  if (field(choice, 'finish_reason') === 'length') throw new EndpointError('its answer was cut short', false);
  const answered = field(reply, 'model');
  return { text, model: typeof answered === 'string' && answered !== '' ? answered : model };
}

/** GET, or POST if there is a body. Redirects are refused: the titles go to no address but the one named. */
async function request(url: string, body: unknown, { timeout, signal }: AskOptions): Promise<unknown> {
  const limit = AbortSignal.timeout(timeout);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      ...(body !== null && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    text = await readText(response);
  } catch (error) {
    if (signal?.aborted) throw new CancelledError();
    if (error instanceof EndpointError) throw error;
    if (limit.aborted) throw new EndpointError(`no answer in ${timeout / 1000} s`, true);
    const cause = (error as { cause?: { code?: string; message?: string } }).cause;
    throw new EndpointError(cause?.code ?? cause?.message ?? (error as Error).message, true);
  }
  if (!response.ok) {
    const lasting = response.status < 500 && response.status !== 400 && response.status !== 429;
    throw new EndpointError(`HTTP ${response.status} ${excerpt(text)}`.trim(), lasting);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new EndpointError(`its reply is not JSON: ${excerpt(text)}`, false);
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new EndpointError('its reply is longer than 1 MiB', false);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
