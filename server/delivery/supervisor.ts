import type { DeliveryEvent } from '../../shared/delivery.ts';

/** What the API may ask of delivery. One worker per activated destination runs behind it. */
export interface DeliverySupervisor {
  /** The change log has entries up to `sequence`. Cheap; called after every append. */
  wake(sequence: number): void;
  /** Something about the destination changed (activation, options, credentials, enabled, deleted): its worker reads it anew, drains and goes on, or stops. Resolves once that took effect. */
  refresh(destinationId: string): Promise<void>;
  /** Live totals of every destination since this process started. */
  snapshot(): DeliveryEvent[];
  /** Records of a run that are handed out and have no outcome yet. */
  pendingOfRun(runId: string): number;
  /** True while every worker has shown a sign of life within the last 30 seconds. */
  healthy(): boolean;
  /** Stops taking, lets requests under way finish within `deadlineMs`, writes their outcomes. */
  stop(deadlineMs: number): Promise<void>;
}
