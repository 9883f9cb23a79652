import { z } from 'zod';
import { segmentIdSchema } from './segment.ts';

/** Kinds of personal data that are told apart. A guess, by names and values: what is not named here may be personal, too. */
export const personalKinds = ['email', 'phone', 'name', 'address', 'birth_date', 'ip_address'] as const;
export type PersonalKind = (typeof personalKinds)[number];

/** Body of `POST /api/profile-fields`: whose profiles. */
export const profileFieldsRequestSchema = z.strictObject({ segmentIds: z.array(segmentIdSchema).max(2_500) });

const profileFieldSchema = z.object({
  /** Dotted path of an attribute; of an identity, its namespace. */
  path: z.string(),
  kinds: z.array(z.enum(['text', 'number', 'boolean', 'list'])),
  /** Share of the sampled people who have a value, 0 to 1. */
  filled: z.number(),
  /** Up to three, clipped. */
  examples: z.array(z.string()),
  personal: z.enum(personalKinds).nullable(),
});
export type ProfileField = z.infer<typeof profileFieldSchema>;

/** What a sample of the people in some segments holds. */
export const profileFieldsSchema = z.object({ sampled: z.int(), attributes: z.array(profileFieldSchema), identities: z.array(profileFieldSchema) });
export type ProfileFields = z.infer<typeof profileFieldsSchema>;
