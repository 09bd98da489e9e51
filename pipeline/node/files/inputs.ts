/** The files and folders of `build <input...>` → one corpus. */
import { createHash } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Corpus } from '../../api/index.ts';
import { mapName } from '../../map/index.ts';
import type { ByteSource } from '../../read/index.ts';
import { isPaperFile, type ReadInput, type ReadOptions, readCorpus, readSummary } from '../../read/index.ts';
import { UserError } from '../../util/index.ts';

/** A corpus from files, with all that its readers noticed. */
export type FileCorpus = Required<Corpus>;

/** In a folder of papers, the mark of a map that was written there, whose papers are in the folder already. */
const MAP_PAPERS = /[\\/]papers-[0-9a-f]{8}\.json$/;

/**
 * Reads all inputs in their order, and the files of a folder by name. `-` is standard input.
 * @throws UserError if an input cannot be read or holds no papers; it names the file and line
 */
export async function readInputs(inputs: readonly string[], options: ReadOptions = {}): Promise<FileCorpus> {
  const hash = new CorpusHash();
  const files: string[] = [];
  const notes: string[] = [];
  for (const input of inputs) files.push(...(await inputFiles(input, notes)));
  const sources = files.map(
    (file): ReadInput => ({
      fileName: shownName(file, inputs),
      bytes: file === '-' ? standardInput(hash) : fileSource(file, hash),
    }),
  );
  const result = await readCorpus(sources, options);
  const first = inputs[0] === '-' ? 'papers' : path.basename(path.resolve(inputs[0]!));
  return {
    name: mapName(first),
    file: inputs
      .map((input) => (input === '-' ? STANDARD_INPUT : path.basename(path.resolve(input))))
      .join(', '),
    sha256: await hash.digest(),
    papers: result.papers,
    warnings: result.warnings,
    notes: [...notes, ...(result.notes ?? [])],
    counts: result.counts,
  };
}

/** The sha256 of all inputs' bytes, one after another, computed while they are read. */
class CorpusHash {
  readonly #hash = createHash('sha256');
  /** The file that is being read, and how much of it is hashed. */
  #open: { file: string; hashed: number } | null = null;

  /** Hashes chunks on their way. @param file null for a stream that passes only once */
  async *through(file: string | null, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    await this.#finish();
    const open = file === null ? null : { file, hashed: 0 };
    this.#open = open;
    for await (const chunk of chunks) {
      this.#hash.update(chunk);
      if (open) open.hashed += chunk.length;
      yield chunk;
    }
    this.#open = null;
  }

  async digest(): Promise<string> {
    await this.#finish();
    return this.#hash.digest('hex');
  }

