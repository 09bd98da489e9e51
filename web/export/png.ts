/** SVG → PNG in the browser, at print resolution. */
import { crc32 } from '../../pipeline/util/index.ts';

const DPI = 300;
const CSS_DPI = 96;

/**
 * @param svg an SVG document of `width` × `height` CSS pixels
 * @returns the PNG's bytes, marked as 300 dots an inch
 * @throws Error if the browser cannot draw a picture of this size
 */
export async function renderPng(
  svg: string,
  width: number,
  height: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round((width * DPI) / CSS_DPI);
    canvas.height = Math.round((height * DPI) / CSS_DPI);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('the browser has no canvas for a picture of this size');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!blob) throw new Error('the browser could not write the picture');
    return withDensity(new Uint8Array(await blob.arrayBuffer()), DPI);
  } finally {
    URL.revokeObjectURL(url);
  }
}

const SIGNATURE_AND_HEADER = 8 + 25;

/**
 * Adds a `pHYs` chunk with the density (PNG specification, 11.3.4.3) right after the header chunk.
 * @param png a PNG without that chunk, as a canvas writes it
 */
export function withDensity(png: Uint8Array<ArrayBuffer>, dpi: number): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(21);
  const view = new DataView(chunk.buffer);
  const perMetre = Math.round(dpi / 0.0254);
  view.setUint32(0, 9);
  chunk.set([0x70, 0x48, 0x59, 0x73], 4);
  view.setUint32(8, perMetre);
  view.setUint32(12, perMetre);
  chunk[16] = 1;
  view.setUint32(17, crc32(chunk.subarray(4, 17)));
  const result = new Uint8Array(png.length + chunk.length);
  result.set(png.subarray(0, SIGNATURE_AND_HEADER));
  result.set(chunk, SIGNATURE_AND_HEADER);
  result.set(png.subarray(SIGNATURE_AND_HEADER), SIGNATURE_AND_HEADER + chunk.length);
  return result;
}
