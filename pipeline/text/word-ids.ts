import { lengthened } from '../util/int-list.ts';

/**
 * Ids of words, counted from 0 in the order of their first occurrence, looked up in place in a text: a hash table with open
 * addressing over their characters. A Map requires each word to be cut out of its text first, which takes three times as long.
 */
export class WordIds {
  /** Ids, −1 in free slots; the length is a power of two. */
  #slots = new Int32Array(1024).fill(-1);
  #hashes = new Int32Array(512);
  readonly #words: string[] = [];

  get size(): number {
    return this.#words.length;
  }

  /** The id of the word at `from` … `to − 1` of `text`, a new id at its first occurrence. */
  idOf(text: string, from: number, to: number): number {
    const hash = hashOf(text, from, to);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (; this.#slots[slot]! >= 0; slot = (slot + 1) & mask) {
      const id = this.#slots[slot]!;
      if (this.#hashes[id] === hash && isAt(this.#words[id]!, text, from, to)) return id;
    }
    const id = this.#words.push(text.slice(from, to)) - 1;
    this.#slots[slot] = id;
    this.#hashes[id] = hash;
    if (this.#words.length === this.#hashes.length) this.#grow();
    return id;
  }

  word(id: number): string {
    return this.#words[id]!;
  }

  /** Keeps at least half of the slots free. */
  #grow(): void {
    this.#hashes = lengthened(this.#hashes);
    this.#slots = new Int32Array(2 * this.#slots.length).fill(-1);
    const mask = this.#slots.length - 1;
    for (let id = 0; id < this.#words.length; id++) {
      let slot = this.#hashes[id]! & mask;
      while (this.#slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.#slots[slot] = id;
    }
  }
}

/** FNV-1a over code units; the shift mixes its better high bits into the low ones. */
function hashOf(text: string, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

function isAt(word: string, text: string, from: number, to: number): boolean {
  if (word.length !== to - from) return false;
  for (let at = 0; at < word.length; at++)
    if (word.charCodeAt(at) !== text.charCodeAt(from + at)) return false;
  return true;
}
