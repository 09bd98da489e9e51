/** A folder name from a file name: without extensions, only letters, digits, dot, dash and underscore. */
export function mapName(text: string): string {
  const stem = text.replace(/(\.(gz|zst|txt|jsonl|json|ndjson|csv|tsv|bib|ris|nbib|md))+$/i, '');
  return stem.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+|-+$/g, '') || 'papers';
}
