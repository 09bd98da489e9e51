/** XXH64 with seed 0 (xxHash specification): the checksum of a Zstandard frame's content. */

const PRIME1 = 0x9e3779b185ebca87n;
const PRIME2 = 0xc2b2ae3d27d4eb4fn;
const PRIME3 = 0x165667b19e3779f9n;
const PRIME4 = 0x85ebca77c2b2ae63n;
const PRIME5 = 0x27d4eb2f165667c5n;

/** Bytes per stripe: eight for each of four lanes. */
const STRIPE = 32;
const HELD = 256 * STRIPE;

export class Xxh64 {
  private readonly lanes = BigUint64Array.of(PRIME1 + PRIME2, PRIME2, 0n, -PRIME1);
  private readonly held = new Uint8Array(HELD);
  private filled = 0;
  private length = 0;

  update(bytes: Uint8Array): void {
    this.length += bytes.length;
    for (let at = 0; at < bytes.length; ) {
      const piece = bytes.subarray(at, at + HELD - this.filled);
      this.held.set(piece, this.filled);
      this.filled += piece.length;
      at += piece.length;
      if (this.filled < HELD) return;
      this.mix(HELD);
      this.filled = 0;
    }
  }

  /** The hash of all bytes so far. Do not call `update` after it. */
  digest(): bigint {
    let at = this.filled - (this.filled % STRIPE);
    this.mix(at);
    let hash = PRIME5;
    if (this.length >= STRIPE) {
      const [a, b, c, d] = this.lanes as unknown as [bigint, bigint, bigint, bigint];
      hash = wrap(rotated(a, 1n) + rotated(b, 7n) + rotated(c, 12n) + rotated(d, 18n));
      for (const lane of this.lanes) hash = wrap((hash ^ round(lane)) * PRIME1 + PRIME4);
    }
    hash = wrap(hash + BigInt(this.length));
    const view = new DataView(this.held.buffer);
    for (; at + 8 <= this.filled; at += 8)
      hash = wrap(rotated(hash ^ round(view.getBigUint64(at, true)), 27n) * PRIME1 + PRIME4);
    for (; at + 4 <= this.filled; at += 4)
      hash = wrap(rotated(hash ^ wrap(BigInt(view.getUint32(at, true)) * PRIME1), 23n) * PRIME2 + PRIME3);
    for (; at < this.filled; at++)
      hash = wrap(rotated(hash ^ wrap(BigInt(view.getUint8(at)) * PRIME5), 11n) * PRIME1);
    hash = wrap((hash ^ (hash >> 33n)) * PRIME2);
    hash = wrap((hash ^ (hash >> 29n)) * PRIME3);
    return hash ^ (hash >> 32n);
  }

  /** Mixes whole stripes into the lanes, in halves of 32 bits: with BigInt this would take longer than decompressing. */
  private mix(end: number): void {
    const view = new DataView(this.held.buffer);
    for (let lane = 0; lane < 4; lane++) {
      let low = Number(this.lanes[lane]! & 0xffffffffn) | 0;
      let high = Number(this.lanes[lane]! >> 32n) | 0;
      for (let at = 8 * lane; at < end; at += STRIPE) {
        const valueLow = view.getInt32(at, true);
        const valueHigh = view.getInt32(at + 4, true);
        const sumLow = (low >>> 0) + (Math.imul(valueLow, 0x27d4eb4f) >>> 0);
        const carry = sumLow > 0xffffffff ? 1 : 0;
        const sumHigh = (high + highProduct(valueLow, valueHigh, 0x27d4eb4f, 0xc2b2ae3d) + carry) | 0;
        // Rotated left by 31.
        const turnedLow = (sumLow << 31) | (sumHigh >>> 1);
        const turnedHigh = (sumHigh << 31) | ((sumLow | 0) >>> 1);
        low = Math.imul(turnedLow, 0x85ebca87);
        high = highProduct(turnedLow, turnedHigh, 0x85ebca87, 0x9e3779b1);
      }
      this.lanes[lane] = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    }
  }
}

/** The upper half of the lower 64 bits of a · b, both in halves. */
function highProduct(aLow: number, aHigh: number, bLow: number, bHigh: number): number {
  const a0 = aLow & 0xffff;
  const a1 = aLow >>> 16;
  const b0 = bLow & 0xffff;
  const b1 = bLow >>> 16;
  const first = Math.imul(a1, b0);
  const second = Math.imul(a0, b1);
  const middle = (first & 0xffff) + (second & 0xffff) + (Math.imul(a0, b0) >>> 16);
  const carried = Math.imul(a1, b1) + (first >>> 16) + (second >>> 16) + (middle >>> 16);
  return (carried + Math.imul(aLow, bHigh) + Math.imul(aHigh, bLow)) | 0;
}

function round(value: bigint): bigint {
  return wrap(rotated(wrap(value * PRIME2), 31n) * PRIME1);
}

function rotated(value: bigint, by: bigint): bigint {
  return wrap((value << by) | (value >> (64n - by)));
}

function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
