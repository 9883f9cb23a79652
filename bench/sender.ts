/** Hands records to a publisher as fast as it takes them, in a process of its own, until it is told to stop. Options come as JSON in the first argument. */
import type { RecordFormat } from '../shared/destination.ts';
import type { DestinationDefinition } from '../server/destinations/definition.ts';
import { loadDestinationTypes } from '../server/destinations/registry.ts';
import { PaceSharing } from '../server/delivery/paceSharing.ts';
import { PartitionLease } from '../server/delivery/partitionLease.ts';
import { systemRandom } from '../server/kit/backoff.ts';
import { systemClock } from '../server/kit/clock.ts';
import { createLog } from '../server/kit/log.ts';
import { PartitionPaces } from '../server/publisher/partitionPaces.ts';
import { Publisher } from '../server/publisher/publisher.ts';
import { connectPostgresStore } from '../server/store/postgres/postgresStore.ts';

export interface SenderOptions {
  readonly name: string;
  readonly endpoint: string;
  /** Keys in turn; as many as records when left out. */
  readonly keys?: number;
  readonly recordFormat?: RecordFormat;
  /** Where it shares the stream with other senders, as workers do; it knows of nobody when left out. */
  readonly database?: string;
}

/** What the sender answers to `count`. `at`: milliseconds of its own clock. */
export interface SenderCount {
  readonly at: number;
  readonly delivered: number;
}

const { name, endpoint, keys, recordFormat = 'json', database } = JSON.parse(process.argv[2] ?? '{}') as SenderOptions;
/** As a session hands out. */
const mostUnsettled = 10_000;
const recordBytes = 440;

const definition = (await loadDestinationTypes()).get('amazon-kinesis') as DestinationDefinition;
const account = { region: 'eu-west-1', credentials: { method: 'access_key', accessKeyId: 'AKIABENCHBENCHBENCH1', secretAccessKey: 'b'.repeat(40) } };
const target = { name: 'audience-events', arn: null, createdAt: null, maxRecordBytes: 1024 * 1024 };
const client = definition.createClient(account, target, { TRIBUTARY_KINESIS_ENDPOINT: endpoint }, recordFormat);

async function sharedPaces(url: string): Promise<PartitionPaces> {
  const sharing = new PaceSharing();
  const paces = sharing.pacesOf('destination', endpoint);
  const lease = new PartitionLease({
    store: connectPostgresStore({ url: new URL(url), poolSize: 1 }),
    clock: systemClock,
    log: createLog('warn', process.stderr),
    workerId: name,
    say: () => sharing.say(systemClock.monotonic()),
    hear: (view, held) => sharing.hear(view, name, held, systemClock.monotonic()),
    onChanged: async () => undefined,
  });
  await lease.start();
  return paces;
}

let delivered = 0;
let wake: () => void = () => undefined;
const publisher = new Publisher<number>({
  client,
  clock: systemClock,
  random: systemRandom,
  paces: database === undefined ? new PartitionPaces() : await sharedPaces(database),
  probing: false,
  onOutcome: (_, outcome) => {
    if (outcome.kind === 'delivered') delivered += 1;
    wake();
  },
  onRetry: () => undefined,
  onHalt: (error) => {
    throw error;
  },
});
let stopping = false;
async function stop(): Promise<void> {
  stopping = true;
  wake();
  while (publisher.unsettled > 0) await new Promise<void>((resolve) => (wake = resolve));
  process.send?.({ delivered, cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1_000_000, peakMiB: process.resourceUsage().maxRSS / 1024 });
  process.disconnect?.();
  process.exit(0);
}
process.on('message', (message) => {
  if (message === 'stop') void stop();
  else process.send?.({ at: performance.now(), delivered } satisfies SenderCount);
});

await publisher.open(new AbortController().signal);
process.send?.('open');
for (let next = 0; !stopping;) {
  for (; publisher.unsettled < mostUnsettled; next += 1) {
    const key = `${name}-${keys === undefined ? next : next % keys}`;
    publisher.add(next, { data: Buffer.from(JSON.stringify([name, key, next]).padEnd(recordBytes)), partitionKey: key }, key);
  }
  await new Promise<void>((resolve) => (wake = resolve));
}
