/**
 * Ready bytes → acknowledged: our publisher with our client, beside the AWS SDK as it comes (default client, 500
 * records a request, the same number of requests under way), in turn, against the same sink.
 */
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { DestinationDefinition } from '../server/destinations/definition.ts';
import { loadDestinationTypes } from '../server/destinations/registry.ts';
import { systemRandom } from '../server/kit/backoff.ts';
import { systemClock } from '../server/kit/clock.ts';
import { Publisher } from '../server/publisher/publisher.ts';
import { measure, type Figure } from './figures.ts';
import type { Sink } from './startSink.ts';

const credentials = { accessKeyId: 'AKIABENCHBENCHBENCH1', secretAccessKey: 'b'.repeat(40) };
const region = 'eu-west-1';
/** A believable record: 440 bytes, as in the figures others publish. */
const data = Buffer.from(
  JSON.stringify({
    segmentMembership: { ups: { '7841ba61-23c1-4bb3-a495-00d695fe1e93': { lastQualificationTime: '2026-11-20T10:00:00Z', status: 'realized' } } },
    identityMap: { email_lc_sha256: [{ id: 'c'.repeat(64) }] },
  }).padEnd(440),
);
const underWay = 4;
const perRequest = 500;

export async function benchPublisher(sink: Sink, records: number, rounds: number): Promise<Figure[]> {
  const definition = (await loadDestinationTypes()).get('amazon-kinesis') as DestinationDefinition;
  const figures: Figure[] = [];
  for (let round = 0; round < rounds; round += 1) {
    figures.push(await measure('publisher alone', records, () => throughPublisher(definition, sink.http1, records)));
    figures.push(await measure('AWS SDK as it comes', records, () => throughSdk(sink.http2, records)));
  }
  return [median(figures, 'publisher alone'), median(figures, 'AWS SDK as it comes')];
}

function median(figures: readonly Figure[], what: string): Figure {
  const sorted = figures.filter((figure) => figure.what === what).sort((a, b) => a.cpuSeconds - b.cpuSeconds);
  return sorted[Math.floor(sorted.length / 2)] as Figure;
}

async function throughPublisher(definition: DestinationDefinition, endpoint: string, records: number): Promise<void> {
  const account = { region, credentials: { method: 'access_key', ...credentials } };
  const target = { name: 'sink', arn: null, createdAt: null, maxRecordBytes: 1024 * 1024 };
  const client = definition.createClient(account, target, { TRIBUTARY_KINESIS_ENDPOINT: endpoint }, 'json');
  let outcomes = 0;
  let wake: () => void = () => undefined;
  const publisher = new Publisher<number>({
    client,
    clock: systemClock,
    random: systemRandom,
    probing: false,
    onOutcome: (_, outcome) => {
      if (outcome.kind !== 'delivered') throw new Error(`The sink refused: ${outcome.message}`);
      outcomes += 1;
      wake();
    },
    onRetry: () => {
      throw new Error('Nothing should be retried.');
    },
    onHalt: (error) => {
      throw error;
    },
  });
  for (let next = 0; next < records;) {
    for (; next < records && publisher.unsettled < 10_000; next += 1) {
      const key = `profile-${next}`;
      publisher.add(next, { data, partitionKey: key }, key);
    }
    await new Promise<void>((resolve) => (wake = resolve));
  }
  while (outcomes < records) await new Promise<void>((resolve) => (wake = resolve));
  client.close();
}

async function throughSdk(endpoint: string, records: number): Promise<void> {
  const client = new KinesisClient({ region, credentials, endpoint });
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < records) {
      const from = next;
      next = Math.min(records, next + perRequest);
      const answer = await client.send(
        new PutRecordsCommand({ StreamName: 'sink', Records: Array.from({ length: next - from }, (_, index) => ({ Data: data, PartitionKey: `profile-${from + index}` })) }),
      );
      if (answer.FailedRecordCount !== 0) throw new Error('The sink refused.');
    }
  };
  await Promise.all(Array.from({ length: underWay }, lane));
  client.destroy();
}
