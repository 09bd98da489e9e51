/** Answers on disk, one small file each, by the sha256 of the question. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Completion, Endpoint, Message } from './endpoint.ts';

/** The key of a question: whom it goes to, which model was asked for, and its words. */
export function questionKey({ chat, model }: Endpoint, question: readonly Message[]): string {
  return createHash('sha256').update(JSON.stringify({ chat, model, question })).digest('hex');
}

export class AnswerCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns null where there is no answer that can be read: the question is then asked, and the file mended */
  async read(key: string): Promise<Completion | null> {
    try {
      const { text, model } = JSON.parse(await readFile(this.#path(key), 'utf8')) as Completion;
      return typeof text === 'string' && typeof model === 'string' ? { text, model } : null;
    } catch {
      return null;
    }
  }

  /** Writes the whole answer or nothing. @throws the file system's error */
  async write(key: string, { text, model }: Completion): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const temporary = `${this.#path(key)}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      await writeFile(temporary, `${JSON.stringify({ text, model })}\n`, { flag: 'wx' });
      await rename(temporary, this.#path(key));
    } finally {
      await rm(temporary, { force: true });
    }
  }

  #path(key: string): string {
    return join(this.#folder, `${key}.json`);
  }
}
