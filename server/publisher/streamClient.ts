import type { ErrorCode } from '../../shared/errorCodes.ts';

/** One record, ready to send. The publisher never looks into `data`. */
export interface StreamRecord {
  /** UTF-8 bytes as they will lie in the stream. */
  readonly data: Uint8Array;
  /** 1 to 256 characters. Records of one key reach the stream in the order they were handed in. */
  readonly partitionKey: string;
}

/** Where a record came to lie. */
export interface Delivered {
  readonly ok: true;
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/** Why one record of an answered request was not taken. What happens next stands in the error table under `code`. */
export interface Refused {
  readonly ok: false;
  readonly code: ErrorCode;
  /** The other side's own code, for the log and the attempts of a dead letter. */
  readonly vendorCode: string;
  readonly message: string;
}

export type SendResult = Delivered | Refused;

/** What one request may hold; numbers with their source in the destination's `limits.ts`. */
export interface StreamLimits {
  readonly maxRecordsPerRequest: number;
  readonly maxBytesPerRequest: number;
  /** Data and partition key together. */
  readonly maxBytesPerRecord: number;
}

/** The partitions a stream has now. Each takes the positions from its start up to the start of the next. */
export interface PartitionMap {
  /** As results name them (`shardId`); empty where nobody may tell the names. */
  readonly ids: readonly string[];
  /** Ascending, the first is 0. */
  readonly starts: readonly number[];
  /** What each of them takes a second. */
  readonly recordsPerSecond: number;
  /** The same in records of the stream, where several that are handed in may be packed into one of them; absent where each is one. */
  readonly storedPerSecond?: number;
  /** Data and partition keys together. */
  readonly bytesPerSecond: number;
}

/**
 * THE PORT between the publisher and a kind of stream. Its implementations pass `test/suites/streamClient.suite.ts`.
 */
export interface StreamClient {
  readonly limits: StreamLimits;
  /** Bytes this record counts against the limits. */
  sizeOf(record: StreamRecord): number;
  /** Where among the partitions a key lies, 0 ≤ n < 1, for ever the same. */
  positionOf(partitionKey: string): number;
  /** Looks the partitions up. Stale from the moment it was read, so it serves pacing and nothing else. Rejects with an `ActivationError`. */
  readPartitions(signal: AbortSignal): Promise<PartitionMap>;
  /**
   * One request. Resolves with exactly one result per record, by index: there is no success by default, and an answer
   * that leaves any doubt rejects. Rejects with an `ActivationError` when the request as a whole failed or its
   * outcome is unknown; then any of its records may lie in the stream or not. Ends within its own deadline.
   * Does not try again what may have been stored.
   */
  send(records: readonly StreamRecord[], signal: AbortSignal): Promise<readonly SendResult[]>;
  /** Closes connections; a request under way may still finish. */
  close(): void;
}
