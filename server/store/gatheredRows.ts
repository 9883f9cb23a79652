import type { DeliveryReason } from '../../shared/delivery.ts';

/** A person of whom a record is due, for changes up to a version of the profile. */
export interface GatheredRow {
  readonly profileId: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  readonly version: number;
  readonly reason: DeliveryReason;
}

/** The person got a record, or needs none: nothing up to this version waits any more. */
export interface ReleasedRow {
  readonly profileId: string;
  readonly version: number;
}
