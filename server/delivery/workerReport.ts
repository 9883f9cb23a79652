import type { DeliveryEvent } from '../../shared/delivery.ts';
import type { PendingRow } from '../store/leaseStore.ts';
import type { ShardLoadReport } from './shardLoads.ts';

/** What one worker is doing, for pages that any process shows; plain JSON. */
export interface WorkerReport {
  readonly events: readonly DeliveryEvent[];
  /** By destination. */
  readonly shardLoads: Readonly<Record<string, ShardLoadReport>>;
}

/** `isAlive`: what it has under way is still under way. What it did counts for as long as the report is kept. */
export interface ReadReport {
  readonly isAlive: boolean;
  readonly report: WorkerReport;
}

const statusOrder = ['paused', 'sending', 'idle'];

/** PURE. What all workers do for each destination together; what is pending is told by what they stored. */
export function mergeEvents(reports: readonly ReadReport[], pending: readonly PendingRow[]): DeliveryEvent[] {
  const merged = new Map<string, DeliveryEvent>();
  for (const { isAlive, report } of reports)
    for (const own of report.events) {
      const event = isAlive ? own : ended(own);
      const other = merged.get(event.destinationId);
      merged.set(event.destinationId, other === undefined ? event : mergeTwo(other, event));
    }
  const pendingOf = new Map<string, number>();
  for (const { destinationId, count } of pending) pendingOf.set(destinationId, (pendingOf.get(destinationId) ?? 0) + count);
  return [...merged.values()].map((event) => withPending(event, pendingOf.get(event.destinationId) ?? 0));
}

function withPending({ totals, ...event }: DeliveryEvent, pending: number): DeliveryEvent {
  return { ...event, totals: { ...totals, received: totals.received - totals.pending + pending, pending } };
}

/** A worker that is gone does nothing any more; what it did counts. */
function ended(event: DeliveryEvent): DeliveryEvent {
  return { ...event, status: 'idle', lag: { changes: 0, milliseconds: 0 }, capacityWait: null };
}

function mergeTwo(a: DeliveryEvent, b: DeliveryEvent): DeliveryEvent {
  const totals = { ...a.totals };
  for (const counter of Object.keys(totals) as (keyof typeof totals)[]) totals[counter] += b.totals[counter];
  const [waitA, waitB] = [a.capacityWait, b.capacityWait];
  return {
    destinationId: a.destinationId,
    at: a.at > b.at ? a.at : b.at,
    status: statusOrder.find((status) => status === a.status || status === b.status) ?? a.status,
    totals,
    // Each counts from where it is to the end of the log, whoever the changes between concern.
    lag: { changes: Math.max(a.lag.changes, b.lag.changes), milliseconds: Math.max(a.lag.milliseconds, b.lag.milliseconds) },
    capacityWait:
      waitA === null || waitB === null
        ? (waitA ?? waitB)
        : {
            records: waitA.records + waitB.records,
            shards: Math.max(waitA.shards, waitB.shards),
            ofShards: Math.max(waitA.ofShards, waitB.ofShards),
            milliseconds: Math.max(waitA.milliseconds, waitB.milliseconds),
          },
  };
}

/** PURE. What the shards of one destination's stream took from all workers; null: none of them delivers for it. */
export function mergeShardLoads(reports: readonly ReadReport[], destinationId: string): ShardLoadReport | null {
  const own = reports.flatMap(({ isAlive, report }) => (isAlive ? (report.shardLoads[destinationId] ?? []) : []));
  const [first, ...others] = own;
  if (first === undefined) return null;
  return others.reduce((merged, other) => {
    const shards = new Map(merged.shards.map((shard) => [shard.shardId, shard]));
    for (const shard of other.shards) {
      const known = shards.get(shard.shardId);
      shards.set(
        shard.shardId,
        known === undefined
          ? shard
          : {
              shardId: shard.shardId,
              isOpen: known.isOpen && shard.isOpen,
              records: known.records + shard.records,
              bytes: known.bytes + shard.bytes,
              throttled: known.throttled + shard.throttled,
              storedPerSecond: known.storedPerSecond + shard.storedPerSecond,
              bytesPerSecond: known.bytesPerSecond + shard.bytesPerSecond,
            },
      );
    }
    return {
      since: Math.min(merged.since, other.since),
      openCount: merged.openCount ?? other.openCount,
      limits: merged.limits ?? other.limits,
      shards: [...shards.values()],
      unplacedThrottled: merged.unplacedThrottled + other.unplacedThrottled,
    };
  }, first);
}
