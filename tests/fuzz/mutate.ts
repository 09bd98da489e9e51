/** Damage to bytes as files suffer it: flipped, overwritten, lost, doubled, cut off, and marks of the formats in odd places. */
import { createRandom } from '../../pipeline/util/random.ts';

/** What means something to one reader or another. */
const MARKS = [
  ...'{}[]()<>"\',;|\t\n\r\\:=@#%$&^~-_/ \0',
  '\r\n',
  '\n\n',
  '""',
  '"""',
  '\ufeff',
  '\ud83d\ude00',
  '\u202e',
  '\u2028',
  '\\u0000',
  '\\ud800',
  '{"title":',
  '"abstract":null',
  '"papers":[',
  '[[[[[[[[',
  '{"a":{"a":{"a":',
  '1e999',
  '-0',
  '__proto__',
  '\n@article{x,\n',
  '\n@string{x = "y"}\n',
  'crossref = {x},',
  '\nTY  - JOUR\n',
  '\nER  - \n',
  '\nPMID- 1\n',
  '\n---\n',
  '\n12\n',
  'title,abstract\n',
  '$\\frac{a}{b}$',
  '\\"{o}',
  '{\\',
].map((mark) => new TextEncoder().encode(mark));

/**
 * @param seed one seed, one damage
 * @returns a damaged copy: mostly a piece of a few kilobytes, since what a reader does with a file it does with its parts
 */
export function mutate(bytes: Uint8Array, seed: number): Uint8Array {
  const random = createRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  let out = bytes;
  if (random() < 0.9 && out.length > 6000) {
    // The beginning says which format it is.
    const from = random() < 0.7 ? 0 : below(out.length - 6000);
    out = out.slice(from, from + 500 + below(5500));
  }
  for (let times = 1 + below(8); times > 0 && out.length > 0; times--) {
    const at = below(out.length);
    const length = 1 + below(Math.min(40, out.length - at));
    const mark = MARKS[below(MARKS.length)]!;
    switch (below(8)) {
      case 0:
        out = splice(out, at, 1, Uint8Array.of(out[at]! ^ (1 << below(8))));
        break;
      case 1:
        out = splice(out, at, 1, Uint8Array.of(below(256)));
        break;
      case 2:
        out = splice(out, at, length, new Uint8Array(0));
        break;
      case 3:
        out = splice(out, at, 0, out.slice(at, at + length));
        break;
      case 4:
        out = splice(out, below(out.length), 0, out.slice(at, at + length));
        break;
      case 5:
        out = random() < 0.3 ? out.slice(0, at) : splice(out, at, length, mark);
        break;
      default:
        out = splice(out, at, 0, mark);
    }
  }
  return out;
}

/** What stands at the edge of a number's kinds: bytes of a varint, signs, lengths. */
const EDGES = [0x00, 0x01, 0x02, 0x03, 0x0f, 0x10, 0x7f, 0x80, 0x81, 0xfe, 0xff];

/**
 * Damage that leaves every byte in its place, for formats that say where their parts lie.
 * @param seed one seed, one damage
 */
export function strike(bytes: Uint8Array, seed: number): Uint8Array {
  const random = createRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const out = bytes.slice();
  for (let times = 1 + below(4); times > 0; times--) {
    const at = below(out.length);
    const length = random() < 0.7 ? 1 : 1 + below(9);
    for (let i = at; i < Math.min(out.length, at + length); i++)
      out[i] = random() < 0.3 ? out[i]! ^ (1 << below(8)) : EDGES[below(EDGES.length)]!;
  }
  return out;
}

function splice(bytes: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length - remove + insert.length);
  out.set(bytes.subarray(0, at));
  out.set(insert, at);
  out.set(bytes.subarray(at + remove), at + insert.length);
  return out;
}
