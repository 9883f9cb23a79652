import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ActivationError } from '../../kit/errors.ts';
import type { OutcomeAudit } from '../rows.ts';
import { fromFailure } from '../../kit/threadCalls.ts';
import type { Audited } from './protocol.ts';

export interface Audits {
  /** One after the other: each takes a core for as long as it lasts. */
  run(destinationId: string): Promise<OutcomeAudit>;
  /** Ends the one that runs; it is refused, and so are those that wait. */
  close(): Promise<void>;
}

export function createAudits(file: string): Audits {
  let last: Promise<unknown> = Promise.resolve();
  let running: Worker | null = null;
  let closed = false;

  async function audit(destinationId: string): Promise<OutcomeAudit> {
    if (closed) throw storeClosed();
    const thread = new Worker(new URL('./auditThread.ts', import.meta.url), { name: 'audit', workerData: { file, destinationId } });
    running = thread;
    try {
      const [answer] = (await Promise.race([once(thread, 'message'), once(thread, 'exit').then(() => Promise.reject(storeClosed()))])) as [Audited];
      if (!answer.ok) throw fromFailure(answer.failure);
      return answer.value;
    } finally {
      running = null;
      await thread.terminate();
    }
  }

  return {
    run(destinationId) {
      const result = last.then(() => audit(destinationId));
      last = result.catch(() => undefined);
      return result;
    },
    async close() {
      closed = true;
      await running?.terminate();
    },
  };
}

export const storeClosed = (): ActivationError => new ActivationError('defect', 'The store is closed.');
