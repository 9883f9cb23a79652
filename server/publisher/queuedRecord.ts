import type { Ordered } from './keyOrder.ts';
import type { Partition, Sendable } from './sendQueue.ts';
import type { StreamRecord } from './streamClient.ts';

/** One try that did not deliver the record. `at` is epoch milliseconds. */
export interface FailedAttempt {
  readonly at: number;
  readonly code: string;
  readonly message: string;
}

/** Attempts a dead letter shows; the newest are kept. */
const keptAttempts = 20;

/** A record between being handed in and having its outcome. */
export interface QueuedRecord<T> extends Ordered, Sendable {
  readonly token: T;
  readonly record: StreamRecord;
  /** The partition it was last sent to, as far as that was known. */
  sentTo: Partition<unknown> | null;
  attempts: number;
  /** Refusals of the record itself; requests that failed as a whole do not count. */
  refusals: number;
  /** Monotonic milliseconds of the first refusal that was no throttle; null before. */
  firstRefusedAt: number | null;
  failedAttempts: FailedAttempt[] | null;
}

export function noteAttempt<T>(entry: QueuedRecord<T>, at: number, code: string, message: string): void {
  entry.failedAttempts ??= [];
  if (entry.failedAttempts.length === keptAttempts) entry.failedAttempts.shift();
  entry.failedAttempts.push({ at, code, message });
}
