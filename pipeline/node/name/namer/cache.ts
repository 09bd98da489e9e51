/** Answers on disk, one small file each, by the sha256 of the question. */
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../files/write-file.ts';
import type { Completion, Endpoint, Message } from './endpoint.ts';

/** The key of a question: the endpoint, the model that was asked for, and the words. */
export function questionKey({ chat, model }: Endpoint, question: readonly Message[]): string {
  return createHash('sha256').update(JSON.stringify({ chat, model, question })).digest('hex');
}

export class AnswerCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns null if there is no readable answer; asking the question again then replaces the file */
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
    await replaceFile(this.#path(key), `${JSON.stringify({ text, model })}\n`);
  }

  #path(key: string): string {
    return join(this.#folder, `${key}.json`);
  }
}
