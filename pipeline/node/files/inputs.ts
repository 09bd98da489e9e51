/** The files and folders of `build <input...>` as one corpus. */
import { createHash } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { mapName } from '../../map/index.ts';
import type { ByteSource } from '../../read/index.ts';
import { isPaperFile, type ReadInput, type ReadOptions, readCorpus, readSummary } from '../../read/index.ts';
import type { Paper, ReadCounts, ReadWarning } from '../../types.ts';
import { UserError } from '../../util/index.ts';

export interface Inputs {
  /** A name for the map: the first input's, without its extensions. */
  name: string;
  /** The inputs' base names, joined by ", ". */
  file: string;
  /** Of all bytes, input after input. */
  sha256: string;
  papers: Paper[];
  warnings: (ReadWarning & { file: string })[];
  notes: string[];
  counts: ReadCounts;
}

/** In a folder of papers, the mark of a map that was written there: its papers are here already. */
const MAP_PAPERS = /[\\/]papers-[0-9a-f]{8}\.json$/;

/**
 * Reads all inputs in the order given, folders with all that is in them by name. `-` is standard input.
 * @throws UserError where an input can't be read or holds no papers; it names the file and line
 */
export async function readInputs(inputs: readonly string[], options: ReadOptions = {}): Promise<Inputs> {
  const hash = createHash('sha256');
  const files: string[] = [];
  const notes: string[] = [];
  for (const input of inputs) files.push(...(await inputFiles(input, notes)));
  const sources = files.map((file): ReadInput & { file: string } => ({
    file,
    fileName: shownName(file, inputs),
    bytes: file === '-' ? standardInput(hash) : fileSource(file),
  }));
  const result = await readCorpus(sources, options);
  // Standard input passes once and is hashed then; a file is what was read, whichever of its parts.
  for (const { file } of sources)
    if (file !== '-') for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  const first = inputs[0] === '-' ? 'papers' : path.basename(path.resolve(inputs[0]!));
  return {
    name: mapName(first),
    file: inputs
      .map((input) => (input === '-' ? STANDARD_INPUT : path.basename(path.resolve(input))))
      .join(', '),
    sha256: hash.digest('hex'),
    papers: result.papers,
    warnings: result.warnings,
    notes: [...notes, ...(result.notes ?? [])],
    counts: result.counts,
  };
}

const STANDARD_INPUT = 'standard input';
/** Warnings of one file that are shown one by one. */
const SHOWN = 20;

/** Says on stderr what was read: odd lines, what the readers noticed, and how many papers there are. */
export function reportInputs(
  { warnings, notes, counts }: Inputs,
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

/** Embeddings that are kept beside an input: `<input without extension>.embeddings`. */
export function cacheBeside(input: string): string {
  return path.join(path.dirname(input), `${mapName(path.basename(input))}.embeddings`);
}

/**
 * The files of one input that are read: a file by itself; a folder's files, in it and below, in the order of their paths,
 * and those that symbolic links there lead to.
 * @param notes gets a sentence for what is passed over
 * @throws UserError where there is none
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
  // A link to a file is read as that file; one to a folder is not followed: it may lead round in a circle.
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

/** A sentence for what is passed over in a folder; none where that is nothing. */
function notRead(folder: string, why: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const names = paths.slice(0, 8).map((each) => path.relative(folder, each));
  const more = paths.length > 8 ? ` and ${paths.length - 8} more` : '';
  return [`${path.basename(path.resolve(folder))}: not read, ${why}: ${names.join(', ')}${more}`];
}

/** A base name; within a folder that was named, the path in it. */
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

function fileSource(file: string): ByteSource {
  let size: number | undefined;
  return {
    get size() {
      return size;
    },
    async *stream() {
      ({ size } = await stat(file));
      try {
        yield* createReadStream(file, { highWaterMark: 262_144 });
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

function standardInput(hash: { update(chunk: Uint8Array): unknown }): ByteSource {
  return {
    async *stream() {
      for await (const chunk of process.stdin) {
        hash.update(chunk as Buffer);
        yield chunk as Buffer;
      }
    },
  };
}

function unreadable(input: string, error: NodeJS.ErrnoException): Error {
  return error.code === undefined
    ? error
    : new UserError(`${input}: can't be read (${error.code}); check its permissions.`);
}
