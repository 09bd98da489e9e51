/** Ctrl-C and SIGTERM as an AbortSignal, so that work stops where the next run can resume it. */

/**
 * Runs `work` with a signal that the first SIGINT or SIGTERM aborts; a second one ends the process at once.
 * @throws what `work` throws: CancelledError if it was cancelled
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
