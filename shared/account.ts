import { z } from 'zod';
import { errorCodeNames } from './errorCodes.ts';
import { nameSchema, timeSchema } from './text.ts';

/**
 * Body of `POST /api/accounts`. `region` and `credentials` are checked by the fields the destination type declares
 * (`accountFields` in the catalog); this schema holds what all types share.
 */
export const accountInputSchema = z.strictObject({
  type: z.string('The destination type is needed.'),
  name: nameSchema,
  region: z.string('The region is needed.'),
  credentials: z.record(z.string(), z.unknown(), 'The credentials are needed.'),
});
export type AccountInput = z.infer<typeof accountInputSchema>;

/** Body of `PATCH /api/accounts/:id`. Credentials replace the stored ones whole; left out, they stay. */
export const accountPatchSchema = z.strictObject({
  name: nameSchema.optional(),
  region: z.string().optional(),
  credentials: z.record(z.string(), z.unknown()).optional(),
});
export type AccountPatch = z.infer<typeof accountPatchSchema>;

/** Body of `POST /api/accounts/external-id`. */
export const externalIdRequestSchema = z.strictObject({ type: z.string('The destination type is needed.'), region: z.string('The region is needed.') });

/** What an administrator over there has to know before a role can be lent to this server. */
export const externalIdSchema = z.object({
  /** Made for one account. Send it back as `credentials.externalId` when the account is tested and created. */
  externalId: z.string(),
  /** Who this server is over there; null where it is nobody, and then no role can be lent to it. */
  server: z.object({ accountNumber: z.string(), principalArn: z.string() }).nullable(),
  /** Why it is nobody, or why that cannot be told. */
  problem: z.string().nullable(),
});

/** How stored credentials answered when they were last tried; all but `at` and `ok` only when they do not work. */
export const accountCheckSchema = z.object({
  at: timeSchema,
  ok: z.boolean(),
  code: z.enum(errorCodeNames).optional(),
  title: z.string().optional(),
  message: z.string().optional(),
  remedy: z.string().optional(),
});
export type AccountCheck = z.infer<typeof accountCheckSchema>;

/** An account as answers hold it: never a secret. */
export const accountSchema = z.object({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  region: z.string(),
  credentials: z.object({
    method: z.string(),
    /** Masked to its last four characters; null for methods without one. */
    accessKeyId: z.string().nullable(),
    hasSessionToken: z.boolean(),
    roleArn: z.string().nullable(),
  }),
  externalId: z.string().nullable(),
  rotatedAt: timeSchema,
  /** Null: not tried yet. */
  lastCheck: accountCheckSchema.nullable(),
  destinations: z.array(z.object({ id: z.string(), name: z.string() })),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  version: z.int(),
});
export type Account = z.infer<typeof accountSchema>;

/** One stream of an account, as far as the credentials may look. */
export const streamSchema = z.object({
  name: z.string(),
  arn: z.string(),
  status: z.string(),
  mode: z.string(),
  openShardCount: z.int(),
  retentionHours: z.int(),
  encryption: z.string(),
  /** The key it is encrypted with, as AWS names it: an ARN, an id or an alias. */
  keyId: z.string().nullable(),
  /** Bytes; data and partition key together. */
  maxRecordBytes: z.int(),
});
export type Stream = z.infer<typeof streamSchema>;

/** `listable: false`: the key may not list streams; the name is typed instead. Never an error. */
export const streamListSchema = z.object({ listable: z.boolean(), items: z.array(streamSchema) });
export type StreamList = z.infer<typeof streamListSchema>;

/** A record that was written as a test, and where it lies. */
export const testRecordSchema = z.object({
  shardId: z.string(),
  sequenceNumber: z.string(),
  /** From sending it to the answer. */
  latencyMs: z.number(),
  partitionKey: z.string(),
  /** Exactly what lies in the stream. */
  data: z.string(),
});
export type TestRecord = z.infer<typeof testRecordSchema>;

/** One step of a connection test. */
export const checkStageSchema = z.object({
  stage: z.string(),
  status: z.enum(['passed', 'failed', 'skipped']),
  durationMs: z.number(),
  code: z.enum(errorCodeNames).optional(),
  /** What AWS itself called it, for administrators. */
  vendorCode: z.string().optional(),
  message: z.string().optional(),
  field: z.string().optional(),
  remedy: z.string().optional(),
  /** Of a stage that wrote one: the one that was asked to, or one whose dry run was ignored. */
  record: testRecordSchema.optional(),
});
export type CheckStage = z.infer<typeof checkStageSchema>;
export const checkResultSchema = z.object({ ok: z.boolean(), stages: z.array(checkStageSchema) });
export type CheckResult = z.infer<typeof checkResultSchema>;
