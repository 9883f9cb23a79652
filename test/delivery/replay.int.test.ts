import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ActivationError } from '../../server/kit/errors.ts';
import { systemClock } from '../../server/kit/clock.ts';
import type { SendResult } from '../../server/publisher/streamClient.ts';
import { MemoryStream, delivered } from '../fakes/memoryStream.ts';
import { Installation } from './harness.ts';

const limits = { maxRecordsPerRequest: 500, maxBytesPerRequest: 10 * 1024 * 1024, maxBytesPerRecord: 4_096 };
const activation = { segments: [{ id: 'high' }], attributes: [{ source: 'name' }], identities: { namespaces: [] } };
const rejected: SendResult = { ok: false, code: 'record_rejected', vendorCode: 'Odd', message: 'The stream does not like it.' };

let stream: MemoryStream;
let installation: Installation;
/** The stream refuses every record while this is set. */
let rejects: boolean;

beforeEach(async () => {
  rejects = true;
  stream = new MemoryStream(systemClock, limits);
  stream.latencyMs = 1;
  stream.script = (records) => ({ results: records.map((_, index) => (rejects ? rejected : delivered(index))) });
  installation = new Installation(() => stream);
  await installation.open();
});
afterEach(async () => {
  await installation.close();
  installation.destroy();
});

const person = (profileId: string, name: string, status = 'realized', time = '2026-11-01T00:00:00Z'): object => ({
  profileId,
  attributes: { name },
  segmentMembership: { ups: { high: { status, lastQualificationTime: time } } },
});
const people = (count: number, name: string): object[] => Array.from({ length: count }, (_, index) => person(`p${index}`, name));
const names = (): string[] => stream.committed.map(({ text }) => (JSON.parse(text) as { name: string }).name);
const ends = async (): Promise<string[]> => (await installation.deadLetters()).map(({ profileId, state, endedAs }) => `${profileId} ${state} ${endedAs}`).toSorted();
/** This many people with one open letter each, on a stream that takes records again. */
async function withLetters(count: number, options: object = {}): Promise<void> {
  await installation.activate(activation, options);
  await installation.accept(...people(count, 'old'));
  await installation.delivered();
  rejects = false;
}
const waitUntil = (condition: () => Promise<boolean> | boolean): Promise<void> => expect.poll(condition, { timeout: 10_000, interval: 5 }).toBe(true);

