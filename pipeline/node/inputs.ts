/** The files of `build <input...>` as one corpus. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { UserError } from '../errors.ts';
import { mapName } from '../map-name.ts';
import { readPapers } from '../read.ts';
import type { Paper, ReadWarning } from '../types.ts';

export interface Inputs {
  /** A name for the map: the first input's, without its extensions. */
  name: string;
  /** The inputs' base names, joined by ", ". */
  file: string;
  /** Of all bytes, input after input. */
  sha256: string;
  papers: Paper[];
  warnings: (ReadWarning & { file: string })[];
}

/**
 * Reads all inputs in the order given; ids that come twice are made unique by their file's number.
 * @throws UserError where an input can't be read or holds no papers; it names the file and line
 */
export async function readInputs(inputs: readonly string[]): Promise<Inputs> {
  const hash = createHash('sha256');
  const papers: Paper[] = [];
  const warnings: Inputs['warnings'] = [];
  const seen = new Set<string>();
  for (const [number, input] of inputs.entries()) {
    const bytes = await readBytes(input);
    hash.update(bytes);
    const file = input === '-' ? 'standard input' : path.basename(input);
    const result = await readPapers(bytes, file);
    for (const paper of result.papers) {
      const id = seen.has(paper.id) ? uniqueId(paper.id, number + 1, seen) : paper.id;
      seen.add(id);
      papers.push(id === paper.id ? paper : { ...paper, id });
    }
    warnings.push(...result.warnings.map((warning) => ({ ...warning, file })));
  }
  const first = inputs[0] === '-' ? 'papers' : path.basename(inputs[0]!);
  return {
    name: mapName(first),
    file: inputs.map((input) => (input === '-' ? 'standard input' : path.basename(input))).join(', '),
    sha256: hash.digest('hex'),
    papers,
    warnings,
  };
}

/** Embeddings that are kept beside an input: `<input without extension>.embeddings`. */
export function cacheBeside(input: string): string {
  return path.join(path.dirname(input), `${mapName(path.basename(input))}.embeddings`);
}

async function readBytes(input: string): Promise<Buffer> {
  if (input === '-') return buffer(process.stdin);
  const info = await stat(input).catch(() => null);
  if (!info) throw new UserError(`${input}: no such file; check the path.`);
  if (!info.isFile()) throw new UserError(`${input}: is not a file; name the files themselves.`);
  return readFile(input).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`${input}: can't be read (${error.code}); check its permissions.`);
  });
}

function uniqueId(id: string, number: number, seen: ReadonlySet<string>): string {
  let candidate = `${id}@${number}`;
  for (let again = 2; seen.has(candidate); again++) candidate = `${id}@${number}-${again}`;
  return candidate;
}
