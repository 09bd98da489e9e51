/** The page's font as data, for pictures: an SVG image cannot use the fonts of its page. */
import url from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';

let rule: Promise<string> | null = null;

/** An `@font-face` rule; empty if the font cannot be loaded, so that the reader's own fonts are used. */
export function embeddedFont(): Promise<string> {
  rule ??= dataUrl(url).then(
    (data) =>
      `@font-face{font-family:"Inter Variable";font-weight:100 900;src:url("${data}") format("woff2")}`,
    () => '',
  );
  return rule;
}

async function dataUrl(address: string): Promise<string> {
  // In a page that is one file, the font is already data.
  if (address.startsWith('data:')) return address;
  const response = await fetch(new URL(address, document.baseURI));
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `data:font/woff2;base64,${btoa(binary)}`;
}
