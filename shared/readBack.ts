import { z } from 'zod';
import { timeSchema } from './text.ts';

/** Body of `POST /api/destinations/:id/deliveries/:exportId/read-back`: by what the delivery is found, as the list of deliveries tells it. */
export const readBackRequestSchema = z.strictObject({
  profileId: z.string('The profile id is needed.').min(1).max(256),
  deliveredAt: z.iso.datetime({ offset: true, message: 'Send the time as the list of deliveries tells it, for example 2026-11-20T10:00:00.000Z.' }),
});

/**
 * `found`: it lies there. `gone`: the stream does not keep it any more. `unseen`: nothing is to be seen there yet.
 * `foreign`: it went to another stream than the destination has now. `denied`: the account may not read.
 * `unreadable`: this kind of destination cannot be read.
 */
export const readBackOutcomes = ['found', 'gone', 'unseen', 'foreign', 'denied', 'unreadable'] as const;

export const readBackSchema = z.object({
  outcome: z.enum(readBackOutcomes),
  /** What it came to, in words, and what to do where something can be done. */
  message: z.string(),
  /** Null unless it was found. */
  record: z
    .object({
      /** As it lies in the stream, or with what is personal in it masked; null where it is no JSON and the role does not see every value. */
      data: z.string().nullable(),
      isMasked: z.boolean(),
      arrivedAt: timeSchema.nullable(),
      /** How many others are packed in the same record of the stream. */
      packedWith: z.int(),
    })
    .nullable(),
});
export type ReadBack = z.infer<typeof readBackSchema>;
