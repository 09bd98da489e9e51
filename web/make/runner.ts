/** Runs one task at a time in the make worker and reports its progress. */

import { messageOf } from '../app/message-of.ts';
import type { Client } from '../search/worker/rpc.ts';
import type { MakeEvent, MakeWorker } from './protocol.ts';
import type { MakeStatus, Task } from './status.ts';
import { startMakeWorker } from './workers.ts';

export interface Runner {
  /**
   * Starts a task; one that is still running is cancelled.
   * @param ask calls the worker, with a listener for its events
   * @returns the worker's answer; null if the task failed (the status says why) or was cancelled
   */
  run<T>(
    task: Task,
    ask: (worker: Client<MakeWorker>, onEvent: (event: unknown) => void) => Promise<T>,
  ): Promise<T | null>;
  cancel(): void;
}

export function createRunner(report: (status: MakeStatus) => void): Runner {
  let running: Client<MakeWorker> | null = null;
  /** The worker of the last finished task: its memo lets the next map reuse stages. A cancelled worker is closed. */
  let idle: Client<MakeWorker> | null = null;

  function cancel(): void {
    if (!running) return;
    running.close();
    running = null;
    report({ kind: 'idle' });
  }

  return {
    cancel,
    async run(task, ask) {
      cancel();
      const worker = idle ?? startMakeWorker();
      idle = null;
      running = worker;
      const follow = followProgress(task, report);
      follow({ kind: 'stage', stage: task === 'stability' ? 'cluster' : 'read', done: 0, total: 1 });
      try {
        const answer = await ask(worker, (event) => {
          if (running === worker) follow(event as MakeEvent);
        });
        if (running !== worker) return null;
        running = null;
        idle = worker;
        return answer;
      } catch (error) {
        worker.close();
        if (running === worker) {
          running = null;
          report({ kind: 'failed', message: messageOf(error) });
        }
        return null;
      }
    },
  };
}

/** Turns the worker's events into a status with a rate and the time left. */
function followProgress(task: Task, report: (status: MakeStatus) => void): (event: MakeEvent) => void {
  let stage: string | null = null;
  let start = { at: 0, done: 0 };
  let status: Extract<MakeStatus, { kind: 'running' }> = {
    kind: 'running',
    task,
    stage: 'read',
    done: 0,
    total: 1,
    note: null,
    reused: [],
    rate: null,
    left: null,
    layout: null,
  };
  return (event) => {
    if (event.kind === 'layout') {
      status = { ...status, layout: event.layout };
      report(status);
      return;
    }
    const now = performance.now();
    // Cached vectors and the loading of the model do not count towards the rate.
    if (event.stage !== stage || event.done === start.done) start = { at: now, done: event.done };
    stage = event.stage;
    const steps = event.done - start.done;
    const seconds = (now - start.at) / 1000;
    const rate = steps > 0 && seconds > 0 && event.total > 1 ? steps / seconds : null;
    status = {
      ...status,
      stage: event.stage,
      done: event.done,
      total: event.total,
      note: event.note ?? null,
      reused: event.reused ? [...status.reused, event.stage] : status.reused,
      rate,
      left: rate === null ? null : (event.total - event.done) / rate,
    };
    report(status);
  };
}
