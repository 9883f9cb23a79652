import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../server/kit/clock.ts';
import { eraseProfile } from '../../server/profiles/erase.ts';
import { MemoryStream } from '../fakes/memoryStream.ts';
import { Installation } from './harness.ts';

const limits = { maxRecordsPerRequest: 500, maxBytesPerRequest: 10 * 1024 * 1024, maxBytesPerRecord: 4_096 };
const activation = { segments: [{ id: 'vip' }], attributes: [{ source: 'name', required: true }], partitionKey: { kind: 'attribute', source: 'name' } };

let stream: MemoryStream;
let installation: Installation;

beforeEach(async () => {
  stream = new MemoryStream(systemClock, limits);
  stream.latencyMs = 1;
  installation = new Installation(() => stream);
  await installation.open();
});
afterEach(async () => {
  await installation.close();
  installation.destroy();
});

const person = (profileId: string, more: object = {}): object => ({
  profileId,
  attributes: { name: profileId },
  identityMap: { email: [{ id: `${profileId}@example.com` }] },
  segmentMembership: { ups: { vip: { status: 'realized', lastQualificationTime: '2026-11-20T10:00:00Z' } } },
  ...more,
});
const consent = (profileId: string, answer: 'granted' | 'denied' | null): object => ({ profileId, consents: { email: answer } });

interface Body {
  readonly name?: string;
  readonly erased?: boolean;
  readonly segmentMembership: { ups?: Record<string, { status: string }> };
  readonly identityMap: { email?: { id: string }[] };
}

/** Who, with what status in which segments; and the name, where it is there. */
const sent = (): unknown[] =>
  stream.committed.map(({ text }) => {
    const { name = null, segmentMembership, identityMap, erased } = JSON.parse(text) as Body;
    const statuses = Object.entries(segmentMembership.ups ?? {}).map(([id, { status }]) => `${id} ${status}`);
    return [identityMap.email?.[0]?.id, name, ...statuses, ...(erased === true ? ['erased'] : [])];
  });

test('nobody is sent without consent, who gives it enters, and who withdraws it leaves, told by no attribute', async () => {
  await installation.activate(activation, { requiredConsents: ['email'] });
  await installation.accept(person('ada'), person('bob', { consents: { email: 'granted' } }), person('eve', { consents: { email: 'denied' } }));
  await installation.delivered();
  expect(sent()).toEqual([['bob@example.com', 'bob', 'vip realized']]);
  await installation.accept(consent('ada', 'granted'), consent('bob', 'denied'), consent('eve', null));
  await installation.accept({ profileId: 'bob', segmentMembership: { ups: { vip: { status: 'exited' } } } });
  await installation.delivered();
  expect(sent().slice(1)).toEqual([
    ['ada@example.com', 'ada', 'vip realized'],
    ['bob@example.com', null, 'vip exited'],
  ]);
  // The same person goes the same way through the stream, so the exit cannot come before the entry.
  expect(new Set(stream.committed.map(({ key }) => key))).toEqual(new Set(['ada', 'bob']));
  expect(await installation.reconcile()).toEqual({ received: 6, activated: 3, excluded: 3, failed: 0 });
  const [run] = await installation.runs();
  expect(run?.sums.reasons).toEqual([{ code: 'consent_missing', counter: 'excluded', count: 3 }]);
});

test('a backlog is held to the consent of now: what was allowed when it came in is not sent after a withdrawal', async () => {
  await installation.activate({ ...activation, state: 'paused' }, { requiredConsents: ['email'] });
  await installation.accept(person('ada', { consents: { email: 'granted' } }), person('bob', { consents: { email: 'granted' } }));
  await installation.accept({ profileId: 'ada', attributes: { name: 'Ada' } }, consent('ada', 'denied'));
  await installation.activate(activation);
  await installation.delivered();
  expect(sent()).toEqual([
    ['bob@example.com', 'bob', 'vip realized'],
    ['ada@example.com', null, 'vip exited'],
  ]);
  expect(await installation.reconcile()).toEqual({ received: 4, activated: 2, excluded: 2, failed: 0 });
});

