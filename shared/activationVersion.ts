import { z } from 'zod';
import { activationInputSchema, attributeMappingSchema, partitionKeyRuleSchema } from './activation.ts';
import { timeSchema } from './text.ts';

/** One thing that differs between two versions. `before` and `after`: null where there was or is none. */
export const activationChangeSchema = z.discriminatedUnion('part', [
  /** A segment that was added or removed. */
  z.object({ part: z.literal('segment'), id: z.string(), name: z.string(), isAdded: z.boolean() }),
  /** The attribute that is written to `target`. */
  z.object({ part: z.literal('attribute'), target: z.string(), before: attributeMappingSchema.nullable(), after: attributeMappingSchema.nullable() }),
  /** Namespaces; `all` of them. */
  z.object({ part: z.literal('identities'), before: z.union([z.literal('all'), z.array(z.string())]), after: z.union([z.literal('all'), z.array(z.string())]) }),
  z.object({ part: z.literal('partition_key'), before: partitionKeyRuleSchema, after: partitionKeyRuleSchema }),
  z.object({ part: z.literal('trigger'), trigger: z.enum(['membership', 'identity', 'attributes']), isOn: z.boolean() }),
  /** Seconds. */
  z.object({ part: z.literal('interval'), before: z.int(), after: z.int() }),
  z.object({ part: z.literal('state'), after: z.enum(['active', 'paused']) }),
]);
export type ActivationChange = z.infer<typeof activationChangeSchema>;

/** One version of an activation. `changes`: what it changed of the version before; of the first, empty. `breaking`: what of it readers of the stream may not be ready for. */
export const activationVersionSchema = z.object({
  version: z.int(),
  /** E-mail address, or the name of the token. */
  author: z.string(),
  /** The second person, where one had to agree. */
  approvedBy: z.string().nullable(),
  createdAt: timeSchema,
  isCurrent: z.boolean(),
  changes: z.array(activationChangeSchema),
  breaking: z.array(z.string()),
});
export type ActivationVersion = z.infer<typeof activationVersionSchema>;

/** Body of `POST …/activation/compare`: from a stored version to a draft. The version is the current one where none is named, and so is the draft. */
export const compareRequestSchema = z.strictObject({
  version: z.int('The version is a whole number.').min(1, 'Versions begin with 1.').optional(),
  activation: activationInputSchema.optional(),
});

const sampleSchema = z.object({ data: z.string().nullable(), code: z.string().nullable(), message: z.string().nullable() });

/** `samples`: for some people the record by either; `data` is null where the person is left out, with the code that says why. */
export const comparisonSchema = z.object({
  changes: z.array(activationChangeSchema),
  breaking: z.array(z.string()),
  samples: z.array(z.object({ profileId: z.string(), before: sampleSchema, after: sampleSchema })),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** Body of `POST …/activation/versions/:version/restore`. `backfill`: send everyone who is in a segment that comes back. */
export const restoreRequestSchema = z.strictObject({ backfill: z.boolean().default(false) });

/** Query of `GET …/activation/schema`: the version in force where none is named. */
export const schemaQuerySchema = z.object({ version: z.coerce.number('The version is a whole number.').int().min(1, 'Versions begin with 1.').optional() });
