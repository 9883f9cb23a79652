import { z } from 'zod';

/**
 * What can be wrong, or worth knowing, with an activation when it meets real people. `value_…` and `record_…`: of the
 * mapping. `key_…` and `shard_hot`: of the partition key.
 */
export const findingKinds = [
  'value_missing',
  'value_absent',
  'value_wrong_type',
  'record_too_large',
  'key_missing',
  'key_too_long',
  'key_fell_back',
  'key_constant',
  'key_hot',
  'shard_hot',
] as const;
export type FindingKind = (typeof findingKinds)[number];

export const findingSchema = z.object({
  kind: z.enum(findingKinds),
  /** Path in the activation of what to change; null where it is not one field. */
  field: z.string().nullable(),
  /** What was found, of how many of the people looked at, and what becomes of them. */
  message: z.string(),
  remedy: z.string(),
  /** People it concerns, of those looked at. */
  people: z.int(),
  /** One of them; null where it is about all together. */
  profileId: z.string().nullable(),
});
export type Finding = z.infer<typeof findingSchema>;
