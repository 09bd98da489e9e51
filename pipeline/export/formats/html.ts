/**
 * A whole map as one HTML file that opens from disk: the dashboard's program, its styles and the map's files, with nothing
 * to fetch. The page's policy allows that one program and nothing else, whatever the papers contain.
 */
import { wholeMap } from '../../map/finish.ts';
import type { ArrayName, Manifest, ThemeMap } from '../../map/schema.ts';

/** The dashboard in one piece, as its build writes it to `standalone.json`. */
export interface StandaloneAssets {
  /** The program; holds no `</script`. */
  js: string;
  css: string;
  /** Base64 SHA-256 of the two, for the page's Content-Security-Policy. */
  jsHash: string;
  cssHash: string;
}

/** Id of the element with the map's files, as the page expects it (web/data/file-host.ts). */
const FILES_ID = 'isotheme-files';

/** Bytes of vectors above which they are left out: few features need them, and they would be most of the file. */
const LARGEST_VECTORS = 512 * 1024;

/**
 * Writes the dashboard with a map as one file.
 * @returns the file's text. Keyword search, neighbours, charts and exports work in it; "more like these" and the nearest
 * papers of other themes need the vectors, which are included up to 512 KiB (341 papers of 384 dimensions)
 */
export async function exportHtml(map: ThemeMap, assets: StandaloneAssets): Promise<string> {
  const { manifest, papers, arrays } = await wholeMap(map);
  const withVectors = arrays.vectors.length > 0 && arrays.vectors.byteLength <= LARGEST_VECTORS;
  const inside = withVectors ? manifest : withoutVectors(manifest);
  const folder = `maps/${encodeURIComponent(manifest.name)}`;
  const files: Record<string, unknown> = {
    'maps/index.json': {
      maps: [{ name: manifest.name, papers: papers.length, themes: manifest.levels.at(-1)?.themes ?? 0 }],
    },
    [`${folder}/map.json`]: inside,
    [`${folder}/${manifest.papers.file}`]: papers,
  };
  for (const name of Object.keys(manifest.arrays) as ArrayName[]) {
    if (name === 'vectors' && !withVectors) continue;
    files[`${folder}/${manifest.arrays[name].file}`] = base64(arrays[name]);
  }
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${assets.jsHash}'`,
    `style-src 'sha256-${assets.cssHash}'`,
    'img-src data: blob:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(manifest.name)} · Isotheme</title>`,
    `<style>${assets.css}</style>`,
    '</head>',
    '<body>',
    '<div id="app"></div>',
    '<noscript>This map needs JavaScript.</noscript>',
    `<script id="${FILES_ID}" type="application/json">${embeddedJson(files)}</script>`,
    `<script>${assets.js}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function withoutVectors(manifest: Manifest): Manifest {
  const { vectors } = manifest.arrays;
  const none = { ...vectors, shape: [0, vectors.shape[1] ?? 0] };
  return { ...manifest, arrays: { ...manifest.arrays, vectors: none } };
}

/**
 * JSON for a script element: `<` is escaped, so that no text can end the element (`</script`, `<!--`), and so are the line
 * separators that older engines treated as line ends.
 */
function embeddedJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Little-endian bytes of an array as base64. */
function base64(array: Float32Array | Int32Array): string {
  const bytes = new Uint8Array(array.byteLength);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < array.length; i++) {
    if (array instanceof Float32Array) view.setFloat32(4 * i, array[i]!, true);
    else view.setInt32(4 * i, array[i]!, true);
  }
  let text = '';
  // In pieces, since the number of arguments of a call is limited.
  for (let from = 0; from < bytes.length; from += 8190)
    text += btoa(String.fromCharCode(...bytes.subarray(from, from + 8190)));
  return text;
}
