/**
 * Parquet's two encodings whose counts are in the data: checks them without expanding the values.
 * Apache Parquet's format, Encodings.md: "RLE / Bit-Packing Hybrid", "Delta Encoding".
 */

/**
 * Walks the runs of `count` numbers of `width` bits.
 * @returns how many of them are equal to `wanted`
 * @throws Error if a run is longer than the rest, or the runs end too early
 */
export function countInRuns(
  bytes: Uint8Array,
  from: number,
  end: number,
  width: number,
  count: number,
  wanted?: number,
): number {
  const size = (width + 7) >> 3;
  let at = from;
  let seen = 0;
  let found = 0;
  while (seen < count) {
    const { value: header, next } = varint(bytes, at, end);
    at = next;
    const left = count - seen;
    if ((header & 1) === 0) {
      const run = header >>> 1;
      if (run > left) throw new Error('a run is longer than its page');
      let value = 0;
      for (let i = 0; i < size; i++) value += (bytes[at + i] ?? 0) * 2 ** (8 * i);
      at += size;
      if (value === wanted) found += run;
      seen += run;
    } else {
      // The last group is padded to eight.
      const values = (header >>> 1) * 8;
      if (values > left + 7 && (width === 0 || (header >>> 1) * width > end - at))
        throw new Error('a run is longer than its page');
      if (wanted !== undefined)
        for (let i = 0; i < Math.min(values, left); i++)
          if (bitsAt(bytes, at, i * width, width) === wanted) found++;
      at += (header >>> 1) * width;
      seen += values;
    }
  }
  return found;
}

/** The number of `width` bits (of more than 32, the lowest) that begins `bit` bits after byte `at`; bits beyond the end are 0. */
function bitsAt(bytes: Uint8Array, at: number, bit: number, width: number): number {
  let value = 0;
  for (let done = 0; done < width; ) {
    const position = bit + done;
    const shift = position % 8;
    const take = Math.min(8 - shift, width - done);
    const part = ((bytes[at + Math.floor(position / 8)] ?? 0) >> shift) & (2 ** take - 1);
    if (done < 32) value = (value | (part << done)) >>> 0;
    done += take;
  }
  return value;
}

/**
 * Walks `count` numbers of DELTA_BINARY_PACKED.
 * @param keep whether to return the numbers (modulo 2^32)
 * @returns the numbers, and the offset behind them
 * @throws Error if a block is not as the format prescribes
 */
export function walkDelta(
  bytes: Uint8Array,
  from: number,
  count: number,
  keep: boolean,
): { values: Int32Array; end: number } {
  const end = bytes.length;
  const values = new Int32Array(keep ? count : 0);
  const block = varint(bytes, from, end);
  const parts = varint(bytes, block.next, end);
  const total = varint(bytes, parts.next, end);
  const perPart = block.value / parts.value;
  if (!Number.isInteger(perPart) || perPart === 0 || perPart % 32 !== 0 || parts.value > end - from)
    throw new Error('a delta block has a wrong size');
  const first = varint(bytes, total.next, end);
  let at = first.next;
  let value = unfold(first.value);
  if (keep && count > 0) values[0] = value;
  for (let done = 1; done < count; ) {
    const least = varint(bytes, at, end);
    const widths = least.next;
    at = widths + parts.value;
    if (at > end) throw new Error('a delta block is cut off');
    for (let part = 0; part < parts.value && done < count; part++) {
      const width = bytes[widths + part]!;
      if (width > 64) throw new Error('a delta block has numbers of more than 64 bits');
      const here = Math.min(perPart, count - done);
      if (keep)
        for (let i = 0; i < here; i++) {
          value = (value + unfold(least.value) + bitsAt(bytes, at, i * width, width)) | 0;
          values[done + i] = value;
        }
      done += here;
      at += (perPart * width) / 8;
    }
  }
  return { values, end: at };
}

/** Decodes a zigzag number of 32 bits. */
function unfold(value: number): number {
  return (value >>> 1) ^ -(value & 1);
}

/** The lower 32 bits of an unsigned number of up to ten bytes. */
function varint(bytes: Uint8Array, from: number, end: number): { value: number; next: number } {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    if (from + i >= end) throw new Error('a page is cut off');
    const byte = bytes[from + i]!;
    if (i < 5) value |= (byte & 0x7f) << (7 * i);
    if (byte < 0x80) return { value: value >>> 0, next: from + i + 1 };
  }
  throw new Error('a number has too many bytes');
}
