import { hash } from 'node:crypto';
import { DescribeStreamSummaryCommand, ListShardsCommand, type KinesisClient, type ListShardsOutput, type Shard } from '@aws-sdk/client-kinesis';
import { ActivationError } from '../../kit/errors.ts';
import type { PartitionMap } from '../../publisher/streamClient.ts';
import type { OpenAccount, ShardOf } from '../definition.ts';
import { look } from './look.ts';
import { readError } from './errors.ts';
import { shardBytesPerSecond, shardRecordsPerSecond } from './limits.ts';
import type { OperatorSettings } from './settings.ts';

/** Open shards and which of them a partition key falls into now. A reshard makes the answer stale; nothing may rely on it but estimates. */
export async function readShards(account: OpenAccount, stream: string, settings: OperatorSettings, signal: AbortSignal): Promise<{ shardIds: string[]; shardOf: ShardOf }> {
  return mapShards(await look(account, settings, signal, (client, options) => listShards(client, stream, options)));
}

async function listShards(client: KinesisClient, stream: string, options: { abortSignal: AbortSignal }): Promise<Shard[]> {
  const found: Shard[] = [];
  let page: ListShardsOutput | undefined;
  do {
    page = await client.send(new ListShardsCommand(page?.NextToken === undefined ? { StreamName: stream } : { NextToken: page.NextToken }), options);
    found.push(...(page.Shards ?? []));
  } while (page.NextToken !== undefined);
  return found;
}

/** Positions are the first 48 bits of the hash as a fraction: exact to a shard's edge, which is all that pacing needs. */
const positionBits = 48n;
const hashBits = 128n;

/** Where a key lies among the shards, 0 ≤ n < 1. */
export function positionOf(partitionKey: string): number {
  return hash('md5', partitionKey, 'buffer').readUIntBE(0, Number(positionBits) / 8) / 2 ** Number(positionBits);
}

/**
 * The open shards and what each takes. Credentials that may not list shards may still describe the stream, as creating
 * the destination did: then its shards are taken to be of equal size, and without names. Rejects with an `ActivationError`.
 */
export async function readPartitions(client: KinesisClient, stream: string, abortSignal: AbortSignal): Promise<PartitionMap> {
  try {
    return partitionsOf(openShards(await listShards(client, stream, { abortSignal })));
  } catch (thrown) {
    const error = readError(thrown);
    if (error.code !== 'access_denied') throw error;
  }
  try {
    const { StreamDescriptionSummary: summary } = await client.send(new DescribeStreamSummaryCommand({ StreamName: stream }), { abortSignal });
    const count = Math.max(1, summary?.OpenShardCount ?? 1);
    return { ids: [], starts: Array.from({ length: count }, (_, index) => index / count), recordsPerSecond: shardRecordsPerSecond, bytesPerSecond: shardBytesPerSecond };
  } catch (thrown) {
    throw readError(thrown);
  }
}

/** `open` ascends. */
function partitionsOf(open: readonly OpenShard[]): PartitionMap {
  return {
    ids: open.map(({ id }) => id),
    starts: open.map(({ start }) => Number(start >> (hashBits - positionBits)) / 2 ** Number(positionBits)),
    recordsPerSecond: shardRecordsPerSecond,
    bytesPerSecond: shardBytesPerSecond,
  };
}

interface OpenShard {
  readonly id: string;
  /** The first hash of its range. */
  readonly start: bigint;
}

/** Those that have not ended, ascending by their ranges. Together they cover the whole space without gaps. */
function openShards(shards: readonly Shard[]): OpenShard[] {
  const open = shards
    .filter((shard) => shard.SequenceNumberRange?.EndingSequenceNumber === undefined)
    .map((shard) => ({ id: shard.ShardId ?? '', start: BigInt(shard.HashKeyRange?.StartingHashKey ?? '0') }))
    .sort((a, b) => (a.start < b.start ? -1 : 1));
  if (open.length === 0) throw new ActivationError('stream_not_active', 'The stream has no open shard.');
  return open;
}

/** A key belongs to the shard whose range holds its MD5 hash, read as a number of 128 bits: the last one that begins at or before it. */
export function mapShards(shards: readonly Shard[]): { shardIds: string[]; shardOf: ShardOf } {
  const open = openShards(shards);
  const shardOf: ShardOf = (partitionKey) => {
    const position = BigInt(`0x${hash('md5', partitionKey, 'hex')}`);
    return (open.findLast(({ start }) => start <= position) ?? open[0])?.id ?? '';
  };
  return { shardIds: open.map(({ id }) => id), shardOf };
}
