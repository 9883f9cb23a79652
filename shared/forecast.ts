import { z } from 'zod';
import { activationInputSchema } from './activation.ts';

/**
 * Body of `POST …/activation/forecast`. Without an activation: the one that is stored. Without segments: those a draft
 * would send everyone of, or all of the stored activation.
 */
export const forecastRequestSchema = z.strictObject({
  activation: activationInputSchema.optional(),
  segmentIds: z.array(z.string().min(1).max(256)).min(1, 'Pick at least one segment.').max(2_500).optional(),
});

/** What limits a backfill: what a shard takes in records or bytes a second, one shard that gets more than the others, or how fast records are made. */
export const forecastLimits = ['shard_records', 'shard_bytes', 'hot_shard', 'sender'] as const;

/** Records a day once everyone is sent, going by what changed lately; a record tells of one change, whatever else changes with it. */
export const expectedSchema = z.object({
  perDay: z.int(),
  /** Of them because people enter or leave, identities change, attributes change. */
  membership: z.int(),
  identity: z.int(),
  attribute: z.int(),
  /** Days of history this rests on, at most 14. */
  days: z.number(),
  /** Records of the day that would have had the most; null before the second day. */
  busiestDay: z.int().nullable(),
});
export type Expected = z.infer<typeof expectedSchema>;

/** What sending everyone would be, told from a sample of records that are made and not sent. */
export const forecastSchema = z.object({
  /** People in the segments now. */
  profiles: z.int(),
  /** Records that would be sent for them; fewer where some are left out. */
  records: z.int(),
  /** Data and partition keys together. */
  bytes: z.int(),
  /** Profiles looked at for this. */
  sampled: z.int(),
  /** What the stream takes now, all shards together; null where they could not be looked up. */
  capacity: z.object({ shards: z.int(), recordsPerSecond: z.number(), bytesPerSecond: z.number() }).nullable(),
  /** With the stream to itself; null where the capacity is not known. */
  seconds: z.int().nullable(),
  limitedBy: z.enum(forecastLimits).nullable(),
  /** What follows afterwards; null while too little is known. */
  expected: expectedSchema.nullable(),
  warnings: z.array(z.string()),
});
export type Forecast = z.infer<typeof forecastSchema>;