  /** Parquet is read by parts, so the stream of such a file was left after its first bytes. */
  async #finish(): Promise<void> {
    if (this.#open)
      for await (const chunk of createReadStream(this.#open.file, { start: this.#open.hashed }))
        this.#hash.update(chunk as Buffer);
    this.#open = null;
  }
}

const STANDARD_INPUT = 'standard input';
/** Most warnings of one file that are shown one by one. */
const SHOWN = 20;

/** Reports what was read: odd lines, notes of the readers, and how many papers there are. */
export function reportInputs(
  { warnings, notes, counts }: FileCorpus,
  { warn, log }: { warn: (line: string) => void; log: (line: string) => void },
): void {
  const shown = new Map<string, number>();
  for (const { file, line, message } of warnings) {
    const count = (shown.get(file) ?? 0) + 1;
    shown.set(file, count);
    if (count <= SHOWN) warn(`${file}:${line}: ${message}`);
  }
  for (const [file, count] of shown)
    if (count > SHOWN) warn(`${file}: … and ${(count - SHOWN).toLocaleString('en')} more lines like these`);
  for (const note of notes) log(note);
  log(readSummary(counts));
}

/** Path of the sidecar cache of an input: `<input without extension>.embeddings`. */
export function cacheBeside(input: string): string {
  return path.join(path.dirname(input), `${mapName(path.basename(input))}.embeddings`);
}

/**
 * The files of one input: a file itself, or the paper files in a folder and below it, in the order of their paths.
 * Symbolic links in a folder are followed to files.
 * @param notes receives a sentence about files that are skipped
 * @throws UserError if there is none
 */
export async function inputFiles(input: string, notes: string[] = []): Promise<string[]> {
  if (input === '-') return ['-'];
  const info = await stat(input).catch(() => null);
  if (!info) throw new UserError(`${input}: no such file; check the path.`);
  if (info.isFile()) return [input];
  if (!info.isDirectory()) throw new UserError(`${input}: is neither a file nor a folder; name a file.`);
  const entries = await readdir(input, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      throw unreadable(input, error);
    },
  );
  const at = (entry: Dirent) => path.join(entry.parentPath, entry.name);
  const shown = entries.filter(
    (entry) =>
      !path
        .relative(input, at(entry))
        .split(path.sep)
        .some((part) => part.startsWith('.')),
  );
  const all = shown.filter((entry) => entry.isFile()).map(at);
  // Links to folders are not followed: they may form a circle.
  const links: string[] = [];
  for (const link of shown.filter((entry) => entry.isSymbolicLink()).map(at)) {
    const target = await stat(link).catch(() => null);
    (target?.isFile() ? all : links).push(link);
  }
  all.sort((a, b) => (a < b ? -1 : 1));
  const maps = new Set(all.filter((file) => MAP_PAPERS.test(file)).map((file) => path.dirname(file)));
  const files = all.filter((file) => !maps.has(path.dirname(file)));
  const known = files.filter(isPaperFile);
  const others = [...files.filter((file) => !isPaperFile(file)), ...maps];
  if (known.length === 0)
    throw new UserError(
      `${input}: no file of papers in this folder${links.length > 0 ? ', and its links lead to none' : ''}; put JSONL, CSV, BibTeX or text files there, or name files.`,
    );
  notes.push(
    ...notRead(input, 'of another kind', others),
    ...notRead(input, 'links that lead to no file', links.sort()),
  );
  return known;
}

/** A sentence about files of a folder that are skipped, if there are any. */
function notRead(folder: string, why: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const names = paths.slice(0, 8).map((each) => path.relative(folder, each));
  const more = paths.length > 8 ? ` and ${paths.length - 8} more` : '';
  return [`${path.basename(path.resolve(folder))}: not read, ${why}: ${names.join(', ')}${more}`];
}

/** How messages name a file: its base name, or its path from the folder that the user named. */
function shownName(file: string, inputs: readonly string[]): string {
  if (file === '-') return STANDARD_INPUT;
  const folder = inputs.find((input) => input !== file && input !== '-' && isWithin(file, input));
  return folder === undefined
    ? path.basename(file)
    : path.relative(path.dirname(path.resolve(folder)), path.resolve(file));
}

function isWithin(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}

function fileSource(file: string, hash: CorpusHash): ByteSource {
  let size: number | undefined;
  return {
    get size() {
      return size;
    },
    async *stream() {
      ({ size } = await stat(file));
      try {
        yield* hash.through(file, createReadStream(file, { highWaterMark: 262_144 }));
      } catch (error) {
        throw unreadable(file, error as NodeJS.ErrnoException);
      }
    },
    async slice(from, to) {
      const handle = await open(file);
      try {
        const bytes = new Uint8Array(to - from);
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
        return bytes.buffer.slice(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
  };
}

function standardInput(hash: CorpusHash): ByteSource {
  return { stream: () => hash.through(null, process.stdin) };
}

function unreadable(input: string, error: NodeJS.ErrnoException): Error {
  return error.code === undefined
    ? error
    : new UserError(`${input}: can't be read (${error.code}); check its permissions.`);
}
