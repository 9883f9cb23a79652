/** What a preview shows before anything is sent, against the bytes that then lie in the stream. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { activationInputSchema, type Preview } from '../../shared/activation.ts';
import { destinationOptionsSchema, type DestinationOptions } from '../../shared/destination.ts';
import { previewActivation } from '../../server/delivery/preview.ts';
import { systemClock, type Clock } from '../../server/kit/clock.ts';
import { MemoryStream } from '../fakes/memoryStream.ts';
import { Installation } from './harness.ts';

const limits = { maxRecordsPerRequest: 500, maxBytesPerRequest: 10 * 1024 * 1024, maxBytesPerRecord: 1024 * 1024 };
const start = Date.parse('2026-11-20T10:00:00Z');
const activation = {
  segments: [{ id: 'vip' }, { id: 'other' }],
  attributes: [{ source: 'name' }, { source: 'mail', transform: 'sha256' }],
  partitionKey: { kind: 'identity', namespace: 'crm' },
};
const named = { createdAt: start, updatedAt: start, mappingCreatedAt: start, mappingUpdatedAt: start };

let now = start;
let stream: MemoryStream;
let installation: Installation;

beforeEach(async () => {
  now = start;
  const clock: Clock = { ...systemClock, now: () => now };
  stream = new MemoryStream(systemClock, limits);
  installation = new Installation(() => stream, clock);
  await installation.open();
});
afterEach(async () => {
  await installation.close();
  installation.destroy();
});

async function preview(options: DestinationOptions): Promise<Preview['cases']> {
  const shownOf = await previewActivation({
    store: installation.store,
    destinationId: installation.destinationId,
    activation: activationInputSchema.parse(activation),
    segments: ['vip', 'other'].map((id) => ({ id, name: `Segment ${id}`, ...named })),
    options,
    profileId: null,
    shards: { shardIds: ['shard-0', 'shard-1'], shardOf: (key) => (key === 'c-1' ? 'shard-1' : 'shard-0') },
    maxRecordBytes: limits.maxBytesPerRecord,
    random: () => 0,
  });
  return shownOf.cases;
}

const membership = (status: string, lastQualificationTime: string) => ({ segmentMembership: { ups: { vip: { status, lastQualificationTime } } } });

test.each(['none', 'cloudevents'] as const)('somebody who enters, changes and leaves makes exactly the record that was shown, with the envelope %s', async (envelope) => {
  const options = destinationOptionsSchema.parse({ envelope, includeSegmentNames: true, includeSegmentTimestamps: true });
  await installation.activate(activation, options);
  const expectShown = async (happens: 'entered' | 'updated', why: string): Promise<void> => {
    await installation.delivered();
    const shown = (await preview(options)).find((item) => item.case === happens);
    const sent = stream.committed.at(-1);
    expect([shown?.data, shown?.partitionKey, shown?.bytes, shown?.shardId, shown?.reason]).toEqual([sent?.text, sent?.key, Buffer.byteLength(sent?.text ?? ''), 'shard-1', why]);
  };
  const ada = {
    profileId: 'ada',
    identityMap: { crm: [{ id: 'c-1' }] },
    attributes: { name: 'Zoë', mail: 'z@example.com' },
    ...membership('realized', '2026-11-20T10:00:00.000Z'),
  };
  await installation.accept(ada);
  await expectShown('entered', 'membership');
  now += 60_000;
  await installation.accept({ profileId: 'ada', attributes: { name: 'Zoë 🦊' } });
  await expectShown('updated', 'attribute');
  const leaving = (await preview(options)).find((item) => item.case === 'exited');
  await installation.accept({ profileId: 'ada', ...membership('exited', '2026-11-20T10:01:00.000Z') });
  await installation.delivered();
  const bodyOf = (text: string | null | undefined): unknown => {
    const record = JSON.parse(text ?? '{}') as { data?: unknown };
    return envelope === 'none' ? text : record.data;
  };
  // That it is another event, with an id of its own, is not known before it happens.
  expect([bodyOf(leaving?.data), leaving?.partitionKey]).toEqual([bodyOf(stream.committed.at(-1)?.text), 'c-1']);
  expect(stream.committed).toHaveLength(3);
});
