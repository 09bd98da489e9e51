/** Whether a file could not be opened only because too many files are open. */
export function outOfFiles(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EMFILE' || code === 'ENFILE' || outOfFiles(error.cause);
}
