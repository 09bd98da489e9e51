/** The errors that people read: one sentence each that says what is wrong, where, and what to do. */

/** What kind of thing went wrong, for programs. These words stay the same from version to version. */
export type ErrorCode =
  /** An option that the verb does not have. */
  | 'unknown-option'
  /** An option with a value of the wrong type or out of its range, or one that is missing. */
  | 'invalid-option'
  /** An argument that is missing or of the wrong kind. */
  | 'invalid-argument'
  /** Papers that lack a field, have one of the wrong kind or one that papers don't have, or share an id. */
  | 'invalid-papers'
  /** An embedder or another tool of the caller returned what no map can hold. */
  | 'invalid-result'
  /** A file of papers, labels or vectors that can't be read. */
  | 'unreadable-input'
  /** A map whose files are missing or damaged. */
  | 'invalid-map'
  /** An embedder that is not the map's own. */
  | 'wrong-model'
  /** Anything else; the sentence says it. */
  | 'failed';

/** What an error says besides its sentence. */
export interface ErrorDetails {
  code?: ErrorCode;
  /** The file at fault, as the sentence names it. */
  file?: string | undefined;
  /** 1-based line, or record where the format has no lines. */
  line?: number | undefined;
  cause?: unknown;
}

/** Bad input, or a state that the user can fix: the message is one sentence that says what, where and what to do. */
export class UserError extends Error {
  override name = 'UserError';
  /** What kind of thing went wrong. */
  code: ErrorCode;
  /** The file at fault, as the message names it. */
  file: string | undefined;
  /** 1-based line of the file, or record where the format has no lines. */
  line: number | undefined;

  constructor(message: string, { code = 'failed', file, line, cause }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.file = file;
    this.line = line;
  }
}

/** Wrong use of a command (exit status 2) or of a function; the message names the word that is wrong. */
export class UsageError extends UserError {
  override name = 'UsageError';
}

/** The work was cancelled through its AbortSignal; nothing was written. */
export class CancelledError extends Error {
  override name = 'CancelledError';
  constructor() {
    super('Cancelled; nothing was written.');
  }
}

/** @throws CancelledError if `signal` is aborted */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CancelledError();
}

/**
 * Runs a reader, and names the file in each error that it throws.
 * @throws what `read` throws; a UserError gets `file` and the code "unreadable-input" unless it has its own
 */
export async function readingFile<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) {
      error.file ??= file;
      if (error.code === 'failed') error.code = 'unreadable-input';
    }
    throw error;
  }
}
