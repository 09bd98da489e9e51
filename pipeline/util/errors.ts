/** Bad input or a state the user can mend: the message is one clear sentence that says what, where and what to do. */
export class UserError extends Error {
  override name = 'UserError';
}

/** Wrong use of the command line (exit status 2); the message names the word that was wrong. */
export class UsageError extends UserError {
  override name = 'UsageError';
}

/** The work was called off through its AbortSignal; nothing was written. */
export class CancelledError extends Error {
  override name = 'CancelledError';
  constructor() {
    super('Cancelled; nothing was written.');
  }
}

/** @throws CancelledError where `signal` has been aborted */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CancelledError();
}
