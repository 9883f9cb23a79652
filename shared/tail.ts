import { z } from 'zod';
import { deliveryReasons } from './delivery.ts';
import { errorCodeNames } from './errorCodes.ts';
import { timeSchema } from './text.ts';

export const tailOutcomes = ['delivered', 'excluded', 'failed'] as const;
export type TailOutcome = (typeof tailOutcomes)[number];

/** Query of `GET /api/destinations/:id/tail`; what is left out is anything. */
export const tailFilterSchema = z.object({
  outcome: z.enum(tailOutcomes).optional(),
  reason: z.enum(deliveryReasons).optional(),
  /** Any part of a profile id. For viewers it finds no excluded records. */
  profile: z.string().max(256).optional(),
});
export type TailFilter = z.infer<typeof tailFilterSchema>;

const tailRecordSchema = z.object({
  at: timeSchema,
  outcome: z.enum(tailOutcomes),
  /** Null for viewers where it was excluded. */
  profileId: z.string().nullable(),
  reason: z.enum(deliveryReasons),
  /** Why it was excluded or failed; null for delivered ones. */
  code: z.enum(errorCodeNames).nullable(),
  /** Null unless it was delivered. */
  delivered: z
    .object({
      shardId: z.string(),
      sequenceNumber: z.string(),
      /** Null for viewers where it is not the profile id. */
      partitionKey: z.string().nullable(),
      attempts: z.int(),
      bytes: z.int(),
      /** From acceptance to the stream's answer, milliseconds. */
      latencyMs: z.int(),
    })
    .nullable(),
  /** As it was sent or would have been, personal values as far as the role may see them; null where it may see none, where there is none, and where it is long. */
  data: z.string().nullable(),
  isMasked: z.boolean(),
});
export type TailRecord = z.infer<typeof tailRecordSchema>;

/** Event `state`, the first of a stream, and again when it changes. `delivers` is false while no process delivers: then nothing else follows. */
export const tailStateSchema = z.object({ delivers: z.boolean() });
export type TailState = z.infer<typeof tailStateSchema>;

/** Event `records`: what became of records within a second. `matched`: how many fit the filter; `items` are the first of them. */
export const tailBatchSchema = z.object({ at: timeSchema, matched: z.int(), items: z.array(tailRecordSchema) });
export type TailBatch = z.infer<typeof tailBatchSchema>;
