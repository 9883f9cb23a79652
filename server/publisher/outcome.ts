import type { ErrorCode } from '../../shared/errorCodes.ts';
import type { FailedAttempt } from './queuedRecord.ts';

/** The one outcome of a record. `attempts` counts requests it was part of. */
export type Outcome =
  | { readonly kind: 'delivered'; readonly shardId: string; readonly sequenceNumber: string; readonly attempts: number; readonly bytes: number; readonly at: number }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string; readonly failedAttempts: readonly FailedAttempt[] };
