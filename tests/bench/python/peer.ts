/**
 * A recipe in Python beside ours: one process that loads and warms up first, then does its work once for each line it is
 * sent and answers with a line of JSON. ISOTHEME_PYTHON names the interpreter of a throw-away environment.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface Peer<Answer> {
  /** Does the work once more, on `argument` where it takes one. */
  work(argument?: unknown): Promise<Answer>;
  close(): void;
}

/** Null, and a line that says so, where there is no interpreter. @throws Error where the recipe does not start */
export async function startPeer<Answer>(
  program: string,
  args: readonly string[],
): Promise<Peer<Answer> | null> {
  const python = process.env.ISOTHEME_PYTHON;
  if (!python) {
    console.error(
      `${program}: left out; ISOTHEME_PYTHON names a Python with what its first lines say is needed.`,
    );
    return null;
  }
  const child = spawn(python, [path.join(import.meta.dirname, program), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${program} ended before its answer`);
    return JSON.parse(value as string) as Answer;
  };
  await next();
  return {
    work: (argument) => {
      child.stdin.write(argument === undefined ? '\n' : `${JSON.stringify(argument)}\n`);
      return next();
    },
    // With the processes that it has started for its own use.
    close: () => void (child.exitCode === null && process.kill(-child.pid!)),
  };
}
