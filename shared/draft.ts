import { z } from 'zod';
import { timeSchema } from './text.ts';

/** What the wizard keeps between its steps. Free text as typed, so that nothing is lost; never a secret: the names below are all there is. */
export const draftContentSchema = z.strictObject({
  type: z.string().max(64),
  accountMode: z.enum(['new', 'existing']).optional(),
  accountId: z.string().max(64).optional(),
  accountName: z.string().max(1_000).optional(),
  method: z.string().max(64).optional(),
  region: z.string().max(1_000).optional(),
  accessKeyId: z.string().max(1_000).optional(),
  roleArn: z.string().max(5_000).optional(),
  /** One the server handed out for the account that is being connected; no secret. */
  externalId: z.string().max(1_000).optional(),
  name: z.string().max(1_000).optional(),
  description: z.string().max(5_000).optional(),
  stream: z.string().max(5_000).optional(),
  options: z.record(z.string(), z.union([z.boolean(), z.string(), z.array(z.string().max(64)).max(20)])).optional(),
  destinationId: z.string().max(64).optional(),
  /** The activation as far as it is filled in. */
  activation: z.record(z.string(), z.unknown()).optional(),
});
export type DraftContent = z.infer<typeof draftContentSchema>;

export const draftSchema = z.object({ id: z.string(), content: draftContentSchema, createdAt: timeSchema, updatedAt: timeSchema });
export type Draft = z.infer<typeof draftSchema>;
