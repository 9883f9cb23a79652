import { describe, expect, test } from 'vitest';
import type { DeliveryEvent } from '../../shared/delivery.ts';
import { createRemoteSupervisor } from '../../server/delivery/remoteSupervisor.ts';
import { serveSupervisor } from '../../server/delivery/serveSupervisor.ts';
import type { RunnableSupervisor } from '../../server/delivery/supervisor.ts';
import type { ToDelivery } from '../../server/delivery/threadProtocol.ts';
import { ActivationError } from '../../server/kit/errors.ts';
import type { Reply } from '../../server/kit/threadCalls.ts';
import { ManualClock, settled } from '../fakes/manualClock.ts';

const event: DeliveryEvent = {
  destinationId: 'dst_1',
  at: 't',
  status: 'sending',
  totals: { received: 3, pending: 1, activated: 1, excluded: 1, failed: 0, retried: 0, throttled: 0 },
  capacityWait: null,
  lag: { changes: 0, milliseconds: 0 },
};

/** Both sides of the line, as two threads hold them: every message is copied, and arrives in a later turn. */
function setUp() {
  const clock = new ManualClock();
  const notes: string[] = [];
  const state = { answers: true, thrown: null as unknown };
  const note = async <T>(text: string, answer: T): Promise<T> => {
    notes.push(text);
    if (state.thrown !== null) throw state.thrown;
    return answer;
  };
  const supervisor: RunnableSupervisor = {
    start: () => note('start', undefined),
    wake: (sequence) => void notes.push(`wake ${sequence}`),
    refresh: (id) => note(`refresh ${id}`, undefined),
    snapshot: () => note('snapshot', [event]),
    pendingByRun: () => note('pendingByRun', new Map([['run_1', 7]])),
    shardLoads: (id) => note(`shardLoads ${id}`, null),
    watch: ({ id }) => note(`watch ${id}`, undefined),
    unwatch: (id) => note(`unwatch ${id}`, undefined),
    delivers: async () => true,
    leads: () => note('leads', true),
    healthy: () => note('healthy', true),
    stop: (deadlineMs) => note(`stop ${deadlineMs}`, undefined),
  };
  const answer = (reply: Reply): void => {
    const copy = structuredClone(reply);
    if (state.answers) setImmediate(() => remote.take(copy));
  };
  const serve = serveSupervisor(supervisor, () => note('catch up', undefined), answer);
  const line = {
    postMessage(message: ToDelivery) {
      const copy = structuredClone(message);
      setImmediate(() => serve(copy));
    },
  };
  const remote = createRemoteSupervisor(line, clock);
  return { clock, notes, state, remote, supervisor: remote.supervisor };
}

const isDefect = { name: 'ActivationError', code: 'defect' };

describe('delivery in another thread', () => {
  test('is asked over there, in the order of the asking, and answers what it answers there', async () => {
    const { supervisor, notes } = setUp();
    supervisor.wake(5);
    const answers = [supervisor.start(), supervisor.refresh('dst_1'), supervisor.healthy(), supervisor.stop(18_000)];
    supervisor.wake(6);
    expect(await Promise.all(answers)).toEqual([undefined, undefined, true, undefined]);
    expect(notes).toEqual(['wake 5', 'start', 'refresh dst_1', 'healthy', 'stop 18000', 'wake 6']);
  });

  test('is watched and left alone over there', async () => {
    const { supervisor, notes } = setUp();
    await supervisor.watch({ id: 'w', destinationId: 'dst_1', filter: { outcome: 'failed' }, findsExcluded: true });
    await supervisor.unwatch('w');
    expect(await supervisor.shardLoads('dst_1')).toBeNull();
    expect(notes).toEqual(['watch w', 'unwatch w', 'shardLoads dst_1']);
  });

  test('takes in what the store has answered before it tells any number', async () => {
    const { supervisor, notes } = setUp();
    expect(await supervisor.snapshot()).toEqual([event]);
    expect(await supervisor.pendingByRun()).toEqual(new Map([['run_1', 7]]));
    expect(notes).toEqual(['catch up', 'snapshot', 'catch up', 'pendingByRun']);
  });

  test('fails with the error of the other side: a known one as it is, anything else as a defect', async () => {
    const { supervisor, state } = setUp();
    state.thrown = new ActivationError('destination_unavailable', 'Not now.', { vendorCode: 'X', retryAfterSeconds: 3 });
    await expect(supervisor.refresh('dst_1')).rejects.toMatchObject({ code: 'destination_unavailable', message: 'Not now.', vendorCode: 'X', retryAfterSeconds: 3 });
    state.thrown = new TypeError('undefined is not a function');
    await expect(supervisor.snapshot()).rejects.toMatchObject(isDefect);
    expect(await supervisor.healthy()).toBe(false);
  });

  test('that gives no answer keeps nobody waiting for ever, and is not healthy', async () => {
    const { supervisor, state, clock } = setUp();
    state.answers = false;
    const asked = [supervisor.snapshot(), supervisor.pendingByRun(), supervisor.refresh('dst_1'), supervisor.healthy(), supervisor.stop(18_000)];
    const done = new Set<number>();
    const results = Promise.allSettled(asked.map((one, at) => one.finally(() => done.add(at))));
    await clock.advance(4_999);
    expect(done).toEqual(new Set());
    await clock.advance(1);
    expect(done).toEqual(new Set([0, 1, 3]));
    // What may take its time over there has it.
    await clock.advance(13_499);
    expect(done).toEqual(new Set([0, 1, 3]));
    await clock.advance(1);
    expect(done).toEqual(new Set([0, 1, 3, 4]));
    await clock.advance(6_499);
    expect(done).toEqual(new Set([0, 1, 3, 4]));
    await clock.advance(1);
    expect(done).toEqual(new Set([0, 1, 2, 3, 4]));
    const [snapshot, pending, refresh, healthy, stop] = await results;
    for (const result of [snapshot, pending, refresh, stop]) expect(result).toMatchObject({ status: 'rejected', reason: { ...isDefect, message: 'Delivery gives no answer.' } });
    expect(healthy).toEqual({ status: 'fulfilled', value: false });
  });

  test('that has ended says so at once, to those who wait and to those who ask later', async () => {
    const { supervisor, state, remote, notes } = setUp();
    state.answers = false;
    const waiting = [supervisor.start(), supervisor.snapshot(), supervisor.healthy()];
    await settled();
    remote.end(new ActivationError('defect', 'The thread has ended.'));
    remote.end(new ActivationError('defect', 'It ended with 1.'));
    expect(await Promise.allSettled([...waiting, supervisor.refresh('dst_1'), supervisor.healthy(), supervisor.stop(18_000)])).toMatchObject([
      { status: 'rejected', reason: { message: 'The thread has ended.' } },
      { status: 'rejected', reason: { message: 'The thread has ended.' } },
      { status: 'fulfilled', value: false },
      { status: 'rejected', reason: { message: 'The thread has ended.' } },
      { status: 'fulfilled', value: false },
      { status: 'rejected', reason: { message: 'The thread has ended.' } },
    ]);
    expect(notes).not.toContain('refresh dst_1');
  });

  test('leaves no timer behind once it has answered', async () => {
    const { supervisor, clock } = setUp();
    const sleeps: (AbortSignal | undefined)[] = [];
    const sleep = clock.sleep.bind(clock);
    clock.sleep = (milliseconds, signal) => {
      sleeps.push(signal);
      return sleep(milliseconds, signal);
    };
    await supervisor.snapshot();
    await supervisor.stop(1);
    expect(sleeps.map((signal) => signal?.aborted)).toEqual([true, true]);
  });
});
