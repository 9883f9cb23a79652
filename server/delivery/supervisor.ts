import type { DeliveryEvent } from '../../shared/delivery.ts';
import type { ShardLoadReport } from './shardLoads.ts';
import type { Watch } from './tail.ts';

/** What the API may ask of delivery, which may run in another thread. One worker per activated destination runs behind it. */
export interface DeliverySupervisor {
  /** The change log has entries up to `sequence`. Cheap; called after every append. */
  wake(sequence: number): void;
  /** Something about the destination changed (activation, options, credentials, enabled, deleted): its worker reads it anew, drains and goes on, or stops. Resolves once that took effect. */
  refresh(destinationId: string): Promise<void>;
  /** Live totals of every destination since this process started. Whatever the store had answered to anybody before the call is no longer pending. */
  snapshot(): Promise<DeliveryEvent[]>;
  /** Records that are handed out and have no outcome yet, by their run; runs without any are not in it. As with `snapshot`: ask after reading what is stored, and nothing is counted twice. */
  pendingByRun(): Promise<ReadonlyMap<string, number>>;
  /** What each shard of the destination's stream took in the last minute and hour; null: nothing is delivered for it here. */
  shardLoads(destinationId: string): Promise<ShardLoadReport | null>;
  /** Tells this watcher from now on what becomes of the records of a destination, until `unwatch`. */
  watch(watch: Watch): Promise<void>;
  /** Once more, or of a watch that there is not, does nothing. */
  unwatch(watchId: string): Promise<void>;
  /** Whether anybody delivers at this moment, in whichever process. */
  delivers(): Promise<boolean>;
  /** True where this process is the one that does what is to be done once, among all that share the store. */
  leads(): Promise<boolean>;
  /** True while every worker has shown a sign of life within the last 30 seconds. */
  healthy(): Promise<boolean>;
  /** Stops taking, lets requests under way finish within `deadlineMs`, writes their outcomes. */
  stop(deadlineMs: number): Promise<void>;
}

/** As the one who runs delivery has it. */
export interface RunnableSupervisor extends DeliverySupervisor {
  /** Takes up every destination there is. */
  start(): Promise<void>;
}
