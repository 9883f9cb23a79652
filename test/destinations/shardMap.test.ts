import { expect, test } from 'vitest';
import type { Shard } from '@aws-sdk/client-kinesis';
import { mapShards } from '../../server/destinations/amazon-kinesis/shardMap.ts';

const top = 2n ** 128n - 1n;
const shard = (id: string, start: bigint, end: bigint, closed = false): Shard => ({
  ShardId: id,
  HashKeyRange: { StartingHashKey: String(start), EndingHashKey: String(end) },
  SequenceNumberRange: { StartingSequenceNumber: '1', ...(closed ? { EndingSequenceNumber: '2' } : {}) },
});

test('a key falls into the open shard whose range holds its MD5 hash', () => {
  // MD5 of "a" begins with 0c, of "b" with 92, of "c" with 4a.
  const quarter = 2n ** 126n;
  const { shardIds, shardOf } = mapShards([
    shard('last', 2n * quarter, top),
    shard('closed', 0n, top, true),
    shard('first', 0n, quarter - 1n),
    shard('second', quarter, 2n * quarter - 1n),
  ]);
  expect(shardIds).toEqual(['first', 'second', 'last']);
  expect(['a', 'b', 'c'].map(shardOf)).toEqual(['first', 'last', 'second']);
});

test('the edges of a range belong to it: MD5 of "a" is 0cc175b9c0f1b6a831c399e269772661', () => {
  const hash = BigInt('0x0cc175b9c0f1b6a831c399e269772661');
  expect(mapShards([shard('below', 0n, hash - 1n), shard('from', hash, top)]).shardOf('a')).toBe('from');
  expect(mapShards([shard('to', 0n, hash), shard('above', hash + 1n, top)]).shardOf('a')).toBe('to');
});

test('a stream without an open shard takes nothing', () => {
  expect(() => mapShards([shard('closed', 0n, top, true)])).toThrow('no open shard');
});
