/** Hands the reader a file. */

/** Starts a download of `content` under `name`; nothing leaves the page. */
export function saveFile(name: string, content: BlobPart, mime: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: mime }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the blob over once the click is handled; a little later is certain.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name for a file of the map: letters, digits and single hyphens. */
export function fileName(map: string, what: string, extension: string): string {
  const stem = `${map}-${what}`
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `${stem || 'isotheme'}.${extension}`;
}
