import { z } from 'zod';
import { errorCodeNames } from './errorCodes.ts';
import { timeSchema } from './text.ts';

/** Why a record was made. */
export const deliveryReasons = ['membership', 'identity', 'attribute', 'backfill', 'replay', 'test'] as const;
export type DeliveryReason = (typeof deliveryReasons)[number];

/**
 * Outcome counters. Always `received = activated + excluded + failed + pending`: each record that was received is in
 * exactly one of them. `retried` and `throttled` count attempts, not outcomes.
 */
export const countsSchema = z.object({
  received: z.int(),
  activated: z.int(),
  excluded: z.int(),
  failed: z.int(),
  pending: z.int(),
  retried: z.int(),
  throttled: z.int(),
});
export type Counts = z.infer<typeof countsSchema>;

/** Milliseconds from acceptance to the stream's answer; null where nothing was delivered. */
export const latencySchema = z.object({ p50: z.number().nullable(), p95: z.number().nullable(), p99: z.number().nullable() });
export type Latency = z.infer<typeof latencySchema>;

export const reasonCountSchema = z.object({
  code: z.enum(errorCodeNames),
  counter: z.enum(['excluded', 'failed']),
  count: z.int(),
  title: z.string(),
  remedy: z.string(),
});

/** `streaming`: live changes, one run an hour. `backfill`: everyone in some segments. `exits`: everyone in segments that were taken out of the activation, as having left them. `replay` and `discard`: what becomes of dead letters; a discard sends nothing. */
export const runKinds = ['streaming', 'backfill', 'exits', 'replay', 'discard'] as const;
export type RunKind = (typeof runKinds)[number];
export const runStates = ['running', 'paused', 'waiting_for_capacity', 'completed', 'cancelled', 'failed'] as const;
export type RunState = (typeof runStates)[number];

export const runSchema = z.object({
  id: z.string(),
  destinationId: z.string(),
  kind: z.enum(runKinds),
  state: z.enum(runStates),
  /** Whom a paused run waits for: a person who resumes it, or its destination, which does not send. Null for others. */
  pausedBy: z.enum(['person', 'destination']).nullable(),
  startedAt: timeSchema,
  endedAt: timeSchema.nullable(),
  /** Who started it; null where nobody did. */
  startedBy: z.string().nullable(),
  /** Profiles or dead letters dealt with and to deal with; null for streaming runs, which have no end. */
  progress: z.object({ done: z.int(), total: z.int() }).nullable(),
  /** Milliseconds left at the pace since it last began or went on; null while that cannot be said. */
  remainingMs: z.number().nullable(),
  counts: countsSchema,
  bytes: z.int(),
  latencyMs: latencySchema,
  reasons: z.array(reasonCountSchema),
});
export type Run = z.infer<typeof runSchema>;

export const deadLetterStates = ['open', 'replayed', 'discarded'] as const;
/** How a letter ended: a replay delivered it, left the profile out, or failed again, which opens a new letter; or somebody discarded it. */
export const letterEndings = ['delivered', 'excluded', 'failed', 'discarded'] as const;
export type LetterEnding = (typeof letterEndings)[number];

export const deadLetterSchema = z.object({
  id: z.string(),
  destinationId: z.string(),
  runId: z.string(),
  profileId: z.string(),
  code: z.enum(errorCodeNames),
  message: z.string(),
  remedy: z.string(),
  attempts: z.array(z.object({ at: timeSchema, code: z.string(), message: z.string() })),
  /** The record as it would have been sent, as text; null where none could be made. */
  data: z.string().nullable(),
  createdAt: timeSchema,
  state: z.enum(deadLetterStates),
  /** When, by whom, by which run and how it ended; null while it is open. Fields are null for letters that ended before they were kept. */
  end: z.object({ at: timeSchema, by: z.string().nullable(), runId: z.string().nullable(), as: z.enum(letterEndings).nullable() }).nullable(),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;

/** Proof of one delivered record. */
export const deliverySchema = z.object({
  exportId: z.string(),
  runId: z.string(),
  profileId: z.string(),
  reason: z.enum(deliveryReasons),
  /** Null for viewers where it is not the profile id: then it is an identity or attribute of that person. */
  partitionKey: z.string().nullable(),
  shardId: z.string(),
  sequenceNumber: z.string(),
  attempts: z.int(),
  bytes: z.int(),
  acceptedAt: timeSchema,
  deliveredAt: timeSchema,
});
export type Delivery = z.infer<typeof deliverySchema>;

/** One point of `GET …/metrics`: the sums of `step` seconds beginning at `at`. */
export const metricsPointSchema = z.object({
  at: timeSchema,
  received: z.int(),
  activated: z.int(),
  excluded: z.int(),
  failed: z.int(),
  throttled: z.int(),
  bytes: z.int(),
  latencyMs: latencySchema,
  /** Age of the oldest change of the destination without an outcome at the end of a minute, the longest of the step; 0: every change had its outcome. */
  lagMs: z.int(),
});
export const metricsSchema = z.object({
  /** Seconds per point: a multiple of 60. */
  step: z.int(),
  /** Only points with at least one record or with changes that waited, oldest first; of a run: with records of it. */
  points: z.array(metricsPointSchema),
  totals: countsSchema,
  reasons: z.array(reasonCountSchema),
});
export type Metrics = z.infer<typeof metricsSchema>;

/** How far delivery is behind: entries of the change log not yet looked at, and the age of the oldest of them in milliseconds. */
export const lagSchema = z.object({ changes: z.int(), milliseconds: z.number() });
export type Lag = z.infer<typeof lagSchema>;

/** Records wait since shards take no more: how many, for how many of the stream's shards, and how long the fullest of these needs for what waits now, in milliseconds. */
export const capacityWaitSchema = z.object({ records: z.int(), shards: z.int(), ofShards: z.int(), milliseconds: z.int() });
export type CapacityWait = z.infer<typeof capacityWaitSchema>;

/** What `GET /api/events` sends once a second per destination (event name `delivery`). */
export const deliveryEventSchema = z.object({
  destinationId: z.string(),
  at: timeSchema,
  status: z.string(),
  /** Outcomes since the server started; the difference between two events is what happened between them. */
  totals: countsSchema,
  lag: lagSchema,
  /** Null: the stream takes what comes. */
  capacityWait: capacityWaitSchema.nullable(),
});
export type DeliveryEvent = z.infer<typeof deliveryEventSchema>;

/** Event name `changed`: something a page may show is different now; the page reads it again. */
export const changedEventSchema = z.object({
  resource: z.enum(['destination', 'account', 'segment', 'run', 'activation', 'policy', 'import', 'alert']),
  id: z.string(),
});
export type ChangedEvent = z.infer<typeof changedEventSchema>;