describe('a replay', () => {
  test('sends people as they are now, once per letter, and closes each letter with who and when', async () => {
    await withLetters(3);
    // Their new state was refused, too: two letters each.
    rejects = true;
    await installation.accept(...people(3, 'new'));
    await installation.delivered();
    rejects = false;
    const runId = await installation.startLetterRun('replay');
    await installation.delivered();
    expect(names()).toEqual(Array.from({ length: 6 }, () => 'new'));
    const deliveries = await installation.deliveries();
    expect(deliveries.map(({ reason, runId: of }) => [reason, of])).toEqual(Array.from({ length: 6 }, () => ['replay', runId]));
    expect(new Set(deliveries.map(({ exportId }) => exportId)).size).toBe(6);
    for (const letter of await installation.deadLetters())
      expect(letter).toMatchObject({ state: 'replayed', endedAs: 'delivered', endedBy: 'ada@example.com', endedRunId: runId, endedAt: expect.any(Number) });
    expect(await installation.run(runId)).toMatchObject({ kind: 'replay', state: 'completed', done: 6, total: 6, sums: { received: 6, activated: 6, excluded: 0, failed: 0 } });
    await installation.reconcile();
  });

  test('that fails again closes the old letter and opens a new one, which the same replay leaves alone', async () => {
    await withLetters(2);
    rejects = true;
    const runId = await installation.startLetterRun('replay');
    await installation.delivered();
    expect(await ends()).toEqual(['p0 open null', 'p0 replayed failed', 'p1 open null', 'p1 replayed failed']);
    expect((await installation.run(runId)).sums).toMatchObject({ received: 2, failed: 2, reasons: [{ code: 'record_rejected', counter: 'failed', count: 2 }] });
    expect((await installation.deadLetters()).filter(({ state }) => state === 'open').every(({ runId: from, attemptsJson }) => from === runId && attemptsJson !== '[]')).toBe(true);
    await installation.reconcile();
  });

  test('leaves out who is gone or concerns the destination no more, with a reason, and closes their letters', async () => {
    await withLetters(2);
    await installation.supervisor.stop(1_000);
    const epoch = (await installation.store.takeOver('dst_1'))?.epoch ?? 0;
    const watermark = await installation.store.headSequence();
    const [like] = await installation.deadLetters();
    if (like === undefined) throw new Error('There is a letter.');
    const erased = { ...like, id: 'dlt_erased', profileId: 'erased' };
    await installation.store.settle({
      destinationId: 'dst_1',
      epoch,
      watermark,
      position: watermark,
      lanes: [],
      runs: [],
      minutes: [],
      deliveries: [],
      deadLetters: [erased],
      endedLetters: [],
      gathered: [],
      released: [],
      progress: [],
    });
    await installation.restart();
    await installation.activate({ ...activation, segments: [{ id: 'another' }] });
    const runId = await installation.startLetterRun('replay');
    await installation.delivered();
    expect(stream.committed).toEqual([]);
    expect((await installation.run(runId)).sums).toMatchObject({ received: 3, excluded: 3, reasons: [{ code: 'profile_not_selected', counter: 'excluded', count: 3 }] });
    expect(await ends()).toEqual(['erased replayed excluded', 'p0 replayed excluded', 'p1 replayed excluded']);
  });

  test('tells an exit, however old it is', async () => {
    await installation.activate(activation);
    await installation.accept(person('left', 'x', 'realized', '2020-01-01T00:00:00Z'));
    await installation.accept(person('left', 'x', 'exited', '2020-01-02T00:00:00Z'));
    await installation.delivered();
    rejects = false;
    await installation.startLetterRun('replay');
    await installation.delivered();
    expect(stream.committed.map(({ text }) => (JSON.parse(text) as { segmentMembership: unknown }).segmentMembership)).toEqual(
      Array.from({ length: 2 }, () => ({ ups: { high: { lastQualificationTime: '2020-01-02T00:00:00Z', status: 'exited' } } })),
    );
  });

  test('started twice sends nobody twice', async () => {
    await withLetters(300);
    stream.latencyMs = 30;
    const [first, second] = [await installation.startLetterRun('replay'), await installation.startLetterRun('replay')];
    await installation.delivered();
    expect(stream.committed.length).toBe(300);
    const runs = [await installation.run(first), await installation.run(second)];
    expect(runs.map(({ state, done }) => [state, done])).toEqual([
      ['completed', 300],
      ['completed', runs[1]?.total],
    ]);
    expect(runs.map(({ sums }) => sums.received).reduce((sum, received) => sum + received)).toBe(300);
  });

  test('goes on after a crash and repeats with the same ids what was sent and not stored', async () => {
    await withLetters(1_500, { envelope: 'cloudevents' });
    stream.latencyMs = 20;
    const runId = await installation.startLetterRun('replay');
    await waitUntil(() => stream.committed.length > 400);
    // Another worker takes over: all that is in memory of this one is lost, as in a crash.
    await installation.store.takeOver('dst_1');
    await waitUntil(() => installation.logged.some(({ message }) => message === 'another worker took the destination over'));
    await installation.supervisor.refresh('dst_1');
    await installation.delivered();
    const ids = stream.committed.map(({ text }) => (JSON.parse(text) as { id: string }).id);
    expect(ids.length).toBeGreaterThan(1_500);
    expect(new Set(ids).size).toBe(1_500);
    expect(await installation.run(runId)).toMatchObject({ state: 'completed', done: 1_500, sums: { received: 1_500, activated: 1_500 } });
    expect((await installation.deliveries()).length).toBe(1_500);
    expect((await installation.deadLetters()).every(({ endedAs }) => endedAs === 'delivered')).toBe(true);
  });

  test('never overtakes changes that wait in the log before the state it would send', async () => {
    await withLetters(1);
    await installation.store.updateDestination('dst_1', { enabled: false }, 1, null);
    await installation.supervisor.refresh('dst_1');
    for (let number = 1; number <= 4; number += 1) await installation.accept(...people(200, `state ${number}`).toReversed());
    await installation.startLetterRun('replay');
    await installation.store.updateDestination('dst_1', { enabled: true }, 1, null);
    await installation.supervisor.refresh('dst_1');
    await installation.delivered();
    expect(stream.committed.filter(({ key }) => key === 'p0').map(({ text }) => (JSON.parse(text) as { name: string }).name)).toEqual([
      'state 1',
      'state 2',
      'state 3',
      'state 4',
      'state 4',
    ]);
  });

  test('reaches only the letters of its filter that were there when it began', async () => {
    await withLetters(4);
    const [kept, ...others] = await installation.deadLetters();
    const runId = await installation.startLetterRun('replay', { ids: others.map(({ id }) => id) });
    await installation.delivered();
    expect((await installation.deadLetters()).filter(({ state }) => state === 'open')).toEqual([kept]);
    expect((await installation.run(runId)).total).toBe(3);
  });
});

