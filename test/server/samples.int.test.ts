import { readFileSync } from 'node:fs';
import { GetRecordsCommand, GetShardIteratorCommand, ListShardsCommand } from '@aws-sdk/client-kinesis';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalStream, type LocalStream } from '../../demo/localStream.ts';
import { systemClock } from '../../server/kit/clock.ts';
import { ServerProcess } from '../serverProcess.ts';

const samples = readFileSync(new URL('../../samples/profiles.ndjson', import.meta.url), 'utf8');
const mapped = ['7841ba61-23c1-4bb3-a495-00d695fe1e93', '3f0c2a7e-5b1d-4c8e-9a64-0d2b7e6f1a35'];

let stream: LocalStream;
let server: ServerProcess;

beforeAll(async () => {
  stream = await startLocalStream('audience-events', 4, systemClock);
  server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
  await server.start();
}, 60_000);
afterAll(async () => {
  await server.destroy();
  await stream.close();
});

interface Sample {
  profileId: string;
  identityMap: Record<string, { id: string }[]>;
  attributes: { person: { name: { firstName: string } }; loyalty?: { tier?: string } };
  segmentMembership?: { ups: Record<string, { status: string; lastQualificationTime: string }> };
}

/** What the stream must hold, worked out from the file alone, without any code of the server. */
function expectedRecords(): Map<string, unknown> {
  const expected = new Map<string, unknown>();
  for (const line of samples.split('\n').filter((text) => text !== '')) {
    const { profileId, identityMap, attributes, segmentMembership } = JSON.parse(line) as Sample;
    const entries = Object.entries(segmentMembership?.ups ?? {}).filter(([id]) => mapped.includes(id));
    if (entries.length === 0) continue;
    expected.set(profileId, {
      person: { name: { firstName: attributes.person.name.firstName } },
      ...(attributes.loyalty?.tier === undefined ? {} : { tier: attributes.loyalty.tier }),
      segmentMembership: { ups: Object.fromEntries(entries.map(([id, { status, lastQualificationTime }]) => [id, { lastQualificationTime, status }])) },
      identityMap: Object.fromEntries(Object.entries(identityMap).map(([namespace, identities]) => [namespace, identities.map(({ id }) => ({ id }))])),
    });
  }
  return expected;
}

async function readStream(): Promise<{ key: string; text: string }[]> {
  const records: { key: string; text: string }[] = [];
  const { Shards = [] } = await stream.client.send(new ListShardsCommand({ StreamName: stream.name }));
  for (const { ShardId } of Shards) {
    let { ShardIterator } = await stream.client.send(new GetShardIteratorCommand({ StreamName: stream.name, ShardId, ShardIteratorType: 'TRIM_HORIZON' }));
    for (;;) {
      const page = await stream.client.send(new GetRecordsCommand({ ShardIterator }));
      for (const { Data, PartitionKey = '' } of page.Records ?? []) records.push({ key: PartitionKey, text: Buffer.from(Data ?? []).toString('utf8') });
      if ((page.Records ?? []).length === 0) break;
      ShardIterator = page.NextShardIterator;
    }
  }
  return records;
}

test('the sample file, posted as it is, arrives as exactly the documented records, once each, and the counts reconcile', async () => {
  const destinationId = await server.activate(stream.name, stream.region, {
    segments: mapped.map((id) => ({ id })),
    attributes: [{ source: 'person.name.firstName' }, { source: 'loyalty.tier', target: 'tier' }],
  });
  const answer = await (await server.send('POST', '/api/profiles', samples, 'application/x-ndjson')).json();
  expect(answer).toMatchObject({ accepted: 2_400, changed: 2_400, unchanged: 0, rejected: [] });
  const expected = expectedRecords();
  expect(expected.size).toBeGreaterThan(500);
  const totals = async (): Promise<unknown> => (await server.call('GET', `/api/destinations/${destinationId}/metrics`)).totals;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (((await totals()) as { activated: number }).activated >= expected.size) break;
    await sleep(50);
  }
  expect(await totals()).toMatchObject({ received: expected.size, activated: expected.size, excluded: 0, failed: 0, pending: 0 });
  const records = await readStream();
  expect(records.length).toBe(expected.size);
  for (const { key, text } of records) {
    expect(JSON.parse(text)).toEqual(expected.get(key));
    expect(text).toBe(JSON.stringify(JSON.parse(text)));
  }
  expect(new Set(records.map(({ key }) => key)).size).toBe(expected.size);

  const again = await (await server.send('POST', '/api/profiles', samples, 'application/x-ndjson')).json();
  expect(again).toMatchObject({ changed: 0, unchanged: 2_400 });
  await sleep(500);
  expect((await readStream()).length).toBe(expected.size);
}, 60_000);
