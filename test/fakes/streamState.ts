import type { Clock } from '../../server/kit/clock.ts';
import { ShardSet, type ShardLimit } from './fakeShards.ts';
import type { Fault } from './streamFaults.ts';

export interface StoredRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Epoch milliseconds. */
  readonly at: number;
}

export type FakeStreamStatus = 'ACTIVE' | 'UPDATING' | 'CREATING' | 'DELETING' | 'MISSING';

export interface PutRow {
  readonly Data: string;
  readonly PartitionKey: string;
}

/** An answer that AWS gives as an error. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Limits of a request (Kinesis quotas, November 2026). */
const maxRows = 500;
const maxRequestBytes = 10 * 1024 * 1024;

interface Settings {
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly shards: number;
  readonly maxRecordKiB: number;
  /** Null: shards take everything. */
  readonly shardLimit: ShardLimit | null;
  readonly clock: Clock;
  readonly random: () => number;
}

const invalid = (message: string): Refusal => new Refusal(400, 'ValidationException', message);
const sizeOf = ({ Data, PartitionKey }: PutRow): number => Buffer.byteLength(Data, 'base64') + Buffer.byteLength(PartitionKey);

/** The stream itself, without HTTP: what it holds, what it refuses, and what it answers. */
export class StreamState {
  readonly #settings: Settings;
  readonly shards: ShardSet;
  arn: string;
  maxRecordKiB: number;
  readonly log: StoredRecord[] = [];
  status: FakeStreamStatus = 'ACTIVE';
  createdAt: Date;
  poisonKey: string | null = null;
  ignoresDryRun = false;
  keyId: string | null = null;
  mode: 'PROVISIONED' | 'ON_DEMAND' = 'PROVISIONED';
  keptFrom = '';
  dryRuns = 0;
  rowsReceived = 0;
  #sequence = 0n;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.arn = `arn:aws:kinesis:${settings.region}:${settings.accountId}:stream/${settings.name}`;
    this.shards = new ShardSet(settings.shards, settings.shardLimit === null ? null : settings.clock, settings.shardLimit ?? undefined);
    this.maxRecordKiB = settings.maxRecordKiB;
    // AWS tells the time of creation in seconds.
    this.createdAt = new Date(Math.floor(settings.clock.now() / 1000) * 1000);
  }

  get name(): string {
    return this.#settings.name;
  }

  reshard(count: number): void {
    this.shards.reshard(count, this.#sequence);
  }

  /** Stores past all limits: for faults whose answer says something else. */
  storeAll(rows: readonly PutRow[]): void {
    for (const row of rows) this.#commit(row, this.shards.idOf(row.PartitionKey));
  }

  /** The answer of an operation, as AWS would give it. Throws a `Refusal`. */
  answer(operation: string, input: Readonly<Record<string, unknown>>, fault: Fault | null): object {
    const { name, accountId } = this.#settings;
    if (operation === 'GetRecords') return this.#getRecords(String(input['ShardIterator']));
    if (!['PutRecords', 'DescribeStreamSummary', 'ListShards', 'GetShardIterator'].includes(operation)) throw new Refusal(400, 'UnknownOperationException', '');
    const { StreamName: wanted, StreamARN: arn } = input as { readonly StreamName?: string; readonly StreamARN?: string };
    if (this.status === 'MISSING' || (wanted === undefined ? arn !== this.arn : wanted !== name))
      throw new Refusal(400, 'ResourceNotFoundException', `Stream ${wanted ?? arn} under account ${accountId} not found.`);
    if (operation === 'DescribeStreamSummary') return { StreamDescriptionSummary: this.#describe() };
    if (operation === 'GetShardIterator') return { ShardIterator: this.#iterator(input as { ShardId: string; StartingSequenceNumber?: string }) };
    if (operation === 'ListShards') return { Shards: this.shards.describe() };
    if (this.status === 'CREATING') throw new Refusal(400, 'ResourceNotFoundException', `Stream ${name} under account ${accountId} not found.`);
    if (this.status === 'DELETING') throw new Refusal(400, 'ResourceInUseException', `Stream ${name} under account ${accountId} not ACTIVE.`);
    return this.#putRecords(input['Records'] as PutRow[], input['DryRun'] === true, fault);
  }

  #putRecords(rows: readonly PutRow[], isDryRun: boolean, fault: Fault | null): object {
    this.rowsReceived += rows.length;
    this.#check(rows);
    if (isDryRun) {
      this.dryRuns += 1;
      if (!this.ignoresDryRun) throw new Refusal(400, 'DryRunOperationException', 'The request would have succeeded, but the DryRun parameter was specified.');
    }
    const results = rows.map((row) => this.#put(row, fault));
    const failed = results.filter((result) => 'ErrorCode' in result).length;
    const answer = { FailedRecordCount: failed, Records: results, EncryptionType: 'NONE' };
    switch (fault?.kind) {
      case 'failedRecordCount':
        return { ...answer, FailedRecordCount: fault.value };
      case 'bothInOneRow':
        return { ...answer, Records: [{ ...results[0], ErrorCode: 'InternalFailure', ErrorMessage: 'Internal service failure.' }, ...results.slice(1)] };
      case 'resultCount':
        return { ...answer, Records: fault.difference < 0 ? results.slice(0, fault.difference) : [...results, ...Array.from({ length: fault.difference }, () => results.at(-1))] };
      default:
        return answer;
    }
  }

  #put(row: PutRow, fault: Fault | null): object {
    const shardId = this.shards.idOf(row.PartitionKey);
    if (fault?.kind === 'rows' && (fault.shardId ?? shardId) === shardId && this.#settings.random() < fault.fraction)
      return this.#rowError(fault.code ?? 'ProvisionedThroughputExceededException', shardId);
    if (!this.shards.take(shardId, sizeOf(row))) return this.#rowError('ProvisionedThroughputExceededException', shardId);
    return { ShardId: shardId, SequenceNumber: this.#commit(row, shardId) };
  }

  #iterator({ ShardId: shardId, StartingSequenceNumber: sequenceNumber = '' }: { readonly ShardId: string; readonly StartingSequenceNumber?: string }): string {
    const { name, accountId } = this.#settings;
    const where = `in stream ${name} under account ${accountId}`;
    if (!this.shards.has(shardId)) throw new Refusal(400, 'ResourceNotFoundException', `Shard ${shardId} ${where} does not exist`);
    if (sequenceNumber !== '' && !sequenceNumber.startsWith('4965'))
      throw new Refusal(
        400,
        'InvalidArgumentException',
        `StartingSequenceNumber ${sequenceNumber} used in GetShardIterator on shard ${shardId} ${where} is invalid because it did not come from this stream.`,
      );
    return [name, shardId, sequenceNumber].join('|');
  }

  /** Everything of a shard from the sequence number of the iterator on, as far as it is still kept. */
  #getRecords(iterator: string): object {
    const [, shardId, from = ''] = iterator.split('|');
    const found = this.log.filter((record) => record.shardId === shardId && record.sequenceNumber >= from && record.sequenceNumber >= this.keptFrom);
    const records = found.map(({ data, partitionKey, sequenceNumber, at }) => ({
      Data: data.toString('base64'),
      PartitionKey: partitionKey,
      SequenceNumber: sequenceNumber,
      ApproximateArrivalTimestamp: at / 1000,
    }));
    return { Records: records, MillisBehindLatest: 0, NextShardIterator: iterator };
  }

  #commit(row: PutRow, shardId: string): string {
    this.#sequence += 1n;
    const sequenceNumber = `4965${this.#sequence.toString().padStart(52, '0')}`;
    this.log.push({ shardId, sequenceNumber, partitionKey: row.PartitionKey, data: Buffer.from(row.Data, 'base64'), at: this.#settings.clock.now() });
    return sequenceNumber;
  }

  #check(rows: readonly PutRow[]): void {
    const { maxRecordKiB } = this;
    if (rows.length === 0 || rows.length > maxRows)
      throw invalid(`1 validation error detected: Value '[…]' at 'records' failed to satisfy constraint: Member must have length less than or equal to ${maxRows}`);
    let total = 0;
    rows.forEach((row, index) => {
      const { PartitionKey: key } = row;
      const keyLength = key.length > 256 ? [...key].length : key.length;
      if (keyLength < 1 || keyLength > 256)
        throw invalid(
          `1 validation error detected: Value '${key}' at 'records.${index + 1}.member.partitionKey' failed to satisfy constraint: Member must have length less than or equal to 256`,
        );
      if (sizeOf(row) > maxRecordKiB * 1024) throw new Refusal(400, 'InvalidArgumentException', `Record size of records.${index + 1} exceeds the limit of ${maxRecordKiB} KiB.`);
      total += sizeOf(row);
    });
    if (total > maxRequestBytes) throw new Refusal(400, 'InvalidArgumentException', 'Records size exceeds 10 MB limit');
    if (this.poisonKey !== null && rows.some(({ PartitionKey }) => PartitionKey === this.poisonKey)) throw invalid('1 validation error detected.');
  }

  #rowError(code: string, shardId: string): object {
    const { name, accountId } = this.#settings;
    return {
      ErrorCode: code,
      ErrorMessage: code === 'InternalFailure' ? 'Internal service failure.' : `Rate exceeded for shard ${shardId} in stream ${name} under account ${accountId}.`,
    };
  }

  #describe(): object {
    return {
      StreamName: this.#settings.name,
      StreamARN: this.arn,
      StreamStatus: this.status,
      StreamModeDetails: { StreamMode: this.mode },
      RetentionPeriodHours: 24,
      StreamCreationTimestamp: this.createdAt.getTime() / 1000,
      EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
      ...(this.keyId === null ? { EncryptionType: 'NONE' } : { EncryptionType: 'KMS', KeyId: this.keyId }),
      OpenShardCount: this.shards.openCount,
      ConsumerCount: 0,
      MaxRecordSizeInKiB: this.maxRecordKiB,
    };
  }
}
