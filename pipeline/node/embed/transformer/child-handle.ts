import type { Child } from '../../process/fork.ts';
import type { ChildReply, ChildRequest } from './child.ts';

/** A child process that runs the model, and what it has at work. */
export class EmbedWorker {
  readonly atWork = new Set<number>();
  listener: {
    onReply: (reply: ChildReply) => void;
    onExit: (how: string) => void;
  } | null = null;
  lastSign = performance.now();
  /** Called when it has ended or is about to: it takes no more work. */
  onGone: () => void = () => {};
  #reason: string | null = null;

  constructor(readonly child: Child) {
    child.process.on('message', (reply: ChildReply) => {
      this.lastSign = performance.now();
      this.listener?.onReply(reply);
    });
    // A failed send (the child died a moment ago) is told again by the exit.
    child.process.on('error', () => {});
    child.process.once('exit', (code, signal) => {
      this.onGone();
      const how = this.#reason ?? child.stderr().split('\n').at(-1);
      const end = signal === null ? `exit status ${code}` : signal;
      this.listener?.onExit(how ? `${end}: ${how}` : end);
    });
  }

  send(request: ChildRequest): void {
    if (this.child.process.connected) this.child.process.send(request, () => {});
  }

  /** Keeps the parent alive while there is work, and not longer. */
  busy(): void {
    this.lastSign = performance.now();
    this.child.process.ref();
    this.child.process.channel?.ref();
  }

  idle(): void {
    this.child.process.unref();
    this.child.process.channel?.unref();
    (this.child.process.stderr as { unref?: () => void } | null)?.unref?.();
  }

  kill(reason?: string): void {
    this.#reason ??= reason ?? null;
    this.onGone();
    this.child.process.kill('SIGKILL');
  }

  end(): Promise<void> {
    const { process } = this.child;
    if (process.exitCode !== null || process.signalCode !== null) return Promise.resolve();
    this.listener = null;
    process.ref();
    return new Promise((resolve) => {
      process.once('exit', () => resolve());
      this.kill();
    });
  }
}
