/**
 * Vite plugin: the page in one piece, as `standalone.json`, for maps exported as one HTML file (pipeline/export/formats/html.ts).
 * It has no workers, which a page opened from disk cannot start.
 */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';
import type { StandaloneAssets } from '../../pipeline/export/index.ts';
import { buildInMemory, web } from './in-memory.ts';

export function standalone(): Plugin {
  return {
    name: 'isotheme:standalone',
    apply: 'build',
    async generateBundle() {
      const assets = await buildStandalone();
      this.emitFile({ type: 'asset', fileName: 'standalone.json', source: JSON.stringify(assets) });
    },
  };
}

async function buildStandalone(): Promise<StandaloneAssets> {
  const files = await buildInMemory(
    {
      name: 'isotheme:one-file',
      enforce: 'pre',
      async resolveId(source, importer) {
        if (!/\/(?:workers\.ts|make\.tsx|read-codes\.ts)$/.test(source)) return null;
        return this.resolve(source.replace(/(?=\.tsx?$)/, '-standalone'), importer);
      },
    },
    { cssCodeSplit: false, rolldownOptions: { input: `${web}main.tsx`, output: { format: 'iife' } } },
  );
  const chunks = files.filter((file) => file.type === 'chunk');
  const sheets = files.filter((file) => file.type === 'asset' && file.fileName.endsWith('.css'));
  if (chunks.length !== 1 || files.length !== chunks.length + sheets.length)
    throw new Error(
      `one program was expected, but there are ${files.map((file) => file.fileName).join(', ')}`,
    );
  // These occur only inside strings and regular expressions, where the escape means the same.
  const js = chunks[0]!.code.trim().replace(/<(?=\/script|!--)/gi, '\\x3c');
  const css = sheets
    .map((sheet) => ('source' in sheet ? String(sheet.source) : ''))
    .join('')
    .trim();
  if (/<\/style/i.test(css)) throw new Error('the style would end its own element');
  return { js, css, jsHash: sha256(js), cssHash: sha256(css) };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
