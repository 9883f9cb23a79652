/** Outcomes → what answers hold. Here `received = activated + excluded + failed + pending` is made to hold, by summing. */
import type { Counts, DeadLetter, Delivery, DeliveryEvent, Latency, Metrics, Run } from '../../shared/delivery.ts';
import { errorCodes } from '../../shared/errorCodes.ts';
import type { Role } from '../../shared/session.ts';
import { isoTime } from '../kit/clock.ts';
import { percentile, type Histogram } from '../kit/histogram.ts';
import type { DeadLetterRow, DeliveryRow, MetricsMinuteRow, OutcomeSums, RunRow } from '../store/rows.ts';
import { addSums, noOutcomes } from '../store/sums.ts';

function presentCounts(sums: OutcomeSums, pending: number): Counts {
  const { activated, excluded, failed, retried, throttled } = sums;
  return { received: activated + excluded + failed + pending, activated, excluded, failed, pending, retried, throttled };
}

function presentLatency(histogram: Histogram): Latency {
  return { p50: percentile(histogram, 50), p95: percentile(histogram, 95), p99: percentile(histogram, 99) };
}

/** Most frequent first. */
function presentReasons(reasons: OutcomeSums['reasons']): Run['reasons'] {
  return [...reasons]
    .sort((left, right) => right.count - left.count)
    .map(({ code, counter, count }) => ({ code, counter, count, title: errorCodes[code].title, remedy: errorCodes[code].remedy }));
}

/** A run of live changes lasts this long, milliseconds. */
export const hourMs = 3_600_000;

/**
 * `pending`: records handed out that have no outcome yet. A streaming run is over with its hour, once nothing of it is
 * pending. `live`: what its destination does now, null where nobody delivers here. While it does not send, no run that
 * sends goes on; while records wait for the stream's capacity, a run with pending ones goes as fast as that allows.
 */
export function presentRun(row: RunRow, pending: number, now: number, live: Pick<DeliveryEvent, 'status' | 'capacityWait'> | null): Run {
  const isOver = row.kind === 'streaming' && row.state === 'running' && pending === 0 && now >= row.startedAt + hourMs;
  const endedAt = isOver ? row.startedAt + hourMs : row.endedAt;
  const goesOn = row.state === 'running' && !isOver && row.kind !== 'discard' && live !== null;
  const isHeld = goesOn && live.status !== 'sending';
  const isBusy = goesOn && live.capacityWait !== null && pending > 0;
  const state = isOver ? 'completed' : isHeld ? 'paused' : isBusy ? 'waiting_for_capacity' : row.state;
  return {
    id: row.id,
    destinationId: row.destinationId,
    kind: row.kind,
    state,
    pausedBy: state !== 'paused' ? null : isHeld ? 'destination' : 'person',
    startedAt: isoTime(row.startedAt),
    endedAt: endedAt === null ? null : isoTime(endedAt),
    startedBy: row.author,
    progress: row.kind === 'streaming' ? null : { done: row.done, total: Math.max(row.done, row.total) },
    remainingMs: state === 'running' || state === 'waiting_for_capacity' ? remainingOf(row, now) : null,
    counts: presentCounts(row.sums, pending),
    bytes: row.sums.bytes,
    latencyMs: presentLatency(row.sums.latency),
    reasons: presentReasons(row.sums.reasons),
  };
}

/** By the pace since the run last began or went on; null while nothing was done since. */
function remainingOf({ done, total, resumedAt, resumedDone }: RunRow, now: number): number | null {
  const elapsed = now - resumedAt;
  if (done <= resumedDone || elapsed <= 0 || total <= done) return null;
  return (elapsed / (done - resumedDone)) * (total - done);
}

/** Viewers read no values of people, and a key that is not the profile id is one. */
export const shownKey = ({ profileId, partitionKey }: Pick<DeliveryRow, 'profileId' | 'partitionKey'>, role: Role): string | null =>
  role === 'viewer' && partitionKey !== profileId ? null : partitionKey;

export function presentDelivery(row: DeliveryRow, role: Role): Delivery {
  return {
    exportId: row.exportId,
    runId: row.runId,
    profileId: row.profileId,
    reason: row.reason,
    partitionKey: shownKey(row, role),
    shardId: row.shardId,
    sequenceNumber: row.sequenceNumber,
    attempts: row.attempts,
    bytes: row.bytes,
    acceptedAt: isoTime(row.acceptedAt),
    deliveredAt: isoTime(row.deliveredAt),
  };
}

/** Viewers read no payloads. */
export function presentDeadLetter(row: DeadLetterRow, role: Role): DeadLetter {
  const attempts = JSON.parse(row.attemptsJson) as DeadLetter['attempts'];
  return {
    id: row.id,
    destinationId: row.destinationId,
    runId: row.runId,
    profileId: row.profileId,
    code: row.code,
    message: row.message,
    remedy: errorCodes[row.code].remedy,
    attempts,
    data: role === 'viewer' ? null : row.data,
    createdAt: isoTime(row.createdAt),
    state: row.state,
    end: row.endedAt === null ? null : { at: isoTime(row.endedAt), by: row.endedBy, runId: row.endedRunId, as: row.endedAs },
  };
}

/** `step` in seconds, a multiple of 60; a point begins at a multiple of it. `minutes` ascend. `pending` belongs to the totals only. */
export function presentMetrics(minutes: readonly MetricsMinuteRow[], step: number, pending: number): Metrics {
  const points = new Map<number, { readonly sums: OutcomeSums; readonly lagMs: number }>();
  let totals = noOutcomes;
  for (const { minute, sums, lagMs } of minutes) {
    const at = minute - (minute % (step * 1_000));
    const before = points.get(at) ?? { sums: noOutcomes, lagMs: 0 };
    points.set(at, { sums: addSums(before.sums, sums), lagMs: Math.max(before.lagMs, lagMs) });
    totals = addSums(totals, sums);
  }
  return {
    step,
    points: [...points].map(([at, { sums, lagMs }]) => {
      const { received, activated, excluded, failed, throttled } = presentCounts(sums, 0);
      return { at: isoTime(at), received, activated, excluded, failed, throttled, bytes: sums.bytes, latencyMs: presentLatency(sums.latency), lagMs };
    }),
    totals: presentCounts(totals, pending),
    reasons: presentReasons(totals.reasons),
  };
}
