import { z } from 'zod';
import { labelsSchema } from './labels.ts';
import { descriptionSchema, nameSchema, timeSchema } from './text.ts';
import { useCases, useCasesSchema } from './useCases.ts';

/** `any`: data with one of the labels. `all`: labels that come together in one destination, however they are spread over what it sends. */
export const labelMatches = ['any', 'all'] as const;
export type LabelMatch = (typeof labelMatches)[number];

const policyFields = {
  name: nameSchema,
  description: descriptionSchema,
  useCases: useCasesSchema.min(1, 'Choose at least one use.'),
  labels: labelsSchema.min(1, 'Name at least one label.'),
  match: z.enum(labelMatches, 'Labels match "any" or "all".'),
  enabled: z.boolean(),
};

/** Body of `POST /api/policies`: data with any, or all, of these labels may not be used for these uses. */
export const policyInputSchema = z.strictObject({
  ...policyFields,
  description: policyFields.description.default(''),
  match: policyFields.match.default('any'),
  enabled: policyFields.enabled.default(true),
});
export type PolicyInput = z.infer<typeof policyInputSchema>;

/** Body of `PATCH /api/policies/:id`; what is left out stays. Made of the fields without their defaults, which would reset what is left out. */
export const policyPatchSchema = z.strictObject(policyFields).partial();

const namedSchema = z.object({ id: z.string(), name: z.string() });

export const policySchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  useCases: z.array(z.enum(useCases)),
  labels: z.array(z.string()),
  match: z.enum(labelMatches),
  /** False: it is kept and forbids nothing. */
  enabled: z.boolean(),
  /** Destinations that break it now; they do not send. Empty while it is not enabled. */
  brokenBy: z.array(namedSchema),
  /** Who made or last changed it: e-mail address, or the name of the token. */
  updatedBy: z.string(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  version: z.int(),
});
export type Policy = z.infer<typeof policySchema>;

/** What a policy would do that is not stored: which destinations would break it, as if it were enabled, and how many with an activation name no use, so that no policy concerns them. */
export const policyPreviewSchema = z.object({ brokenBy: z.array(namedSchema), withoutUse: z.int() });

const placeSchema = z.object({
  kind: z.enum(['segment', 'attribute', 'identity']),
  /** Id of the segment, path of the attribute as it is mapped, or namespace of the identity. */
  id: z.string(),
  /** The same for people. Of an object that is mapped, it names the labelled field inside. */
  name: z.string(),
  /** Those of the labels that the policy names. */
  labels: z.array(z.string()),
  /** The field of `PUT …/activation` that sends it, for example `attributes.0.source`. */
  field: z.string(),
});

/** A policy that an activation breaks: for what its data may not be used, what of it, and what would solve it, each by itself. */
export const violationSchema = z.object({
  policy: z.object({ id: z.string(), name: z.string(), description: z.string(), match: z.enum(labelMatches) }),
  useCases: z.array(z.enum(useCases)),
  where: z.array(placeSchema),
  solutions: z.array(z.string()),
});
export type Violation = z.infer<typeof violationSchema>;
export type ViolationPlace = Violation['where'][number];

/** A destination that came to break a policy by a change of labels. It sends nothing. */
export const breachSchema = z.object({ destination: namedSchema, policy: namedSchema });
export type Breach = z.infer<typeof breachSchema>;
