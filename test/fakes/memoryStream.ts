import { hash } from 'node:crypto';
import type { Clock } from '../../server/kit/clock.ts';
import type { PartitionMap, SendResult, StreamClient, StreamLimits, StreamRecord } from '../../server/publisher/streamClient.ts';

/** What one call does: answer per record, or fail as a whole after storing some of it. */
export type Script = (records: readonly StreamRecord[], call: number) => { results: SendResult[] } | { error: Error; stored: readonly StreamRecord[] };

export const smallLimits: StreamLimits = { maxRecordsPerRequest: 10, maxBytesPerRequest: 400, maxBytesPerRecord: 100 };

/**
 * A stream in memory that checks what the publisher owes: no request over a limit, and never two unsettled records of
 * one key. `committed` is what a consumer would read, in order.
 */
export class MemoryStream implements StreamClient {
  readonly limits: StreamLimits;
  readonly committed: { key: string; text: string }[] = [];
  readonly violations: string[] = [];
  readonly requestSizes: number[] = [];
  /** One that takes everything, unless a test says otherwise. */
  partitions: PartitionMap = { ids: ['shardId-000000000000'], starts: [0], recordsPerSecond: 1e9, bytesPerSecond: 1e12 };
  calls = 0;
  closed = false;
  script: Script = (records) => ({ results: records.map((_, index) => delivered(index)) });
  /** Milliseconds a request takes. */
  latencyMs = 5;
  readonly #clock: Clock;
  readonly #underWay = new Set<string>();

  constructor(clock: Clock, limits: StreamLimits = smallLimits) {
    this.#clock = clock;
    this.limits = limits;
  }

  sizeOf(record: StreamRecord): number {
    return record.data.byteLength + Buffer.byteLength(record.partitionKey);
  }

  positionOf(partitionKey: string): number {
    return Number.parseInt(hash('md5', partitionKey, 'hex').slice(0, 12), 16) / 2 ** 48;
  }

  async readPartitions(): Promise<PartitionMap> {
    return this.partitions;
  }

  async send(records: readonly StreamRecord[], signal: AbortSignal): Promise<readonly SendResult[]> {
    const call = (this.calls += 1);
    this.requestSizes.push(records.length);
    const bytes = records.reduce((sum, record) => sum + this.sizeOf(record), 0);
    if (records.length > this.limits.maxRecordsPerRequest) this.violations.push(`request ${call} has ${records.length} records`);
    if (bytes > this.limits.maxBytesPerRequest) this.violations.push(`request ${call} has ${bytes} bytes`);
    for (const { partitionKey } of records) {
      if (this.#underWay.has(partitionKey)) this.violations.push(`request ${call}: two records of key ${partitionKey} under way`);
      this.#underWay.add(partitionKey);
    }
    await this.#clock.sleep(this.latencyMs, signal);
    for (const { partitionKey } of records) this.#underWay.delete(partitionKey);
    if (signal.aborted) throw new Error('cut off');
    const answer = this.script(records, call);
    const stored = 'error' in answer ? answer.stored : records.filter((_, index) => answer.results[index]?.ok);
    for (const record of stored) this.committed.push({ key: record.partitionKey, text: Buffer.from(record.data).toString('utf8') });
    if ('error' in answer) throw answer.error;
    return answer.results;
  }

  close(): void {
    this.closed = true;
  }
}

export function delivered(index: number): SendResult {
  return { ok: true, shardId: 'shardId-000000000000', sequenceNumber: String(1_000 + index) };
}

export const throttledRow: SendResult = { ok: false, code: 'throttled', vendorCode: 'Throughput', message: 'Rate exceeded.' };
export const brokenRow: SendResult = { ok: false, code: 'destination_unavailable', vendorCode: 'InternalFailure', message: 'Internal failure.' };
