import { hash } from 'node:crypto';
import { ListShardsCommand, type ListShardsOutput, type Shard } from '@aws-sdk/client-kinesis';
import { ActivationError } from '../../kit/errors.ts';
import type { OpenAccount, ShardOf } from '../definition.ts';
import { look } from './check.ts';
import type { OperatorSettings } from './settings.ts';

/** Open shards and which of them a partition key falls into now. A reshard makes the answer stale; nothing may rely on it but estimates. */
export async function readShards(account: OpenAccount, stream: string, settings: OperatorSettings, signal: AbortSignal): Promise<{ shardIds: string[]; shardOf: ShardOf }> {
  const shards = await look(account, settings, signal, async (client, options) => {
    const found: Shard[] = [];
    let page: ListShardsOutput | undefined;
    do {
      page = await client.send(new ListShardsCommand(page?.NextToken === undefined ? { StreamName: stream } : { NextToken: page.NextToken }), options);
      found.push(...(page.Shards ?? []));
    } while (page.NextToken !== undefined);
    return found;
  });
  return mapShards(shards);
}

/**
 * A key belongs to the shard whose range holds its MD5 hash, read as a number of 128 bits. A shard that has ended is
 * closed. Open ranges cover the whole space without gaps, so the last one that begins at or before the hash holds it.
 */
export function mapShards(shards: readonly Shard[]): { shardIds: string[]; shardOf: ShardOf } {
  const open = shards
    .filter((shard) => shard.SequenceNumberRange?.EndingSequenceNumber === undefined)
    .map((shard) => ({ id: shard.ShardId ?? '', start: BigInt(shard.HashKeyRange?.StartingHashKey ?? '0') }))
    .sort((a, b) => (a.start < b.start ? -1 : 1));
  const first = open[0];
  if (first === undefined) throw new ActivationError('stream_not_active', 'The stream has no open shard.');
  const shardOf: ShardOf = (partitionKey) => {
    const position = BigInt(`0x${hash('md5', partitionKey, 'hex')}`);
    return (open.findLast(({ start }) => start <= position) ?? first).id;
  };
  return { shardIds: open.map(({ id }) => id), shardOf };
}
