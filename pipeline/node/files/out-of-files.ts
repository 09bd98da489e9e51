/** Whether a file could not be opened because too many are open, which says nothing about the file. */
export function outOfFiles(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EMFILE' || code === 'ENFILE' || outOfFiles(error.cause);
}
