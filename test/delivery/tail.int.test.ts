import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../server/kit/clock.ts';
import { MemoryStream } from '../fakes/memoryStream.ts';
import { Installation } from './harness.ts';

const limits = { maxRecordsPerRequest: 500, maxBytesPerRequest: 10 * 1024 * 1024, maxBytesPerRecord: 4_096 };
const activation = { segments: [{ id: 'vip' }], attributes: [{ source: 'name', required: true }], partitionKey: { kind: 'attribute', source: 'name' } };

let stream: MemoryStream;
let installation: Installation;
beforeEach(async () => {
  stream = new MemoryStream(systemClock, limits);
  installation = new Installation(() => stream);
  await installation.open();
});
afterEach(async () => {
  await installation.close();
  installation.destroy();
});

const person = (profileId: string, name?: string): object => ({
  profileId,
  ...(name !== undefined && { attributes: { name } }),
  segmentMembership: { ups: { vip: { status: 'realized', lastQualificationTime: '2026-11-20T10:00:00Z' } } },
});

test('whoever watches sees each outcome of delivery once, with what was sent and why not', async () => {
  await installation.activate(activation);
  await installation.accept(person('before', 'before'));
  await installation.delivered();
  await installation.supervisor.watch({ id: 'w', destinationId: installation.destinationId, filter: {}, findsExcluded: true });
  await installation.accept(person('ada', 'ada'), person('nameless'), person('long', 'k'.repeat(300)), person('large', 'x'.repeat(200)), person('after', 'after'));
  await installation.delivered();
  await expect.poll(() => installation.watched.reduce((sum, { matched }) => sum + matched, 0), { timeout: 5_000 }).toBe(5);
  const records = installation.watched.flatMap((batch) => batch.records);
  const of = (id: string) => records.find(({ profileId }) => profileId === id);
  expect(records.map(({ profileId, outcome, code }) => `${profileId} ${outcome} ${code ?? ''}`.trim()).toSorted()).toEqual([
    'ada delivered',
    'after delivered',
    'large delivered',
    'long failed partition_key_invalid',
    'nameless excluded mapping_value_missing',
  ]);
  const sent = stream.committed.find(({ key }) => key === 'ada');
  expect(of('ada')).toMatchObject({
    reason: 'membership',
    data: sent?.text,
    delivered: { partitionKey: 'ada', attempts: 1, shardId: expect.any(String), sequenceNumber: expect.any(String) },
  });
  expect(of('nameless')).toMatchObject({ data: null, delivered: null });

  await installation.supervisor.unwatch('w');
  await installation.accept(person('late', 'late'));
  await installation.delivered();
  expect(installation.watched.flatMap((batch) => batch.records)).toHaveLength(5);
});

test('a watch outlives a change of the configuration, which begins another session', async () => {
  await installation.supervisor.watch({ id: 'w', destinationId: installation.destinationId, filter: { outcome: 'delivered' }, findsExcluded: true });
  await installation.activate(activation);
  await installation.activate({ ...activation, attributes: [] });
  await installation.accept(person('ada', 'ada'));
  await installation.delivered();
  await expect.poll(() => installation.watched.flatMap((batch) => batch.records).map(({ profileId }) => profileId), { timeout: 5_000 }).toEqual(['ada']);
});
