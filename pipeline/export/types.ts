/** What every export format is. */
import type { ThemeMap } from '../map/schema.ts';

/** What a writer may be asked for besides the whole map. */
export interface WriteOptions {
  /** For formats of papers: indices of those to write, in this order. Default: all. */
  papers?: readonly number[];
  /** For formats in pixels: the width of the picture. */
  width?: number;
}

/** A file's content: text, which is written as UTF-8, or bytes. */
export type Content = string | Uint8Array<ArrayBuffer>;

/** A format that a map can be written in. */
export interface Format<C extends Content = Content> {
  /** Its name for people. */
  label: string;
  /** One line for help: what it is for. */
  about: string;
  /** Endings of its files without the dot, the usual one first. */
  extensions: readonly [string, ...string[]];
  mime: string;
  /** Other words that people use when they mean this format. */
  aliases?: readonly string[];
  /** True if the content is bytes that a terminal cannot show. */
  binary?: true;
  /** Writes the whole file; the same map and options give the same content. */
  write(map: ThemeMap, options?: WriteOptions): Promise<C>;
}
