import { expect, test } from 'vitest';
import { presentDeadLetter, presentDelivery, presentMetrics, presentRun } from '../../server/api/presentDelivery.ts';
import { noOutcomes } from '../../server/store/sums.ts';
import { bucketOf } from '../../server/kit/histogram.ts';
import type { DeadLetterRow, OutcomeSums, RunRow } from '../../server/store/rows.ts';
import { delivery } from '../suites/store/rows.ts';

const sums = (part: Partial<OutcomeSums>): OutcomeSums => ({ ...noOutcomes, ...part });
const run: RunRow = {
  id: 'run_1',
  destinationId: 'dst_1',
  kind: 'backfill',
  state: 'running',
  startedAt: 0,
  endedAt: null,
  done: 5,
  total: 9,
  resumedAt: 0,
  resumedDone: 0,
  author: null,
  segmentIds: [],
  letters: null,
  sums: sums({ received: 6, activated: 3, excluded: 2, failed: 1 }),
};

test('received is always activated, excluded, failed and pending together', () => {
  expect(presentRun(run, 4, 0, null).counts).toMatchObject({ received: 10, activated: 3, excluded: 2, failed: 1, pending: 4 });
});

test('a run without an end has no progress; reasons stand most frequent first and say what to do', () => {
  expect(presentRun({ ...run, kind: 'streaming' }, 0, 0, null).progress).toBeNull();
  const reasons = [
    { code: 'record_too_large', counter: 'failed', count: 1 },
    { code: 'mapping_value_missing', counter: 'excluded', count: 2 },
  ] as const;
  const presented = presentRun({ ...run, sums: sums({ reasons }) }, 0, 0, null).reasons;
  expect(presented.map(({ code, count }) => [code, count])).toEqual([
    ['mapping_value_missing', 2],
    ['record_too_large', 1],
  ]);
  expect(presented[0]?.remedy).not.toBe('');
});

test('viewers read no payload', () => {
  const row: DeadLetterRow = {
    id: 'd',
    destinationId: 'dst',
    runId: 'r',
    profileId: 'p',
    exportId: 'e',
    code: 'record_rejected',
    message: 'm',
    attemptsJson: '[]',
    data: '{"a":1}',
    createdAt: 0,
    state: 'open',
    endedAt: null,
    endedBy: null,
    endedRunId: null,
    endedAs: null,
  };
  expect((['viewer', 'marketer', 'admin'] as const).map((role) => presentDeadLetter(row, role).data)).toEqual([null, '{"a":1}', '{"a":1}']);
});

test('viewers read no identity or attribute in the place of a partition key', () => {
  const keysOf = (partitionKey: string) => {
    const row = delivery('e', 'dst', { profileId: 'crm-1', partitionKey });
    return (['viewer', 'marketer', 'admin'] as const).map((role) => presentDelivery(row, role).partitionKey);
  };
  expect(keysOf('ada@example.com')).toEqual([null, 'ada@example.com', 'ada@example.com']);
  expect(keysOf('crm-1')).toEqual(['crm-1', 'crm-1', 'crm-1']);
});

test('minutes add up to steps, latencies and reasons with them, and pending counts in the totals only', () => {
  const minute = (index: number, activated: number, latencyMs: number) => ({
    minute: index * 60_000,
    lagMs: index * 1_000,
    sums: sums({ activated, received: activated, bytes: activated * 10, latency: { [bucketOf(latencyMs)]: activated } }),
  });
  const failed = { minute: 11 * 60_000, lagMs: 0, sums: sums({ received: 1, failed: 1, reasons: [{ code: 'record_rejected', counter: 'failed', count: 1 }] }) };
  const metrics = presentMetrics([minute(1, 99, 10), minute(4, 1, 1_000), minute(5, 2, 50), failed], 300, 7);
  expect(metrics.points.map(({ at, activated, failed: refused, bytes }) => [at, activated, refused, bytes])).toEqual([
    ['1970-01-01T00:00:00.000Z', 100, 0, 1_000],
    ['1970-01-01T00:05:00.000Z', 2, 0, 20],
    ['1970-01-01T00:10:00.000Z', 0, 1, 0],
  ]);
  expect(metrics.points[0]?.latencyMs.p50).toBeCloseTo(10, -1);
  expect(metrics.points[2]?.latencyMs.p99).toBeNull();
  expect(metrics.totals).toMatchObject({ received: 110, activated: 102, failed: 1, pending: 7 });
  expect(metrics.reasons).toMatchObject([{ code: 'record_rejected', count: 1 }]);
});

test('a streaming run is over with its hour, once nothing of it is pending', () => {
  const hour = 3_600_000;
  const streaming: RunRow = { ...run, kind: 'streaming', startedAt: 7 * hour };
  expect(presentRun(streaming, 0, 8 * hour - 1, null)).toMatchObject({ state: 'running', endedAt: null });
  expect(presentRun(streaming, 1, 9 * hour, null)).toMatchObject({ state: 'running', endedAt: null });
  expect(presentRun(streaming, 0, 8 * hour, null)).toMatchObject({ state: 'completed', endedAt: '1970-01-01T08:00:00.000Z' });
});

test('a held run is paused by its destination, except one that sends nothing; one a person paused stays theirs', () => {
  const shown = (part: Partial<RunRow>, isHeld: boolean) => {
    const { state, pausedBy } = presentRun({ ...run, ...part }, 0, 0, { status: isHeld ? 'paused' : 'sending', capacityWait: null });
    return [state, pausedBy];
  };
  expect(shown({}, true)).toEqual(['paused', 'destination']);
  expect(shown({ kind: 'discard' }, true)).toEqual(['running', null]);
  expect(shown({ state: 'paused' }, true)).toEqual(['paused', 'person']);
  expect(shown({ state: 'cancelled', endedAt: 1 }, true)).toEqual(['cancelled', null]);
});

test('what is left of a run is told by its pace since it went on, and not while it cannot be known', () => {
  const left = (part: Partial<RunRow>, isHeld = false) => presentRun({ ...run, ...part }, 0, 100_000, { status: isHeld ? 'paused' : 'sending', capacityWait: null }).remainingMs;
  expect(left({ done: 6, total: 9, resumedAt: 98_000, resumedDone: 2 })).toBe(1_500);
  expect(left({ done: 2, resumedDone: 2, resumedAt: 98_000 })).toBeNull();
  expect(left({ state: 'paused', done: 6, resumedDone: 2 })).toBeNull();
  expect(left({ done: 6 }, true)).toBeNull();
});
