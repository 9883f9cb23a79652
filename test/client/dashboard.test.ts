import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Counts, DeliveryEvent, Metrics } from '../../shared/delivery.ts';
import type { Account } from '../../shared/account.ts';
import { durationOf } from '../../client/dashboard/estimate.ts';
import { outcomesBetween, secondsKept, takeEvent, type LiveDelivery } from '../../client/dashboard/liveTotals.ts';
import { bucketSeries, lastDay, lastHour, newestLatency, newestTime, secondsAfter, sumOf } from '../../client/dashboard/series.ts';
import { pipelineOf } from '../../client/dashboard/pipeline.ts';
import { sharesOf, shareText } from '../../client/dashboard/shares.ts';
import { sparklinePath } from '../../client/dashboard/sparklinePath.ts';
import { accountAttentionOf, failingOf, freshEvents, liveAttentionOf } from '../../client/overview/attention.ts';
import { growthSentence } from '../../client/segments/growthWords.ts';
import { coverageOf } from '../../client/segments/coverage.ts';
import { firstProfilesCommand } from '../../client/segments/firstProfilesCommand.ts';

const start = Date.parse('2026-11-20T10:00:00.000Z');

function counts(activated: number, excluded = 0, failed = 0, pending = 0): Counts {
  return { received: activated + excluded + failed + pending, activated, excluded, failed, pending, retried: 0, throttled: 0 };
}

function eventAt(second: number, totals: Counts): DeliveryEvent {
  return { destinationId: 'dst_1', at: new Date(start + second * 1_000).toISOString(), status: 'enabled', totals, lag: { changes: 0, milliseconds: 0 }, capacityWait: null };
}

function listen(events: readonly DeliveryEvent[]): LiveDelivery {
  return events.reduce<LiveDelivery | undefined>(takeEvent, undefined) as LiveDelivery;
}

function point(minutesAgo: number, activated: number, p50: number | null = null): Metrics['points'][number] {
  return {
    at: new Date(start - minutesAgo * 60_000).toISOString(),
    received: activated,
    activated,
    excluded: 0,
    failed: 0,
    throttled: 0,
    bytes: 0,
    latencyMs: { p50, p95: p50, p99: p50 },
    lagMs: 0,
  };
}

describe('differences of totals', () => {
  test('the first event is a baseline and counts nothing', () => {
    expect(listen([eventAt(0, counts(500))]).seconds.map((second) => second.delta.activated)).toEqual([0]);
  });

  test('the differences of any rising totals sum to the last total minus the first', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 60 }), (steps) => {
        let total = { activated: 7, excluded: 3, failed: 1 };
        const events = [eventAt(0, counts(7, 3, 1))];
        steps.forEach(([activated, excluded, failed], index) => {
          total = { activated: total.activated + activated, excluded: total.excluded + excluded, failed: total.failed + failed };
          events.push(eventAt(index + 1, counts(total.activated, total.excluded, total.failed)));
        });
        const sum = sumOf(listen(events).seconds.map((second) => second.delta));
        expect(sum).toEqual({
          received: total.activated + total.excluded + total.failed - 11,
          activated: total.activated - 7,
          excluded: total.excluded - 3,
          failed: total.failed - 1,
        });
      }),
    );
  });

  test('after a restart of the server the new totals count whole and nothing is negative', () => {
    expect(outcomesBetween(counts(900, 20, 3, 5), counts(4, 1, 0, 2))).toEqual({ received: 7, activated: 4, excluded: 1, failed: 0 });
  });

  test('records handed back unsettled never show as a negative rate', () => {
    expect(outcomesBetween(counts(10, 0, 0, 8), counts(11, 0, 0, 0)).received).toBe(0);
  });

  test('an event that arrives twice or late changes nothing', () => {
    const live = listen([eventAt(0, counts(1)), eventAt(2, counts(5))]);
    expect(takeEvent(live, eventAt(2, counts(5)))).toBe(live);
    expect(takeEvent(live, eventAt(1, counts(3)))).toBe(live);
  });

  test('a page that stays open for days keeps a bounded number of seconds', () => {
    expect(listen(Array.from({ length: secondsKept * 3 }, (_, second) => eventAt(second, counts(second)))).seconds).toHaveLength(secondsKept);
  });
});

