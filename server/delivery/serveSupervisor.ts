import { toActivationError } from '../kit/errors.ts';
import { toFailure, type Call, type Reply } from '../kit/threadCalls.ts';
import type { RunnableSupervisor } from './supervisor.ts';
import type { DeliveryMethod, ToDelivery } from './threadProtocol.ts';

/**
 * The side of the thread that delivers: returns what takes its messages. `catchUp` brings in what the store has answered
 * so far: the one who asks for numbers may have read there what is not known here yet, and would count it twice.
 */
export function serveSupervisor(supervisor: RunnableSupervisor, catchUp: () => Promise<void>, answer: (reply: Reply) => void): (message: ToDelivery) => void {
  async function run({ method, args }: Call<DeliveryMethod>): Promise<unknown> {
    if (method === 'snapshot' || method === 'pendingByRun') await catchUp();
    const implementation = supervisor[method] as (...args: readonly unknown[]) => Promise<unknown>;
    return implementation(...args);
  }

  return (message) => {
    if ('wake' in message) return supervisor.wake(message.wake);
    const { id } = message;
    run(message).then(
      (value) => answer({ id, ok: true, value }),
      (thrown: unknown) => answer({ id, ok: false, failure: toFailure(toActivationError(thrown)) }),
    );
  };
}
