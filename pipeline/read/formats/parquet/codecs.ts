/** Decompressors of Parquet's pages. None writes more than the length that the page's header claims. */
import { gunzipSync } from 'fflate';
import { decompress } from 'fzstd';
import type { Compressors } from 'hyparquet';

/** Without Brotli and LZ4: few writers use them, and they would double the size of the readers in the page. */
export const compressors: Compressors = {
  GZIP: (bytes, length) => gunzipSync(bytes, { out: new Uint8Array(length) }),
  ZSTD: (bytes, length) => decompress(bytes, new Uint8Array(length)),
  SNAPPY: unsnap,
};

/**
 * Snappy's raw format (google/snappy, format_description.txt). hyparquet's own decompressor loops for ever on a literal
 * of more than 2 GB.
 */
function unsnap(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let at = 0;
  let made = 0;
  // Skip the length, which is in the page's header as well.
  while (bytes[at]! >= 0x80) at++;
  at++;
  const number = (size: number) => {
    let value = 0;
    for (let i = 0; i < size; i++) value += bytes[at + i]! * 2 ** (8 * i);
    at += size;
    return value;
  };
  while (at < bytes.length) {
    const tag = bytes[at++]!;
    const kind = tag & 3;
    const short = tag >> 2;
    if (kind === 0) {
      const size = 1 + (short < 60 ? short : number(short - 59));
      if (!(at + size <= bytes.length && made + size <= length))
        throw new Error('its Snappy data is damaged');
      out.set(bytes.subarray(at, at + size), made);
      at += size;
      made += size;
      continue;
    }
    const size = kind === 1 ? 4 + (short & 7) : 1 + short;
    const back = kind === 1 ? ((tag >> 5) << 8) + number(1) : number(kind === 2 ? 2 : 4);
    if (!(back > 0 && back <= made && made + size <= length)) throw new Error('its Snappy data is damaged');
    if (back >= size) out.copyWithin(made, made - back, made - back + size);
    else for (let i = 0; i < size; i++) out[made + i] = out[made + i - back]!;
    made += size;
  }
  if (made !== length) throw new Error('its Snappy data is damaged');
  return out;
}
