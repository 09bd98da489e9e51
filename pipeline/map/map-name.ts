import { withoutEndings } from '../read/file-endings.ts';

/** A folder name from a file name: without extensions, only letters, digits, dot, dash and underscore. */
export function mapName(text: string): string {
  return (
    withoutEndings(text)
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[.-]+|-+$/g, '') || 'papers'
  );
}
