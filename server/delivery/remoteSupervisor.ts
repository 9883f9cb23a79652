import type { DeliveryEvent } from '../../shared/delivery.ts';
import type { Clock } from '../kit/clock.ts';
import { ActivationError } from '../kit/errors.ts';
import { Caller, type Reply } from '../kit/threadCalls.ts';
import type { ShardLoadReport } from './shardLoads.ts';
import type { RunnableSupervisor } from './supervisor.ts';
import type { DeliveryMethod, ToDelivery } from './threadProtocol.ts';

/** The other thread answers within this, milliseconds, whatever it does: it computes nothing for longer than a small part of it. */
const answerMs = 5_000;
/** A change of configuration may wait over there for requests under way for this long (`refreshWaitMs`), milliseconds. */
const refreshMs = 20_000;
/** When it is told to stop it has a deadline of its own, and the process another one: the answer comes this soon after the first, milliseconds. */
const stopAnswerMs = 500;

export interface RemoteSupervisor {
  readonly supervisor: RunnableSupervisor;
  /** A reply came in. */
  take(reply: Reply): void;
  /** The other thread has ended, by this error. */
  end(error: ActivationError): void;
}

/**
 * Delivery as everybody sees it while it runs in another thread, behind `serveSupervisor`. What is not answered in time,
 * or asked of a thread that has ended, rejects with a `defect`; `healthy` is false then.
 */
export function createRemoteSupervisor(line: { postMessage(message: ToDelivery): void }, clock: Clock): RemoteSupervisor {
  const caller = new Caller<DeliveryMethod>(line);

  async function ask(withinMs: number, method: DeliveryMethod, ...args: readonly unknown[]): Promise<unknown> {
    const answered = new AbortController();
    const tooLate = async (): Promise<never> => {
      await clock.sleep(withinMs, answered.signal);
      throw new ActivationError('defect', 'Delivery gives no answer.');
    };
    try {
      return await Promise.race([caller.ask(method, args), tooLate()]);
    } finally {
      answered.abort();
    }
  }

  return {
    supervisor: {
      // As long as it takes: a large installation reads much at its start.
      start: async () => void (await caller.ask('start', [])),
      wake: (sequence) => line.postMessage({ wake: sequence }),
      refresh: async (destinationId) => void (await ask(refreshMs + answerMs, 'refresh', destinationId)),
      snapshot: async () => (await ask(answerMs, 'snapshot')) as DeliveryEvent[],
      pendingByRun: async () => (await ask(answerMs, 'pendingByRun')) as ReadonlyMap<string, number>,
      shardLoads: async (destinationId) => (await ask(answerMs, 'shardLoads', destinationId)) as ShardLoadReport | null,
      watch: async (watch) => void (await ask(answerMs, 'watch', watch)),
      unwatch: async (watchId) => void (await ask(answerMs, 'unwatch', watchId)),
      // A thread that ended takes the process with it.
      delivers: async () => true,
      leads: async () => Boolean(await ask(answerMs, 'leads')),
      healthy: () => ask(answerMs, 'healthy').then(Boolean, () => false),
      stop: async (deadlineMs) => void (await ask(deadlineMs + stopAnswerMs, 'stop', deadlineMs)),
    },
    take: (reply) => caller.take(reply),
    end: (error) => caller.end(error),
  };
}
