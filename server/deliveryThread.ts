/** The composition root of the thread that delivers: building records and talking to streams hold up no request and no page. Started by `startDelivery`. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { serveSupervisor } from './delivery/serveSupervisor.ts';
import { createSupervisor } from './delivery/supervise.ts';
import type { FromDelivery, ToDelivery } from './delivery/threadProtocol.ts';
import { loadDestinationTypes } from './destinations/registry.ts';
import { systemRandom } from './kit/backoff.ts';
import { systemClock } from './kit/clock.ts';
import { createLog, type LogLevel } from './kit/log.ts';
import { createSecretBox } from './kit/secrets.ts';
import { connectStore, type StoreLine } from './openStore.ts';

/** What the thread is started with; whatever else it needs is in the store. */
export interface DeliverySetup {
  readonly storeLine: StoreLine;
  readonly secretKeys: readonly Uint8Array[];
  /** Destination type → what its own schema made of the operator's variables; plain data. */
  readonly operatorSettings: Readonly<Record<string, unknown>>;
  readonly logLevel: LogLevel;
}

const port = parentPort as MessagePort;
const { storeLine, secretKeys, operatorSettings, logLevel } = workerData as DeliverySetup;
const send = (message: FromDelivery): void => port.postMessage(message);

const { store, announcements, catchUp } = connectStore(storeLine);
const supervisor = createSupervisor({
  store,
  announcements,
  registry: await loadDestinationTypes(),
  secrets: createSecretBox(secretKeys),
  operatorSettings,
  clock: systemClock,
  random: systemRandom,
  log: createLog(logLevel, { write: (logLine) => send({ logLine }) }),
  onChanged: (changed) => send({ changed }),
  onWatched: (watched) => send({ watched }),
});
port.on('message', serveSupervisor(supervisor, catchUp, send) satisfies (message: ToDelivery) => void);
