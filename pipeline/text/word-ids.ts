import { lengthened } from '../util/int-list.ts';

/**
 * Ids of words, counted from 0 in the order in which they are first seen, looked up where they stand in a text: a hash table
 * with open addressing over their characters. A Map wants each word cut out of its text first, three times the work.
 */
export class WordIds {
  /** Ids, −1 where a slot is free; their number is a power of two. */
  #slots = new Int32Array(1024).fill(-1);
  #hashes = new Int32Array(512);
  readonly #words: string[] = [];

  get size(): number {
    return this.#words.length;
  }

  /** The id of the word that `text` has from `from` to before `to`, a new one where it was not seen before. */
  idOf(text: string, from: number, to: number): number {
    const hash = hashOf(text, from, to);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (; this.#slots[slot]! >= 0; slot = (slot + 1) & mask) {
      const id = this.#slots[slot]!;
      if (this.#hashes[id] === hash && stands(this.#words[id]!, text, from, to)) return id;
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

  /** Half of the slots at most are taken. */
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

/** FNV-1a over code units; the shift brings its better high bits down. */
function hashOf(text: string, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

function stands(word: string, text: string, from: number, to: number): boolean {
  if (word.length !== to - from) return false;
  for (let at = 0; at < word.length; at++)
    if (word.charCodeAt(at) !== text.charCodeAt(from + at)) return false;
  return true;
}
