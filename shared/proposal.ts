import { z } from 'zod';
import { activationInputSchema } from './activation.ts';
import { activationChangeSchema } from './activationVersion.ts';
import { destinationPatchSchema } from './destination.ts';
import { timeSchema } from './text.ts';

/**
 * Body of `POST /api/destinations/:id/proposal`: a change that a second person shall approve. `activation`: what is sent.
 * `restore`: an earlier version of it. `settings`: where it is sent to, and options.
 */
export const proposalInputSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('activation'), activation: activationInputSchema }),
  z.strictObject({ kind: z.literal('restore'), version: z.int('The version is a whole number.').min(1, 'Versions begin with 1.'), backfill: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('settings'), settings: destinationPatchSchema }),
]);
export type ProposalInput = z.infer<typeof proposalInputSchema>;

const proposed = {
  id: z.string(),
  /** E-mail address, or the name of the token. Anybody else may approve it. */
  author: z.string(),
  createdAt: timeSchema,
  /** The one who asks proposed it, so somebody else has to approve it. */
  isOwn: z.boolean(),
  /** What it is about was changed since: it cannot be approved any more. */
  isStale: z.boolean(),
};

/** A change that waits. `breaking`: what of it readers of the stream may not be ready for. `accountName`: of the account it moves to; null where it stays. */
export const proposalSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('activation'), ...proposed, activation: activationInputSchema, changes: z.array(activationChangeSchema), breaking: z.array(z.string()) }),
  z.object({ kind: z.literal('settings'), ...proposed, settings: destinationPatchSchema, accountName: z.string().nullable() }),
]);
export type Proposal = z.infer<typeof proposalSchema>;
