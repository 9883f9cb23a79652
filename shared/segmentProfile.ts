import { z } from 'zod';
import { timeSchema } from './text.ts';

/** What the one who asks may see of a person: all values; personal ones masked; or only which fields there are. */
export const valuesShown = ['readable', 'masked', 'hidden'] as const;
export type ValuesShown = (typeof valuesShown)[number];

/** Query of `GET /api/segments/:id/profiles`. */
export const sampleQuerySchema = z.object({
  limit: z.coerce.number('The limit is a number from 1 to 20.').int().min(1, 'The limit is at least 1.').max(20, 'The limit is at most 20.').default(5),
  cursor: z.string().max(2_048).optional(),
});

const profileValueSchema = z.object({
  /** Dotted path of an attribute; of an identity, its namespace. */
  path: z.string(),
  /** Clipped; null where values are hidden. */
  value: z.string().nullable(),
  /** The value is personal and shows no more than its end. */
  isMasked: z.boolean(),
});
export type ProfileValue = z.infer<typeof profileValueSchema>;

export const sampleProfileSchema = z.object({
  /** Masked where it is personal itself; null where values are hidden. */
  profileId: z.string().nullable(),
  isIdMasked: z.boolean(),
  updatedAt: timeSchema,
  identities: z.array(profileValueSchema),
  attributes: z.array(profileValueSchema),
  /** Values there are besides. */
  moreValues: z.int(),
});
export type SampleProfile = z.infer<typeof sampleProfileSchema>;

/** Some people of a segment, in the order of their ids. `nextCursor`: where others begin; null after the last. */
export const sampleSchema = z.object({ items: z.array(sampleProfileSchema), shown: z.enum(valuesShown), nextCursor: z.string().nullable() });