describe('series', () => {
  test('an hour has sixty minutes, gaps are zero and the last is the current one', () => {
    const series = bucketSeries([point(59, 5), point(2, 7)], [], start + 30_000, lastHour);
    expect(series).toHaveLength(60);
    expect(series[0]).toMatchObject({ at: start - 59 * 60_000, activated: 5 });
    expect(series[57]?.activated).toBe(7);
    expect(series.at(-1)).toMatchObject({ at: start, activated: 0 });
  });

  test('a day has 96 quarters of an hour and loses none of their minutes', () => {
    const series = bucketSeries([point(23 * 60, 5), point(16, 2), point(14, 3)], [], start, lastDay);
    expect(series).toHaveLength(96);
    expect(sumOf(series).activated).toBe(10);
    expect(series.at(-2)?.activated).toBe(3);
  });

  test('points outside the hour are left out', () => {
    expect(sumOf(bucketSeries([point(60, 5), point(-5, 9)], [], start, lastHour)).activated).toBe(0);
  });

  test('live seconds are added to their minute', () => {
    const live = listen([eventAt(0, counts(0)), eventAt(1, counts(4)), eventAt(61, counts(9))]);
    const series = bucketSeries([point(0, 10)], live.seconds, start + 61_000, lastHour);
    expect(series.at(-2)?.activated).toBe(14);
    expect(series.at(-1)?.activated).toBe(5);
  });

  test('seconds that the stored points may hold already are not counted again', () => {
    const live = listen([eventAt(0, counts(0)), eventAt(1, counts(4)), eventAt(2, counts(6)), eventAt(3, counts(7))]);
    expect(sumOf(secondsAfter(live.seconds, start + 1_000).map((second) => second.delta)).activated).toBe(1);
    expect(secondsAfter(live.seconds, start + 3_000)).toEqual([]);
  });

  test('the clock of the server counts, and a page that lost its events goes on with stored points', () => {
    const live = listen([eventAt(5, counts(1))]);
    expect(newestTime([], undefined, start + 99)).toBe(start + 99);
    expect(newestTime([point(0, 1)], live, start + 9e9)).toBe(start + 5_000);
    expect(newestTime([point(-3, 1)], live, start)).toBe(start + 180_000);
  });

  test('latency is of the newest minute that delivered something', () => {
    expect(newestLatency([point(9, 1, 90), point(5, 1, 40), point(2, 0)])?.latency.p50).toBe(40);
    expect(newestLatency([point(2, 0)])).toBeNull();
  });
});

describe('shares', () => {
  test('shares of something always sum to 100 %, in tenths, none negative', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000_000), { minLength: 1, maxLength: 6 }), (parts) => {
        const tenths = sharesOf(parts).map((share) => Math.round(share * 10));
        const total = parts.reduce((sum, part) => sum + part, 0);
        expect(tenths.reduce((sum, share) => sum + share, 0)).toBe(total === 0 ? 0 : 1_000);
        expect(tenths.every((share) => share >= 0)).toBe(true);
      }),
    );
  });

  test('one failure in a million shows as more than nothing', () => {
    expect(sharesOf([999_999, 0, 1])).toEqual([99.9, 0, 0.1]);
  });

  test('a single share never hides a failure behind 0 % or 100 %', () => {
    expect(shareText(1, 1_000_000)).toBe('under 0.1%');
    expect(shareText(999_999, 1_000_000)).toBe('over 99.9%');
    expect(shareText(0, 10)).toBe('0%');
    expect(shareText(10, 10)).toBe('100%');
    expect(shareText(1, 3)).toBe('33.3%');
    expect(shareText(0, 0)).toBe('');
  });

  test('nothing at all has no shares', () => {
    expect(sharesOf([0, 0])).toEqual([0, 0]);
  });
});

describe('the five boxes', () => {
  test('received is the sum of the other four, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(999), fc.nat(99), fc.nat(9)), { maxLength: 20 }), fc.nat(500), (points, pending) => {
        const series = points.map(([activated, excluded, failed], index) => ({ at: index, received: 0, activated, excluded, failed }));
        const stages = pipelineOf(series, { pending, trend: [], unseen: 0 });
        const [received, ...others] = stages.map((stage) => stage.count);
        expect(others.reduce((sum, count) => sum + count, 0)).toBe(received);
        expect(stages.map((stage) => stage.outcome)).toEqual(['received', 'excluded', 'waiting', 'delivered', 'failed']);
      }),
    );
  });

  test('what is open has a trend beside the others from the first word on', () => {
    const series = [0, 1].map((at) => ({ at, received: 0, activated: 1, excluded: 0, failed: 0 }));
    const trendOf = (trend: number[]): readonly number[] | undefined => pipelineOf(series, { pending: 3, trend, unseen: 0 })[2]?.trend;
    expect([trendOf([]), trendOf([3]), trendOf([5, 4, 3])]).toEqual([
      [3, 3],
      [3, 3],
      [5, 4, 3],
    ]);
  });

  test('while a destination is paused the waiting box tells how many changes were not looked at yet', () => {
    expect(pipelineOf([], { pending: 0, trend: [], unseen: 12_483 })[2]?.note).toBe('and 12,483 changes not looked at yet');
  });
});

describe('trends', () => {
  test('the largest value touches the top, zero the bottom, and fewer values than slots stand at the right', () => {
    expect(sparklinePath([0, 10], 2, 100, 20, false)).toBe('M0.0 19.0 L100.0 1.0');
    expect(sparklinePath([0, 10], 3, 100, 20, true)).toBe('M50.0 20 L50.0 19.0 L100.0 1.0 L100 20 Z');
    expect(sparklinePath([5], 60, 100, 20, false)).toBe('');
  });
});

