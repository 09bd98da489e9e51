/** Saves a file for the reader. */

/** Starts a download of `content` under `name`. Nothing is sent anywhere. */
export function saveFile(name: string, content: BlobPart, mime: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: mime }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken over the blob once it has handled the click; some seconds later is safe.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A file name of letters, digits and single hyphens. */
export function fileName(map: string, what: string, extension: string): string {
  const stem = `${map}-${what}`
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `${stem || 'isotheme'}.${extension}`;
}
