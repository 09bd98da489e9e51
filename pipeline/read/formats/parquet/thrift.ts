/** Thrift's compact protocol, as far as Parquet uses it. Every length is checked against the bytes that are left. */

export type ThriftValue = number | bigint | boolean | Uint8Array | ThriftValue[] | ThriftStruct;
/** By field id. */
export type ThriftStruct = Map<number, ThriftValue>;

/** Parquet's own structs are nested at most eight deep. */
const DEEPEST = 40;

/** @returns the struct at offset `at`, and the offset behind it @throws Error if it is damaged or cut off */
export function readThrift(bytes: Uint8Array, at: number): { struct: ThriftStruct; end: number } {
  const reader = new Reader(bytes, at);
  const struct = reader.struct(0);
  return { struct, end: reader.at };
}

class Reader {
  at: number;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  struct(depth: number): ThriftStruct {
    if (depth > DEEPEST) throw new Error('a header is nested too deep');
    const fields: ThriftStruct = new Map();
    let id = 0;
    for (;;) {
      const byte = this.byte();
      const type = byte & 0x0f;
      if (type === 0) return fields;
      const delta = byte >> 4;
      id = delta === 0 ? zigzag(this.varint()) : id + delta;
      fields.set(id, this.value(type, depth));
    }
  }

  private value(type: number, depth: number): ThriftValue {
    switch (type) {
      case 1:
      case 2:
        return type === 1;
      case 3:
        return this.byte();
      case 4:
      case 5:
        return zigzag(this.varint());
      case 6:
        return this.long();
      case 7:
        this.skip(8);
        return 0;
      case 8: {
        const length = this.varint();
        this.skip(length);
        return this.bytes.subarray(this.at - length, this.at);
      }
      case 9:
        return this.list(depth);
      case 12:
        return this.struct(depth + 1);
      default:
        throw new Error(`a header holds a value of type ${type}`);
    }
  }

  private list(depth: number): ThriftValue[] {
    if (depth > DEEPEST) throw new Error('a header is nested too deep');
    const byte = this.byte();
    const type = byte & 0x0f;
    const length = byte >> 4 === 15 ? this.varint() : byte >> 4;
    // Each element takes at least a byte.
    if (length > this.bytes.length - this.at) throw new Error('a header holds a list longer than itself');
    const values: ThriftValue[] = [];
    for (let i = 0; i < length; i++)
      values.push(type === 1 || type === 2 ? this.byte() === 1 : this.value(type, depth + 1));
    return values;
  }

  private byte(): number {
    if (this.at >= this.bytes.length) throw new Error('a header is cut off');
    return this.bytes[this.at++]!;
  }

  private skip(length: number): void {
    if (length > this.bytes.length - this.at) throw new Error('a header is cut off');
    this.at += length;
  }

  /** An unsigned number of 32 bits. */
  private varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new Error('a number in a header has too many bytes');
  }

  private long(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return (value >> 1n) ^ -(value & 1n);
    }
    throw new Error('a number in a header has too many bytes');
  }
}

function zigzag(value: number): number {
  return (value >>> 1) ^ -(value & 1);
}