test('a backfill leaves out who does not consent, and a replay tells of who withdrew only that they left', async () => {
  await installation.accept(person('ada', { consents: { email: 'granted' } }), person('bob'));
  await installation.activate(activation, { requiredConsents: ['email'] }, { id: 'run_b', segmentIds: ['vip'], total: 2 });
  await installation.delivered();
  expect(sent()).toEqual([['ada@example.com', 'ada', 'vip realized']]);
  expect((await installation.run('run_b')).sums).toMatchObject({ received: 2, activated: 1, excluded: 1 });
  const works = stream.script;
  stream.script = (records) => ({ results: records.map(() => ({ ok: false, code: 'record_rejected', vendorCode: 'Odd', message: 'No.' })) });
  await installation.accept({ profileId: 'ada', attributes: { name: 'Countess' } });
  await installation.delivered();
  await installation.accept(consent('ada', 'denied'));
  await installation.delivered();
  stream.script = works;
  expect(await installation.deadLetters()).toHaveLength(2);
  await installation.startLetterRun('replay');
  await installation.delivered();
  expect(sent().slice(1)).toEqual([
    ['ada@example.com', null, 'vip exited'],
    ['ada@example.com', null, 'vip exited'],
  ]);
});

test('a removed segment tells everyone in it to have left, once, whoever leaves or stays meanwhile', async () => {
  const both = { segmentMembership: { ups: { vip: { status: 'realized' }, old: { status: 'realized' } } } };
  const old = { segmentMembership: { ups: { old: { status: 'realized' } } } };
  await installation.activate({ ...activation, segments: [{ id: 'vip' }, { id: 'old' }] });
  await installation.accept(person('ada', both), person('bob', old), person('carl', old), person('dan'));
  await installation.delivered();
  expect(sent()).toHaveLength(4);
  // The change is made while the destination is at rest, so that bob leaves before the run comes to him.
  await installation.supervisor.stop(10_000);
  const removal = installation.activate({ ...activation, removedSegments: [{ id: 'old', sendExits: true }] }).catch(() => undefined);
  await removal;
  await installation.accept({ profileId: 'bob', segmentMembership: { ups: { old: { status: 'exited' } } } });
  await installation.accept({ profileId: 'dan', attributes: { name: 'Daniel' } });
  await installation.restart();
  await installation.delivered();
  expect(sent().slice(4).map(String).sort()).toEqual(
    ['ada@example.com,,old exited', 'bob@example.com,,old exited', 'carl@example.com,,old exited', 'dan@example.com,Daniel,vip realized'].sort(),
  );
  const exits = (await installation.runs()).find(({ kind }) => kind === 'exits');
  expect(exits).toMatchObject({ state: 'completed', sums: { received: 2, activated: 2 } });
  await installation.accept(person('fay', old), { profileId: 'carl', segmentMembership: { ups: { old: { status: 'exited' } } } });
  await installation.restart();
  await installation.delivered();
  expect(sent()).toHaveLength(8);
  await installation.reconcile();
});

test('exits of a removed segment tell nothing of who does not consent', async () => {
  const old = { segmentMembership: { ups: { old: { status: 'realized' } } } };
  const granted = { consents: { email: 'granted' } };
  await installation.activate({ ...activation, segments: [{ id: 'vip' }, { id: 'old' }] }, { requiredConsents: ['email'] });
  await installation.accept(person('ada', { ...old, ...granted }), person('bob', old), person('carl', { ...old, ...granted }), consent('carl', 'denied'));
  await installation.delivered();
  const before = sent().length;
  await installation.activate({ ...activation, removedSegments: [{ id: 'old', sendExits: true }] });
  await installation.delivered();
  expect(sent().slice(before)).toEqual([['ada@example.com', null, 'old exited']]);
  expect((await installation.runs()).find(({ kind }) => kind === 'exits')?.sums).toMatchObject({ received: 3, activated: 1, excluded: 2 });
});

test('an erasure is told by a last record, where the destination wants it', async () => {
  await installation.activate(activation, { tombstones: true });
  await installation.accept(person('ada'), person('bob'));
  await installation.delivered();
  const erased = await eraseProfile(installation.store, systemClock, 'ada', 'eve@example.com', (sequence) => installation.supervisor.wake(sequence));
  expect(erased).toMatchObject({ hadProfile: true, deliveries: 1 });
  await installation.accept(person('ada'));
  await installation.delivered();
  expect(sent().slice(2)).toEqual([
    ['ada@example.com', null, 'vip exited', 'erased'],
    ['ada@example.com', 'ada', 'vip realized'],
  ]);
  expect(new Set((await installation.deliveries()).map(({ exportId }) => exportId)).size).toBe(4);
  expect(await installation.reconcile()).toMatchObject({ activated: 4 });
});
