import { GetRecordsCommand, GetShardIteratorCommand, KinesisClient, ListShardsCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { StreamUnderTest } from '../suites/streamClient.suite.ts';

/** A plain consumer of a local stream. */
export function readerOf(endpoint: string): KinesisClient {
  return new KinesisClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'reader', secretAccessKey: 'reader' },
    requestHandler: new NodeHttpHandler({ requestTimeout: 10_000 }),
  });
}

/** Everything in a stream, shard by shard, from its first record. */
export async function readBack(client: KinesisClient, stream: string): ReturnType<StreamUnderTest['read']> {
  const { Shards: shards = [] } = await client.send(new ListShardsCommand({ StreamName: stream }));
  const found: Awaited<ReturnType<StreamUnderTest['read']>>[number][] = [];
  for (const { ShardId: shardId = '' } of shards) {
    let { ShardIterator: iterator } = await client.send(new GetShardIteratorCommand({ StreamName: stream, ShardId: shardId, ShardIteratorType: 'TRIM_HORIZON' }));
    for (let empty = 0; empty < 2 && iterator !== undefined;) {
      const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 1_000 }));
      const records = page.Records ?? [];
      found.push(...records.map((record) => ({ shardId, partitionKey: record.PartitionKey ?? '', data: record.Data ?? new Uint8Array() })));
      empty = records.length === 0 ? empty + 1 : 0;
      iterator = page.NextShardIterator;
    }
  }
  return found;
}
