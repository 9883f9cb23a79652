import { z } from 'zod';
import { timeSchema } from './text.ts';

/** `full`: it used 80 % of a limit or more over the last minute, or since `countedSince` where that is later. `throttled`: it refused attempts in the last hour and took more than twice as much as the others on average. */
export const hotShardSchema = z.object({
  shardId: z.string(),
  cause: z.enum(['full', 'throttled']),
  /** It took more than twice as much as the others on average. */
  isUneven: z.boolean(),
});
export type HotShard = z.infer<typeof hotShardSchema>;

export const shardLoadSchema = z.object({
  shardId: z.string(),
  /** False: it was split or merged and takes nothing any more. */
  isOpen: z.boolean(),
  /** Records that came to lie in it in the last hour. */
  records: z.int(),
  bytes: z.int(),
  /** Attempts it refused as too many in the last hour. */
  throttled: z.int(),
  /** On average over the last minute, or since `countedSince` where that is later; records that were packed together are one record of the stream. */
  recordsPerSecond: z.number(),
  bytesPerSecond: z.number(),
  /** Part of its limit of records or of bytes, whichever is more; null where it has no fixed one. */
  used: z.number().nullable(),
});
export type ShardLoad = z.infer<typeof shardLoadSchema>;

/** What `GET /api/destinations/:id/shards` answers: what this server sent to each shard in the last hour, or since `countedSince` where that is later. */
export const shardsSchema = z.object({
  /** Whether anybody delivers at this moment, in whichever process. */
  delivers: z.boolean(),
  /** Null: nobody delivers, or nothing was to be sent for this destination yet. */
  countedSince: timeSchema.nullable(),
  /** Null while it is not known. */
  mode: z.enum(['provisioned', 'on_demand']).nullable(),
  /** What each shard takes a second; null where that is not fixed or not known. */
  limits: z.object({ recordsPerSecond: z.number(), bytesPerSecond: z.number() }).nullable(),
  /** Null while it is not known. */
  openShards: z.int().nullable(),
  /** Those that took most first, at most 100. */
  shards: z.array(shardLoadSchema),
  /** Of all shards; `throttled` with those of which no shard is known. */
  totals: z.object({ records: z.int(), bytes: z.int(), throttled: z.int() }),
  /** Throttled attempts of which no shard is known. */
  unplacedThrottled: z.int(),
  hot: hotShardSchema.nullable(),
});
export type Shards = z.infer<typeof shardsSchema>;
