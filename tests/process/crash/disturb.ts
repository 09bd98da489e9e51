/** The command line with the tiny model, ended or made to fail at any of its changes to the file system. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ModelSpec } from '../../../pipeline/embed/models.ts';
import { readMap } from '../../../pipeline/node/files/map-folder.ts';
import { UserError } from '../../../pipeline/util/errors.ts';
import { CLI } from '../../support/command-line.ts';
import { installTinyModel } from '../../support/tiny-model.ts';

export interface Fault {
  /** At which change, 1 the first. */
  at: number;
  /** Killed before it, after half of it, or after it; or it and all further writing fails with this error. */
  how: 'kill' | 'half' | 'whole' | 'ENOSPC' | 'EROFS' | 'EACCES';
}

export interface Disturbance extends Partial<Fault> {
  /** Counts its changes apart from the other commands' of the place. */
  counter?: string;
  /** Port of a database; what is sent there are changes too. */
  port?: number;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
  stderr(): string;
}

/** A folder with a model, a cache, inputs and maps of its own. */
export class Place {
  private constructor(
    readonly folder: string,
    private readonly models: string,
    private readonly model: ModelSpec,
  ) {}

  /** @param models a folder that the tiny model is put into, once for many places */
  static async make(models: string): Promise<Place> {
    const model = await installTinyModel(models);
    return new Place(await mkdtemp(path.join(tmpdir(), 'isotheme-crash-')), models, model);
  }

  /** Another place that holds the same files. */
  async copy(): Promise<Place> {
    const folder = await mkdtemp(path.join(tmpdir(), 'isotheme-crash-'));
    await cp(this.folder, folder, { recursive: true });
    return new Place(folder, this.models, this.model);
  }

  at(...names: string[]): string {
    return path.join(this.folder, ...names);
  }

  /** Writes papers `from` … `to − 1` as JSONL. */
  papers(name: string, from: number, to: number): string {
    const topics = ['the large graph', 'an image network', 'language data', 'neural training'];
    const lines = Array.from({ length: to - from }, (_, n) => {
      const i = from + n;
      const topic = topics[i % 4]!;
      const abstract = `We study ${topic} in paper ${i}. ${`${topic} and a model `.repeat(3 + (i % 5))}is measured.`;
      return JSON.stringify({ id: `p${i}`, title: `${topic} number ${i}`, abstract });
    });
    writeFileSync(this.at(name), `${lines.join('\n')}\n`);
    return this.at(name);
  }

  start(words: readonly string[], fault: Disturbance = {}, before: readonly string[] = []): Running {
    const { counter, ...rest } = fault;
    const faults = {
      ...rest,
      model: this.model,
      models: pathToFileURL(path.resolve('dist/pipeline/embed/models.js')).href,
      vectors: this.at('vectors.count'),
      changes: this.#counter(counter),
    };
    const [program, ...own] = [...before, process.execPath, CLI, ...words];
    const child = spawn(program!, own, {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NO_COLOR: '1',
        ISOTHEME_MODELS: this.models,
        ISOTHEME_CACHE: this.at('cache'),
        ISOTHEME_FAULTS: JSON.stringify(faults),
        NODE_OPTIONS: `--import ${pathToFileURL(path.resolve('tests/fixtures/faults.mjs')).href}`,
      },
    });
    let stdout = '';
    let stderr = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    return { child, ended, stderr: () => stderr };
  }

  run(words: readonly string[], fault: Disturbance = {}): Promise<Ended> {
    return this.start(words, fault).ended;
  }

  /** Vectors that the model has computed in this place so far. */
  vectors(): number {
    return sizeOf(this.at('vectors.count'));
  }

  /** Changes to the file system that all runs in this place (with this counter) have made so far. */
  changes(counter?: string): number {
    return sizeOf(this.#counter(counter));
  }

  #counter(name = 'changes'): string {
    return this.at(`${name}.count`);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const sizeOf = (file: string) => (existsSync(file) ? statSync(file).size : 0);

/** Names of a folder's files and the sha256 of each. */
export function contents(folder: string): Record<string, string> {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return Object.fromEntries(names.map((name) => [name, sha256(readFileSync(path.join(folder, name)))]));
}

/** Reads a map again and again until stopped; each time it must be one of those that are allowed. */
export function poll(
  folder: string,
): () => Promise<{ reads: number; manifests: Set<string>; errors: string[] }> {
  const seen = { reads: 0, manifests: new Set<string>(), errors: [] as string[] };
  let going = true;
  const loop = (async () => {
    while (going) {
      try {
        seen.manifests.add(JSON.stringify((await readMap(folder)).manifest));
      } catch (error) {
        const absent = error instanceof UserError && error.message.includes('no map there');
        if (!absent) seen.errors.push(String(error));
        seen.manifests.add('none');
      }
      seen.reads++;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  return async () => {
    going = false;
    await loop;
    return seen;
  };
}
