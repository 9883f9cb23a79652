import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { ProbePace } from '../../server/delivery/probePace.ts';
import { differenceOf, StreamWatch, type PinnedStream } from '../../server/delivery/streamWatch.ts';
import type { StreamTarget } from '../../server/destinations/definition.ts';
import { ActivationError } from '../../server/kit/errors.ts';
import type { ErrorCode } from '../../shared/errorCodes.ts';
import { ManualClock } from '../fakes/manualClock.ts';

const confirmed: StreamTarget = { name: 'events', arn: 'arn:1:events', createdAt: '2026-11-01T08:00:00.000Z', maxRecordBytes: 1_024 };
const anew: StreamTarget = { ...confirmed, createdAt: '2026-11-20T09:30:00.000Z' };
const never = new AbortController().signal;
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let clock: ManualClock;
let stored: string;
/** What the next looks find; a code: why there is no sight. */
let found: StreamTarget | ErrorCode | 'nobody answers';
let looks: number;
let watch: StreamWatch;

const startWatch = (): StreamWatch =>
  new StreamWatch({
    destinationId: 'dst_1',
    clock,
    random: () => 0.5,
    log: quiet,
    store: {
      replaceTarget: async (_id, expectedJson, targetJson) => {
        if (expectedJson !== stored) return false;
        stored = targetJson;
        return true;
      },
    },
  });

const pinned = (): PinnedStream => ({
  target: JSON.parse(stored) as StreamTarget,
  targetJson: stored,
  look: async (signal) => {
    looks += 1;
    const now = found;
    if (typeof now === 'object') return now;
    if (now !== 'nobody answers') throw new ActivationError(now, 'No.');
    await clock.sleep(3_600_000, signal);
    throw new ActivationError('destination_unavailable', 'AWS is slow to answer.');
  },
});

async function look(): Promise<string> {
  const looking = watch.look(pinned(), never);
  await clock.advance(found === 'nobody answers' ? 5_000 : 0);
  const sight = await looking;
  return sight.kind === 'refused' ? sight.error.code : sight.kind;
}

beforeEach(() => {
  clock = new ManualClock();
  stored = JSON.stringify(confirmed);
  found = confirmed;
  looks = 0;
  watch = startWatch();
});

describe('two streams of one name', () => {
  test('are the same only where nothing that is known of both differs', () => {
    const text = fc.option(fc.constantFrom('2026-11-01T08:00:00.000Z', '2026-11-20T09:30:00.000Z'));
    const target = fc.record({ name: fc.constant('events'), arn: text, createdAt: text, maxRecordBytes: fc.nat() });
    fc.assert(
      fc.property(target, target, (one, other) => {
        const differs = (['arn', 'createdAt'] as const).some((key) => one[key] !== null && other[key] !== null && one[key] !== other[key]);
        expect(differenceOf(one, other) !== null).toBe(differs);
      }),
    );
  });

  test('are told apart in words that name both', () => {
    expect(differenceOf(confirmed, anew)).toBe(
      'The stream "events" was made anew on 2026-11-20 at 09:30:00 UTC. The one that was confirmed was made on 2026-11-01 at 08:00:00 UTC.',
    );
    expect(differenceOf(confirmed, { ...anew, arn: 'arn:2:events' })).toBe('These credentials reach arn:2:events. The stream that was confirmed is arn:1:events.');
  });
});

describe('a look', () => {
  test('that cannot be had does not stop sending: it proves nothing', async () => {
    for (const now of ['access_denied', 'credentials_invalid', 'throttled', 'endpoint_unreachable', 'nobody answers'] as const) {
      found = now;
      expect([now, await look()]).toEqual([now, 'unseen']);
    }
  });

  test('that shows another stream stands: through looks without an answer, through a restart, and until the confirmed one is back', async () => {
    found = anew;
    expect(await look()).toBe('stream_replaced');
    for (const isRestarted of [false, true]) {
      if (isRestarted) watch = startWatch();
      for (const now of ['nobody answers', 'access_denied', 'endpoint_unreachable'] as const) {
        found = now;
        expect([isRestarted, now, await look()]).toEqual([isRestarted, now, 'stream_replaced']);
      }
    }
    found = confirmed;
    expect(await look()).toBe('seen');
    found = 'access_denied';
    expect([await look(), JSON.parse(stored)]).toEqual(['unseen', confirmed]);
  });

  test('that shows no stream stands while nobody answers, and ends with an answer', async () => {
    found = 'stream_not_found';
    expect(await look()).toBe('stream_not_found');
    found = 'throttled';
    expect(await look()).toBe('stream_not_found');
    found = 'access_denied';
    expect(await look()).toBe('unseen');
    found = 'throttled';
    expect(await look()).toBe('unseen');
  });

  test('stores nothing where somebody chose another stream meanwhile', async () => {
    const before = pinned();
    stored = JSON.stringify({ ...confirmed, name: 'other' });
    found = anew;
    await watch.look(before, never);
    expect(JSON.parse(stored)).toEqual({ ...confirmed, name: 'other' });
  });

  test('pins what was not known before', async () => {
    stored = JSON.stringify({ ...confirmed, arn: null, createdAt: null });
    expect([await look(), JSON.parse(stored)]).toEqual(['seen', confirmed]);
  });
});

describe('while it is sent to, a stream is looked at', () => {
  test('once a minute; after 10 seconds where nobody answered', async () => {
    const over = new AbortController();
    const change = watch.nextChange(pinned(), over.signal);
    await clock.advance(59_000);
    expect(looks).toBe(0);
    await clock.advance(61_000);
    expect(looks).toBe(2);
    found = 'throttled';
    await clock.advance(60_000);
    await clock.advance(30_000);
    expect(looks).toBe(6);
    over.abort();
    expect(await change).toBeNull();
  });

  test('and a new record limit asks for another session with it, as soon as it is stored', async () => {
    const change = watch.nextChange(pinned(), never);
    found = { ...confirmed, maxRecordBytes: 10_240 };
    await clock.advance(60_000);
    expect(await change).toMatchObject({ kind: 'seen', stream: { target: { maxRecordBytes: 10_240 } } });
    expect(JSON.parse(stored)).toEqual(found);
  });
});

describe('a destination that stopped by itself', () => {
  test('is tried after 5 seconds, then less and less often, at least once a minute', () => {
    const pace = new ProbePace();
    expect(Array.from({ length: 6 }, () => pace.next(undefined) / 1_000)).toEqual([5, 10, 20, 40, 60, 60]);
    pace.reset();
    expect(pace.next(undefined)).toBe(5_000);
  });

  test('is tried as often as was asked for five minutes, then once a minute', () => {
    const pace = new ProbePace();
    const waits = Array.from({ length: 33 }, () => pace.next(10) / 1_000);
    expect([waits.slice(0, 30).every((wait) => wait === 10), waits.slice(30)]).toEqual([true, [60, 60, 60]]);
  });
});
