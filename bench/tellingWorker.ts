/** A worker that sends nothing and tells of many records a second, as one tells of those it delivered. */
import { LiveTotals } from '../server/delivery/liveTotals.ts';
import { serveTail } from '../server/delivery/serveTail.ts';
import { streamingRunAt } from '../server/delivery/streamingRun.ts';
import type { WorkerReport } from '../server/delivery/workerReport.ts';
import { bucketOf } from '../server/kit/histogram.ts';
import { systemClock } from '../server/kit/clock.ts';
import { newId } from '../server/kit/ids.ts';
import { connectStore } from '../server/openStore.ts';
import type { OutcomeSums } from '../server/store/rows.ts';
import { addSums, noOutcomes } from '../server/store/sums.ts';
import { settlement } from '../test/suites/store/rows.ts';
import { profileLine } from './endToEnd.ts';

const tickMs = 50;
const shards = 8;
const bytesPerRecord = 440;
/** Of this many records one is excluded, and one fails. */
const perExclusion = 50;
const perFailure = 1_000;
const latencyMs = 45;

export interface TellingWorker {
  /** Records it has told of. */
  told(): number;
  stop(): Promise<void>;
}

/**
 * Tells of `perSecond` records of a destination in a PostgreSQL store: totals and shards to every process once a second,
 * sums to the store, and single records to whoever watches. So a live page has all that it has at this pace, where the
 * delivery of as many needs more cores than a machine has.
 */
export async function startTellingWorker(url: URL, destinationId: string, perSecond: number): Promise<TellingWorker> {
  const { store, announcements } = connectStore({ postgres: url.href });
  const checkpoint = await store.takeOver(destinationId);
  if (announcements === null || checkpoint === null) throw new Error('The store is not shared, or nothing is activated.');
  const workerId = newId('wrk');
  const clock = systemClock;
  const tap = serveTail({ topics: announcements, clock, newSource: () => newId('wrk') }).tapOf(destinationId);
  const totals = new LiveTotals();
  const { epoch, watermark, position, lanes } = checkpoint;
  const data = Buffer.from(profileLine(1));
  const startedAt = clock.monotonic();
  const since = clock.now();
  const run = streamingRunAt(destinationId, since);
  let told = 0;
  let unsettled = noOutcomes;
  let settlements = 0;

  function tell(number: number, now: number): void {
    const outcome = number % perFailure === 0 ? 'failed' : number % perExclusion === 0 ? 'excluded' : 'delivered';
    totals.handed(run.id);
    if (!tap.isOpen) return;
    const profileId = `crm-${number}`;
    tap.note({
      at: now,
      outcome,
      profileId,
      reason: (['membership', 'identity', 'attribute'] as const)[number % 3] ?? 'membership',
      code: outcome === 'delivered' ? null : outcome === 'failed' ? 'record_too_large' : 'mapping_value_missing',
      delivered:
        outcome === 'delivered'
          ? {
              shardId: `shardId-${String(number % shards).padStart(12, '0')}`,
              sequenceNumber: `49${String(number).padStart(54, '0')}`,
              attempts: 1,
              bytes: bytesPerRecord,
              partitionKey: profileId,
              acceptedAt: now - latencyMs,
            }
          : null,
      data,
    });
  }

  function tick(): void {
    const now = clock.now();
    const due = Math.floor(((clock.monotonic() - startedAt) / 1_000) * perSecond);
    const before = told;
    for (; told < due; told += 1) tell(told + 1, now);
    unsettled = addSums(unsettled, sumsOf(before, told));
  }

  /** Once a second, as a worker does: what has its outcome is stored, and what it does is said to the other processes. */
  async function settle(): Promise<void> {
    const now = clock.now();
    const sums = unsettled;
    unsettled = noOutcomes;
    settlements += 1;
    const outcomes = new Map([[run.id, sums.received]]);
    await store.settle(
      settlement(destinationId, epoch, {
        number: settlements,
        watermark,
        position,
        lanes,
        runs: [{ ...run, sums }],
        minutes: [{ runId: run.id, minute: now - (now % 60_000), sums }],
        pending: totals.pendingAfter(outcomes),
      }),
    );
    totals.settled(outcomes, [sums]);
    await store.beat(workerId);
    await store.putReport(workerId, JSON.stringify(report(now)));
  }

  function report(now: number): WorkerReport {
    const event = { destinationId, at: new Date(now).toISOString(), status: 'sending', totals: totals.counts(), capacityWait: null, lag: { changes: 0, milliseconds: 0 } } as const;
    const share = perSecond / shards;
    return {
      events: [event],
      shardLoads: {
        [destinationId]: {
          since,
          openCount: shards,
          limits: { storedPerSecond: 1_000, bytesPerSecond: 1024 * 1024 },
          shards: Array.from({ length: shards }, (_, index) => ({
            shardId: `shardId-${String(index).padStart(12, '0')}`,
            isOpen: true,
            records: Math.round(told / shards),
            bytes: Math.round((told / shards) * bytesPerRecord),
            throttled: 0,
            storedPerSecond: share / 4,
            bytesPerSecond: share * bytesPerRecord,
          })),
          unplacedThrottled: 0,
        },
      },
    };
  }

  const stopTicking = clock.every(tickMs, tick);
  let settling = Promise.resolve();
  const stopSettling = clock.every(1_000, () => void (settling = settling.then(settle)));
  return {
    told: () => told,
    async stop() {
      stopTicking();
      stopSettling();
      await settling;
      await announcements.close();
      await store.close();
    },
  };
}

/** Sums of the records after number `from` up to number `to`. */
function sumsOf(from: number, to: number): OutcomeSums {
  const multiples = (of: number): number => Math.floor(to / of) - Math.floor(from / of);
  const received = to - from;
  const failed = multiples(perFailure);
  const excluded = multiples(perExclusion) - failed;
  const activated = received - failed - excluded;
  return {
    ...noOutcomes,
    received,
    activated,
    excluded,
    failed,
    bytes: activated * bytesPerRecord,
    latency: { [bucketOf(latencyMs)]: activated },
    reasons: [
      { code: 'mapping_value_missing', counter: 'excluded', count: excluded },
      { code: 'record_too_large', counter: 'failed', count: failed },
    ],
  };
}