describe('segments', () => {
  test('the most covered identity comes first and an empty segment has none', () => {
    expect(coverageOf({ size: 10, identityCoverage: { ecid: 3, email: 9, phone: 0 } })).toEqual([
      { namespace: 'email', count: 9 },
      { namespace: 'ecid', count: 3 },
    ]);
    expect(coverageOf({ size: 0, identityCoverage: { email: 0 } })).toEqual([]);
  });

  test('the command that sends a first profile holds a profile the API takes', () => {
    const command = firstProfilesCommand('http://127.0.0.1:8080');
    expect(command).toContain('curl http://127.0.0.1:8080/api/profiles');
    const body: unknown = JSON.parse(command.slice(command.indexOf("'{") + 1, -1));
    expect(body).toMatchObject({ profileId: 'crm-1001', segmentMembership: { ups: { 'white-paper-readers': { status: 'realized' } } } });
  });
});

describe('what needs attention', () => {
  const event = (destinationId: string, lagMs: number, change: Partial<DeliveryEvent> = {}): DeliveryEvent => ({
    destinationId,
    at: new Date(start).toISOString(),
    status: 'sending',
    totals: counts(0, 0, 0),
    lag: { changes: lagMs === 0 ? 0 : 5, milliseconds: lagMs },
    capacityWait: null,
    ...change,
  });

  test('who is far behind and who waits for the stream, each once and only while it sends', () => {
    const capacityWait = { records: 3, shards: 1, ofShards: 4, milliseconds: 9_000 };
    const events = [
      event('little', 299_999),
      event('far', 300_000),
      event('farther', 900_000),
      event('paused', 900_000, { status: 'paused' }),
      event('full', 900_000, { capacityWait }),
      event('fuller', 0, { capacityWait: { ...capacityWait, milliseconds: 10_000 } }),
    ];
    const { waiting, lagging } = liveAttentionOf(events);
    expect(waiting.map(({ destinationId }) => destinationId)).toEqual(['fuller', 'full']);
    expect(lagging.map(({ destinationId }) => destinationId)).toEqual(['farther', 'far']);
  });

  test('what was heard of a destination that is gone since counts no more', () => {
    const events = new Map([event('here', 0), event('gone', 900_000, { at: new Date(start - 30_000).toISOString() })].map((one) => [one.destinationId, one]));
    expect(freshEvents(events).map(({ destinationId }) => destinationId)).toEqual(['here']);
    expect(freshEvents(new Map())).toEqual([]);
  });

  test('what failed most comes first; deleted destinations are left out', () => {
    const totals = (id: string, failed: number, isDeleted = false) => ({
      id,
      name: id,
      isDeleted,
      received: 9,
      activated: 9 - failed,
      excluded: 0,
      failed,
      throttled: 0,
      bytes: 0,
    });
    expect(failingOf({ destinations: [totals('a', 1), totals('b', 0), totals('c', 3), totals('d', 9, true)] }).map(({ id }) => id)).toEqual(['c', 'a']);
  });

  test('accounts in use that cannot sign in, and keys of 90 days and more that stay', () => {
    const account = (name: string, days: number, change: Record<string, unknown> = {}, method = 'access_key', hasSessionToken = false): Account =>
      ({
        name,
        rotatedAt: new Date(start - days * 86_400_000).toISOString(),
        credentials: { method, hasSessionToken },
        destinations: [{ id: 'd' }],
        lastCheck: { ok: true },
        ...change,
      }) as unknown as Account;
    const all = [
      account('old', 90),
      account('young', 89.9),
      account('broken and old', 200, { lastCheck: { ok: false } }),
      account('unused', 200, { lastCheck: { ok: false }, destinations: [] }),
      account('not tried yet', 1, { lastCheck: null }),
      account('role', 200, {}, 'assume_role'),
      account('temporary', 200, {}, 'access_key', true),
    ];
    const { broken, ageing } = accountAttentionOf(all, start);
    expect(broken.map(({ name }) => name)).toEqual(['broken and old']);
    expect(ageing.map(({ name }) => name)).toEqual(['old']);
  });
});

describe('durations', () => {
  const run = { startedAt: new Date(start).toISOString(), endedAt: null };

  test('a run that ended has a fixed duration', () => {
    expect(durationOf({ ...run, endedAt: new Date(start + 5_000).toISOString() }, start + 99_000)).toBe(5_000);
    expect(durationOf(run, start + 99_000)).toBe(99_000);
    expect(durationOf(run, start - 500)).toBe(0);
  });
});

test.each([
  [[], 'Nobody entered or left in this time.'],
  [[[0, 0]], 'Nobody entered or left in this time.'],
  [
    [
      [1_200, 3],
      [0, 0],
      [1, 0],
    ],
    '1,198 people more: 1,201 entered, 3 left.',
  ],
  [[[1, 2]], '1 person fewer: 1 entered, 2 left.'],
  [
    [
      [4, 0],
      [0, 4],
    ],
    'As many as before: 4 entered, 4 left.',
  ],
] as [number[][], string][])('the growth %j of a segment reads: %s', (moves, sentence) => {
  expect(growthSentence({ points: moves.map(([entered = 0, exited = 0]) => ({ at: '2026-11-20T10:00:00.000Z', size: 9, entered, exited })) })).toBe(sentence);
});
