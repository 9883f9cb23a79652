import { Worker } from 'node:worker_threads';
import type { ChangedEvent } from '../shared/delivery.ts';
import { createRemoteSupervisor } from './delivery/remoteSupervisor.ts';
import type { RunnableSupervisor } from './delivery/supervisor.ts';
import type { WatchedBatch } from './delivery/tail.ts';
import type { FromDelivery } from './delivery/threadProtocol.ts';
import type { DeliverySetup } from './deliveryThread.ts';
import { systemClock } from './kit/clock.ts';
import { ActivationError } from './kit/errors.ts';
import type { Log, LogTarget } from './kit/log.ts';
import type { OpenedStore } from './openStore.ts';

/**
 * Room for what lives briefly in the thread, MB. V8's own choice makes a busy server some 60 MiB larger and saves about
 * 4 % of CPU (npm run bench, November 2026).
 */
const youngGenerationMb = 12;

export interface DeliveryInThread extends RunnableSupervisor {
  /** Resolves when the thread ended though nobody stopped it: a defect, after which nothing is delivered any more. */
  readonly died: Promise<ActivationError>;
}

export interface DeliveryOptions extends Omit<DeliverySetup, 'storeLine'> {
  readonly store: Pick<OpenedStore, 'openLine'>;
  readonly log: Log;
  /** Where the thread's own lines go. */
  readonly logTarget: LogTarget;
  readonly onChanged: (event: ChangedEvent) => void;
  readonly onWatched: (batch: WatchedBatch) => void;
}

/** Starts the thread that delivers; it works from `start` to `stop`, which ends it in any case and never rejects. */
export function startDelivery({ store, log, logTarget, onChanged, onWatched, ...setup }: DeliveryOptions): DeliveryInThread {
  const { line: storeLine, transfer } = store.openLine();
  const thread = new Worker(new URL('./deliveryThread.ts', import.meta.url), {
    name: 'delivery',
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    workerData: { storeLine, ...setup } satisfies DeliverySetup,
    transferList: [...transfer],
  });
  const remote = createRemoteSupervisor(thread, systemClock);
  thread.on('message', (message: FromDelivery) => {
    if ('logLine' in message) logTarget.write(message.logLine);
    else if ('changed' in message) onChanged(message.changed);
    else if ('watched' in message) onWatched(message.watched);
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

  void died.then((error) => log.error({ error }, 'A defect: nothing is delivered any more until the server is started again'));

  let started = false;
  return {
    ...remote.supervisor,
    died,
    start() {
      started = true;
      return remote.supervisor.start();
    },
    async stop(deadlineMs) {
      try {
        if (started) await remote.supervisor.stop(deadlineMs);
      } catch (error) {
        log.warn({ error }, 'Delivery did not stop by itself: what has no outcome is sent again after the next start');
      }
      stopping = true;
      await thread.terminate();
    },
  };
}
