import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ActivationError } from '../../kit/errors.ts';
import { fromFailure } from '../../kit/threadCalls.ts';
import type { AsideCall, AsideReply } from './protocol.ts';

export interface Asides {
  /** Those of one method one after the other: each takes a core for as long as it lasts. */
  run(call: AsideCall): Promise<unknown>;
  /** Ends those that run; they are refused, and so are those that wait. */
  close(): Promise<void>;
}

export function createAsides(file: string): Asides {
  const last = new Map<AsideCall['method'], Promise<unknown>>();
  const running = new Set<Worker>();
  let closed = false;

  async function run(call: AsideCall): Promise<unknown> {
    if (closed) throw storeClosed();
    const thread = new Worker(new URL('./asideThread.ts', import.meta.url), { name: call.method, workerData: { file, call } });
    running.add(thread);
    try {
      const [answer] = (await Promise.race([once(thread, 'message'), once(thread, 'exit').then(() => Promise.reject(storeClosed()))])) as [AsideReply];
      if (!answer.ok) throw fromFailure(answer.failure);
      return answer.value;
    } finally {
      running.delete(thread);
      await thread.terminate();
    }
  }

  return {
    run(call) {
      const result = (last.get(call.method) ?? Promise.resolve()).then(() => run(call));
      last.set(
        call.method,
        result.catch(() => undefined),
      );
      return result;
    },
    async close() {
      closed = true;
      await Promise.all([...running].map((thread) => thread.terminate()));
    },
  };
}

export const storeClosed = (): ActivationError => new ActivationError('defect', 'The store is closed.');