describe('a discard', () => {
  test('sends nothing and closes letters with who and when, while the destination is disabled, too', async () => {
    await withLetters(1_200);
    await installation.store.updateDestination('dst_1', { enabled: false }, 1, null);
    await installation.supervisor.refresh('dst_1');
    const runId = await installation.startLetterRun('discard');
    await installation.delivered();
    expect(stream.committed).toEqual([]);
    expect(await installation.run(runId)).toMatchObject({ kind: 'discard', state: 'completed', done: 1_200, total: 1_200, sums: { received: 0, bytes: 0 } });
    for (const letter of await installation.deadLetters())
      expect(letter).toMatchObject({ state: 'discarded', endedAs: 'discarded', endedBy: 'ada@example.com', endedRunId: runId });
    await installation.reconcile();
  });

  test('goes on while the stream refuses everything', async () => {
    await withLetters(700);
    stream.script = () => ({ error: new ActivationError('access_denied', 'Not allowed.'), stored: [] });
    await installation.accept(person('waiting', 'x'));
    await waitUntil(async () => (await installation.store.getDestination('dst_1'))?.pauseJson !== null);
    const runId = await installation.startLetterRun('discard');
    await waitUntil(async () => (await installation.run(runId)).state === 'completed');
    expect((await installation.deadLetters()).every(({ state }) => state === 'discarded')).toBe(true);
  }, 60_000);

  test('after a replay leaves to it what it was asked for first', async () => {
    await withLetters(300);
    stream.latencyMs = 50;
    const [replay, discard] = [await installation.startLetterRun('replay'), await installation.startLetterRun('discard')];
    await installation.delivered();
    expect((await installation.run(replay)).sums.activated).toBe(300);
    expect((await installation.deadLetters()).every(({ endedRunId }) => endedRunId === replay)).toBe(true);
    expect(await installation.run(discard)).toMatchObject({ state: 'completed' });
  });
});

describe('a run', () => {
  /** A stream that takes 200 records a second, so that a run can be caught under way. */
  const slow = (): void => {
    stream.partitions = { ids: ['shardId-000000000000'], starts: [0], recordsPerSecond: 200, bytesPerSecond: 1e9 };
  };

  test.each(['backfill', 'replay'] as const)(
    '%s: paused, it stands still over a restart while live changes go on; resumed, it ends with everyone once',
    async (kind) => {
      slow();
      rejects = kind === 'replay';
      await (kind === 'replay' ? withLetters(400) : installation.accept(...people(400, 'old')));
      rejects = false;
      const backfill = kind === 'backfill' ? { id: 'run_1', segmentIds: ['high'], total: 400 } : null;
      if (backfill !== null) await installation.activate(activation, {}, backfill);
      const runId = backfill?.id ?? (await installation.startLetterRun('replay'));
      await waitUntil(async () => (await installation.run(runId)).done > 20);
      expect(await installation.store.pauseRun(runId, true, systemClock.now())).toBe(true);
      await installation.supervisor.refresh('dst_1');
      const { done, sums } = await installation.run(runId);
      expect([done, done < 400]).toEqual([sums.received, true]);
      await installation.restart();
      await installation.accept(person('live', 'now'));
      await installation.delivered();
      expect(await installation.run(runId)).toMatchObject({ state: 'paused', done, sums: { received: done } });
      expect(names().filter((name) => name === 'now')).toHaveLength(1);
      await installation.store.pauseRun(runId, false, systemClock.now());
      await installation.supervisor.refresh('dst_1');
      await installation.delivered();
      expect(await installation.run(runId)).toMatchObject({ state: 'completed', sums: { activated: 400, received: 400 } });
      expect(names().filter((name) => name === 'old')).toHaveLength(400);
      await installation.reconcile();
    },
    30_000,
  );

  test.each(['backfill', 'replay'] as const)(
    '%s: cancelled, its counts are final and true: what was not sent is not received',
    async (kind) => {
      slow();
      rejects = kind === 'replay';
      await (kind === 'replay' ? withLetters(400) : installation.accept(...people(400, 'old')));
      rejects = false;
      const backfill = kind === 'backfill' ? { id: 'run_1', segmentIds: ['high'], total: 400 } : null;
      if (backfill !== null) await installation.activate(activation, {}, backfill);
      const runId = backfill?.id ?? (await installation.startLetterRun('replay'));
      await waitUntil(async () => (await installation.run(runId)).done > 20);
      await installation.store.endRun(runId, 'cancelled', systemClock.now());
      await installation.supervisor.refresh('dst_1');
      const cancelled = await installation.run(runId);
      expect((await installation.supervisor.pendingByRun()).has(runId)).toBe(false);
      await systemClock.sleep(100);
      await installation.restart();
      expect(await installation.run(runId)).toEqual(cancelled);
      expect(cancelled.sums).toMatchObject({ received: stream.committed.length, activated: stream.committed.length });
      expect(stream.committed.length).toBeLessThan(400);
      if (kind === 'replay') expect((await installation.deadLetters()).filter(({ state }) => state === 'open')).toHaveLength(400 - stream.committed.length);
      await installation.reconcile();
    },
    30_000,
  );
});
