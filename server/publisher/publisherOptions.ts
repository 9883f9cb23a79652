import type { Random } from '../kit/backoff.ts';
import type { Clock } from '../kit/clock.ts';
import type { ActivationError } from '../kit/errors.ts';
import type { Outcome } from './outcome.ts';
import type { PartitionPaces } from './partitionPaces.ts';
import type { PartitionMap, StreamClient } from './streamClient.ts';

/** What a publisher is given, and whom it tells what becomes of the records. */
export interface PublisherOptions<T> {
  readonly client: StreamClient;
  readonly clock: Clock;
  readonly random: Random;
  /** How fast it may send, as an earlier publisher to the same stream left it; its own from the whole of the limits on when left out. */
  readonly paces?: PartitionPaces;
  /** Called once per record, in the order outcomes become known. */
  readonly onOutcome: (token: T, outcome: Outcome) => void;
  /** A record goes back into line: `throttled` or another transient refusal, or its request failed. `partitionId`: which partition refused it; null where that is not known, or its request failed. */
  readonly onRetry: (token: T, throttled: boolean, partitionId: string | null) => void;
  /** The partitions were looked up. */
  readonly onPartitions?: (map: PartitionMap) => void;
  /** The partitions could not be looked up: those known before are kept. For the log. */
  readonly onLookFailed?: (error: ActivationError) => void;
  /** A request failed as a whole and its records are sent again: for the log. */
  readonly onRequestFailed?: (error: ActivationError, records: number) => void;
  /** The destination as a whole cannot take records. Called at most once; nothing is sent afterwards. */
  readonly onHalt: (error: ActivationError) => void;
  /** The first request delivered something. */
  readonly onFirstDelivery?: () => void;
  /** Send one record alone until one is delivered, to see whether the destination works again. */
  readonly probing: boolean;
}
