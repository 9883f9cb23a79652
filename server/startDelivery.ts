import { Worker } from 'node:worker_threads';
import type { ChangedEvent } from '../shared/delivery.ts';
import { createRemoteSupervisor } from './delivery/remoteSupervisor.ts';
import type { RunnableSupervisor } from './delivery/supervisor.ts';
import type { FromDelivery } from './delivery/threadProtocol.ts';
import type { DeliverySetup } from './deliveryThread.ts';
import { systemClock } from './kit/clock.ts';
import { ActivationError } from './kit/errors.ts';
import type { LogTarget } from './kit/log.ts';
import type { SqliteStore } from './store/sqlite/sqliteStore.ts';

export interface DeliveryInThread extends RunnableSupervisor {
  /** Resolves when the thread ended though nobody stopped it: a defect, after which nothing is delivered any more. */
  readonly died: Promise<ActivationError>;
}

export interface DeliveryOptions extends Omit<DeliverySetup, 'storePort'> {
  readonly store: Pick<SqliteStore, 'openPort'>;
  readonly logTarget: LogTarget;
  readonly onChanged: (event: ChangedEvent) => void;
}

/** Starts the thread that delivers; it works from `start` to `stop`, which ends it. */
export function startDelivery({ store, logTarget, onChanged, ...setup }: DeliveryOptions): DeliveryInThread {
  const storePort = store.openPort();
  const thread = new Worker(new URL('./deliveryThread.ts', import.meta.url), {
    name: 'delivery',
    workerData: { storePort, ...setup } satisfies DeliverySetup,
    transferList: [storePort],
  });
  const remote = createRemoteSupervisor(thread, systemClock);
  thread.on('message', (message: FromDelivery) => {
    if ('logLine' in message) logTarget.write(message.logLine);
    else if ('changed' in message) onChanged(message.changed);
    else remote.take(message);
  });
  let stopping = false;
  const died = new Promise<ActivationError>((resolve) => {
    const end = (cause?: unknown): void => {
      const error = new ActivationError('defect', 'The thread that delivers has ended.', { cause });
      remote.end(error);
      if (!stopping) resolve(error);
    };
    thread.on('error', end);
    thread.on('exit', (code) => end(new Error(`It ended with ${code}.`)));
  });

  return {
    ...remote.supervisor,
    died,
    async stop(deadlineMs) {
      await remote.supervisor.stop(deadlineMs);
      stopping = true;
      await thread.terminate();
    },
  };
}
