/**
 * Progress of a long run on stderr: on a terminal a bar, elsewhere (a log file, CI) one plain line every few seconds, and
 * nothing for stages that take less.
 */

// Not through the index, which loads the stages.
import { STAGE_WORDS } from '../../build/stage-words.ts';
import type { Progress } from '../../types.ts';
import { formatDuration } from '../../util/index.ts';

export interface ProgressOptions {
  /** Hides the bar and log lines, but not warnings. */
  quiet?: boolean | undefined;
  /** Default: stderr. */
  stream?: ProgressStream | undefined;
  /** NO_COLOR (any value), FORCE_COLOR and TERM=dumb are respected. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Milliseconds of a clock that never goes back. */
  now?: (() => number) | undefined;
}

export interface ProgressStream {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

export interface ProgressDisplay {
  /** Does not use `this`, so it can be passed on its own. */
  update: (progress: Progress) => void;
  /** Prints a line that stays, unless quiet. */
  log: (line: string) => void;
  /** Prints a line even if quiet. */
  warn: (line: string) => void;
  /** Removes the bar. May be called more than once. */
  close: () => void;
}

/** Milliseconds between two drawings of the bar, and between two plain lines. */
const REDRAW = 80;
const LINE_EVERY = 5000;
const BAR_WIDTH = 24;

export function createProgress(options: ProgressOptions = {}): ProgressDisplay {
  const stream = options.stream ?? process.stderr;
  const env = options.env ?? process.env;
  const now = options.now ?? (() => performance.now());
  const quiet = options.quiet ?? false;
  const terminal = stream.isTTY === true && env.TERM !== 'dumb';
  // As in Node: FORCE_COLOR overrides NO_COLOR, and 0 turns colour off.
  const forced = env.FORCE_COLOR === undefined ? null : !/^(?:0|false)$/.test(env.FORCE_COLOR);
  const colour = terminal && (forced ?? !env.NO_COLOR);
  let stage: Progress['stage'] | null = null;
  /** Where the stage began: the rate leaves out what was done before (cached texts). */
  let begun = { at: 0, done: 0 };
  let shownAt = 0;
  let bar = '';

  const erase = () => {
    if (bar !== '') stream.write('\r\x1b[2K');
  };
  const line = (text: string) => {
    erase();
    stream.write(`${text}\n`);
    stream.write(bar);
  };
  const update = (progress: Progress) => {
    if (quiet) return;
    const time = now();
    if (progress.stage !== stage) {
      stage = progress.stage;
      begun = { at: time, done: progress.done };
      // The bar shows a new stage at once; a plain line waits, since the stage may be short.
      shownAt = terminal ? Number.NEGATIVE_INFINITY : time;
    }
    const wait = terminal ? REDRAW : LINE_EVERY;
    const last = progress.done === progress.total && terminal;
    if (time - shownAt < wait && !last) return;
    shownAt = time;
    const words = describe(progress, (time - begun.at) / 1000, progress.done - begun.done);
    if (!terminal) {
      stream.write(`${words.stage}: ${words.rest}\n`);
      return;
    }
    erase();
    const width = (stream.columns || 80) - 1;
    bar = paint(words.stage, drawBar(progress), words.rest, width, colour);
    stream.write(bar);
  };
  return {
    update,
    log: (text) => {
      if (!quiet) line(text);
    },
    warn: line,
    close: () => {
      erase();
      bar = '';
      stage = null;
    },
  };
}

function describe({ stage, done, total, note, reused }: Progress, seconds: number, worked: number) {
  const parts = total > 1 ? [`${done} of ${total}`] : [];
  if (worked > 0 && seconds > 0 && total > 1) {
    const rate = worked / seconds;
    parts.push(`${formatRate(rate)}`);
    if (done < total) parts.push(`${formatDuration((total - done) / rate)} left`);
  }
  if (note !== undefined) parts.push(note);
  if (reused) parts.push('as before');
  return { stage: STAGE_WORDS[stage], rest: parts.join(', ') };
}

function drawBar({ done, total }: Progress): string {
  const full = total > 0 ? Math.floor((BAR_WIDTH * Math.min(done, total)) / total) : 0;
  return '━'.repeat(full) + '─'.repeat(BAR_WIDTH - full);
}

/** Cut to the width of the terminal: a line that wraps cannot be overwritten. */
function paint(stage: string, drawn: string, rest: string, width: number, colour: boolean): string {
  const text = `${stage.padEnd(18)} ${drawn} ${rest}`.slice(0, Math.max(0, width));
  if (!colour) return text;
  return text
    .replace(/━+/, (full) => `\x1b[36m${full}\x1b[39m`)
    .replace(/─+/, (rest) => `\x1b[2m${rest}\x1b[22m`);
}

function formatRate(perSecond: number): string {
  if (perSecond >= 10) return `${Math.round(perSecond)} a second`;
  return perSecond >= 0.1 ? `${perSecond.toFixed(1)} a second` : `${(60 * perSecond).toFixed(1)} a minute`;
}
