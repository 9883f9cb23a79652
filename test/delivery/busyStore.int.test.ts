import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareOutcomes } from '../../server/delivery/selfCheck.ts';
import { systemClock } from '../../server/kit/clock.ts';
import { MemoryStream } from '../fakes/memoryStream.ts';
import { Installation } from './harness.ts';

let stream: MemoryStream;
let installation: Installation;
beforeEach(async () => {
  stream = new MemoryStream(systemClock, { maxRecordsPerRequest: 500, maxBytesPerRequest: 5_000_000, maxBytesPerRecord: 1_000_000 });
  installation = new Installation(() => stream);
  await installation.open();
});
afterEach(async () => {
  await installation.close();
  installation.destroy();
});

const state = (profileId: string, round = 0) => ({
  profileId,
  identityMap: { ecid: [{ id: `${profileId} ${round}` }] },
  segmentMembership: { ups: { high: { status: 'realized' } } },
});

test('while another program writes to the file profiles are refused for now, reads work, delivery waits, and all goes on by itself', async () => {
  await installation.activate({ segments: [{ id: 'high' }] });
  // The file is taken while the stream has not answered, so that the records are on their way and no outcome is stored.
  const sent = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<void>();
  const send = stream.send.bind(stream);
  stream.send = async (records, signal) => {
    sent.resolve();
    await taken.promise;
    return send(records, signal);
  };
  await installation.accept(...Array.from({ length: 200 }, (_, n) => state(`p${n}`)));
  await sent.promise;
  const other = new DatabaseSync(path.join(installation.folder, 'tributary.db'), { timeout: 5_000 });
  other.exec('BEGIN IMMEDIATE');
  taken.resolve();
  await expect(installation.accept(state('refused'))).rejects.toMatchObject({ code: 'defect', retryAfterSeconds: 5, message: expect.stringContaining('Another program') });
  const [head, profiles] = await Promise.all([installation.store.headSequence(), installation.store.readProfiles(['p1', 'refused'])]);
  expect([head, profiles.length]).toEqual([200, 1]);
  await expect.poll(() => installation.logged.filter(({ message }) => message === 'outcomes could not be stored; trying again').length, { timeout: 5_000 }).toBeGreaterThan(1);
  expect((await installation.supervisor.snapshot())[0]).toMatchObject({ status: 'sending', totals: { received: 200, pending: 200 } });
  await systemClock.sleep(500);
  other.exec('ROLLBACK');
  other.close();
  await installation.delivered();
  await installation.accept(state('refused'));
  await installation.delivered();
  expect(stream.committed).toHaveLength(201);
  expect(await installation.reconcile()).toEqual({ received: 201, activated: 201, excluded: 0, failed: 0 });
  expect(compareOutcomes(await installation.store.auditOutcomes('dst_1')).differences).toEqual([]);
}, 30_000);

test('the log is trimmed while a destination sends, stops and is behind, and nothing of it is lost or repeated', async () => {
  await installation.activate({ segments: [{ id: 'high' }] });
  let isOver = false;
  let trimmed = 0;
  const trimming = (async () => {
    while (!isOver) {
      trimmed += (await installation.store.trimChanges(7)).removed;
      await systemClock.sleep(1);
    }
  })();
  const people = Array.from({ length: 40 }, (_, n) => `p${n}`);
  for (let round = 0; round < 10; round += 1) {
    if (round === 3) {
      await installation.store.updateDestination('dst_1', { enabled: false }, 1, null);
      await installation.supervisor.refresh('dst_1');
    }
    if (round === 6) {
      await installation.store.updateDestination('dst_1', { enabled: true }, 1, null);
      await installation.supervisor.refresh('dst_1');
    }
    await installation.accept(...people.map((id) => state(id, round)));
    await systemClock.sleep(20);
  }
  await installation.delivered();
  await expect.poll(async () => (await installation.store.readChanges(0, 10)).length, { timeout: 5_000 }).toBe(0);
  isOver = true;
  await trimming;
  expect(trimmed).toBe(400);
  expect(stream.committed).toHaveLength(400);
  expect(await installation.reconcile()).toMatchObject({ received: 400, activated: 400 });
}, 30_000);
