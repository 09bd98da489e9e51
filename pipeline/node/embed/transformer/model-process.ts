import type { Child } from '../../process/fork.ts';
import type { ChildReply, ChildRequest } from './child.ts';

/** One child process that runs the model, as its parent sees it. */
export class ModelProcess {
  /** Indices of the texts that it has been sent and has not answered. */
  readonly atWork = new Set<number>();
  listener: {
    onReply: (reply: ChildReply) => void;
    onExit: (how: string) => void;
  } | null = null;
  /** Time of its last reply, or of its start. */
  lastSign = performance.now();
  /** Called when it has ended or is about to: it takes no more work. */
  onGone: () => void = () => {};
  #reason: string | null = null;

  constructor(readonly child: Child) {
    child.process.on('message', (reply: ChildReply) => {
      this.lastSign = performance.now();
      this.listener?.onReply(reply);
    });
    // If the child died a moment ago, sending fails; the exit event reports it.
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

  /** Keeps the parent process alive from now on. */
  busy(): void {
    this.lastSign = performance.now();
    this.child.process.ref();
    this.child.process.channel?.ref();
  }

  /** Lets the parent process end from now on. */
  idle(): void {
    this.child.process.unref();
    this.child.process.channel?.unref();
    (this.child.process.stderr as { unref?: () => void } | null)?.unref?.();
  }

  /** @param reason what `onExit` reports in place of the process's last line on stderr */
  kill(reason?: string): void {
    this.#reason ??= reason ?? null;
    this.onGone();
    this.child.process.kill('SIGKILL');
  }

  /** Kills the process and waits until it has ended. */
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
