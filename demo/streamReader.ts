import { ExpiredIteratorException, GetRecordsCommand, GetShardIteratorCommand, ListShardsCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import type { DemoRecords } from '../shared/demo.ts';

type ReadRecord = DemoRecords['items'][number];

interface ShardPosition {
  readonly shardId: string;
  /** Records read since the start. */
  records: number;
  iterator: string | undefined;
  lastSequenceNumber: string | undefined;
}

/** Records the Stream page shows; older ones are forgotten, so that a demo left running does not grow. */
export const newestRecords = 200;
/** Records per call; GetRecords allows 10,000. */
const recordsPerCall = 1_000;

/** Newest first: by arrival, and within a millisecond by sequence number. Sequence numbers are decimal integers too long for a double. */
function newerFirst(a: ReadRecord, b: ReadRecord): number {
  if (a.arrivedAt !== b.arrivedAt) return a.arrivedAt < b.arrivedAt ? 1 : -1;
  const [left, right] = [BigInt(a.sequenceNumber), BigInt(b.sequenceNumber)];
  return left === right ? 0 : left < right ? 1 : -1;
}

/** Reads a stream back as any consumer would: every shard from its first record, going on where the last call stopped. */
export class StreamReader {
  readonly #client: KinesisClient;
  readonly #stream: string;
  #shards: ShardPosition[] | undefined;
  #newest: ReadRecord[] = [];
  #reading: Promise<DemoRecords> | undefined;

  constructor(client: KinesisClient, stream: string) {
    this.#client = client;
    this.#stream = stream;
  }

  /** Everything up to now is read. Calls at the same time share one reading. */
  read(): Promise<DemoRecords> {
    this.#reading ??= this.#readOn().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #readOn(): Promise<DemoRecords> {
    this.#shards ??= await this.#listShards();
    await Promise.all(this.#shards.map((shard) => this.#catchUp(shard)));
    return {
      stream: this.#stream,
      shards: this.#shards.map(({ shardId, records }) => ({ shardId, records })),
      items: [...this.#newest],
    };
  }

  async #listShards(): Promise<ShardPosition[]> {
    const { Shards: shards = [] } = await this.#client.send(new ListShardsCommand({ StreamName: this.#stream }));
    return shards.map((shard) => ({ shardId: shard.ShardId ?? '', records: 0, iterator: undefined, lastSequenceNumber: undefined }));
  }

  async #catchUp(shard: ShardPosition): Promise<void> {
    for (;;) {
      const answer = await this.#getRecords(shard);
      const records = answer.Records ?? [];
      shard.iterator = answer.NextShardIterator;
      shard.records += records.length;
      shard.lastSequenceNumber = records.at(-1)?.SequenceNumber ?? shard.lastSequenceNumber;
      const read = records.map((record) => ({
        shardId: shard.shardId,
        sequenceNumber: record.SequenceNumber ?? '',
        partitionKey: record.PartitionKey ?? '',
        arrivedAt: record.ApproximateArrivalTimestamp?.toISOString() ?? '',
        data: new TextDecoder().decode(record.Data),
      }));
      if (read.length > 0) this.#newest = [...read.slice(-newestRecords), ...this.#newest].toSorted(newerFirst).slice(0, newestRecords);
      if (records.length === 0 || answer.NextShardIterator === undefined) return;
    }
  }

  async #getRecords(shard: ShardPosition) {
    shard.iterator ??= await this.#iteratorOf(shard);
    try {
      return await this.#client.send(new GetRecordsCommand({ ShardIterator: shard.iterator, Limit: recordsPerCall }));
    } catch (error) {
      // An iterator that nobody used for five minutes has expired; the position is ours to remember.
      if (!(error instanceof ExpiredIteratorException)) throw error;
      return this.#client.send(new GetRecordsCommand({ ShardIterator: await this.#iteratorOf(shard), Limit: recordsPerCall }));
    }
  }

  async #iteratorOf(shard: ShardPosition): Promise<string> {
    const start =
      shard.lastSequenceNumber === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' as const }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, StartingSequenceNumber: shard.lastSequenceNumber };
    const { ShardIterator: iterator } = await this.#client.send(new GetShardIteratorCommand({ StreamName: this.#stream, ShardId: shard.shardId, ...start }));
    if (iterator === undefined) throw new Error(`The stream gave no iterator for ${shard.shardId}.`);
    return iterator;
  }
}
