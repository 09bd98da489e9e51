/**
 * Ends the process where one case hangs or fills the memory, and says how to draw it again: what loops for ever gives no
 * test runner a chance to.
 */
import { Worker } from 'node:worker_threads';
import { again, HANGS } from './runs.ts';

/** Bytes of the process. */
const MOST_MEMORY = 3_000_000_000;

const WATCH = `
const { workerData: { beat, hangs, memory } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const numbers = new Float64Array(beat, 0, 2);
const name = () => Buffer.from(new Uint8Array(beat, 16).slice()).toString().replace(/\\0+$/, '');
setInterval(() => {
  const [begun, seed] = numbers;
  if (begun === 0) return;
  const late = Date.now() - begun > hangs;
  if (!late && process.memoryUsage.rss() < memory) return;
  writeSync(2, '\\n' + (late ? 'A case hangs' : 'A case fills the memory') + '; to draw it again:\\n  ' + name().replace('SEED=', 'SEED=' + seed) + '\\n');
  process.kill(process.pid, 'SIGKILL');
}, 500);
`;

export class Watch {
  private readonly beat = new SharedArrayBuffer(16 + 500);
  private readonly numbers = new Float64Array(this.beat, 0, 2);
  private readonly worker: Worker;

  constructor(test: string) {
    const name = new TextEncoder().encode(again(0, test).replace('SEED=0', 'SEED='));
    new Uint8Array(this.beat, 16).set(name.subarray(0, 500));
    this.worker = new Worker(WATCH, {
      eval: true,
      workerData: { beat: this.beat, hangs: 6 * HANGS, memory: MOST_MEMORY },
    });
    this.worker.unref();
  }

  /** A case begins. */
  begin(seed: number): void {
    this.numbers[1] = seed;
    this.numbers[0] = Date.now();
  }

  async end(): Promise<void> {
    this.numbers[0] = 0;
    await this.worker.terminate();
  }
}
