import { z } from 'zod';
import { errorCodeNames } from './errorCodes.ts';
import { findingSchema } from './finding.ts';
import { segmentIdSchema } from './segment.ts';
import { timeSchema } from './text.ts';

/** Most of each a single activation can hold: ten times what the hosted products of this kind publish as their guardrails (250 and 50). */
export const activationLimits = { segments: 2_500, attributes: 500 } as const;

/** Longest time for which changes of a person are gathered: a day, so that an erasure, which takes a day, finds nothing waiting. */
export const intervalMaxSeconds = 86_400;

export const transforms = ['none', 'lowercase', 'trim', 'sha256', 'sha256_normalized', 'mask'] as const;
export type Transform = (typeof transforms)[number];

/** What a transform is called wherever people read of it. */
export const transformLabels: Readonly<Record<Transform, string>> = {
  none: 'As it is',
  lowercase: 'Lower case',
  trim: 'Without spaces around it',
  sha256: 'SHA-256',
  sha256_normalized: 'SHA-256, normalized',
  mask: 'Masked',
};

/** One name in a path. What lies under another name cannot be mapped. */
export const isPathName = (name: string): boolean => name !== '' && !name.includes('.') && !/\p{Cc}/u.test(name) && !['__proto__', 'constructor', 'prototype'].includes(name);

/** The path of a value in a profile's attributes. */
export const attributePathSchema = z
  .string()
  .min(1, 'Name the attribute by its path, for example person.name.firstName.')
  .max(512, 'A path can be at most 512 characters long.')
  .refine((path) => path.isWellFormed() && path.split('.').every(isPathName), 'Write the path as names joined by dots, for example person.name.firstName.');

export const attributeMappingSchema = z.strictObject({
  /** Dotted path in the profile's attributes. */
  source: attributePathSchema,
  /** Dotted path in the record; the source's path when left out. */
  target: attributePathSchema.optional(),
  transform: z.enum(transforms).optional(),
  /** A profile without the value is excluded with `mapping_value_missing`. */
  required: z.boolean().optional(),
});
export type AttributeMapping = z.infer<typeof attributeMappingSchema>;

export const partitionKeyRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('profile_id') }),
  z.strictObject({ kind: z.literal('identity'), namespace: z.string().min(1).max(256) }),
  z.strictObject({ kind: z.literal('attribute'), source: attributePathSchema }),
  z.strictObject({ kind: z.literal('random') }),
]);
export type PartitionKeyRule = z.infer<typeof partitionKeyRuleSchema>;

export const activationSegmentSchema = z.strictObject({
  id: segmentIdSchema,
  /** For a newly added segment: send everyone who is in it now. */
  backfill: z.boolean().default(false),
});

/** A segment that this update takes out of the activation. */
export const removedSegmentSchema = z.strictObject({
  id: segmentIdSchema,
  /** Tell the stream that everyone who is in it left: one record each. */
  sendExits: z.boolean(),
});

const reservedTargets = ['segmentMembership', 'identityMap'];

/** Two targets collide when they are equal or when one lies inside the other. */
function targetIssues(attributes: readonly AttributeMapping[]): { index: number; message: string }[] {
  const issues: { index: number; message: string }[] = [];
  const taken = new Set<string>();
  const inside = new Set<string>();
  attributes.forEach((mapping, index) => {
    const target = mapping.target ?? mapping.source;
    const parts = target.split('.');
    const parents = parts.slice(1).map((_, depth) => parts.slice(0, depth + 1).join('.'));
    if (reservedTargets.includes(parts[0] as string)) issues.push({ index, message: `"${parts[0]}" is filled by Tributary itself. Choose another target.` });
    else if (taken.has(target)) issues.push({ index, message: `Two attributes are written to "${target}". Give one of them another target.` });
    else if (inside.has(target) || parents.some((parent) => taken.has(parent)))
      issues.push({ index, message: `"${target}" lies inside the target of another attribute, or holds it. Give one of them another target.` });
    taken.add(target);
    for (const parent of parents) inside.add(parent);
  });
  return issues;
}

/** Body of `PUT /api/destinations/:id/activation`. */
export const activationInputSchema = z
  .strictObject({
    segments: z.array(activationSegmentSchema).min(1, 'Pick at least one segment.').max(activationLimits.segments, `At most ${activationLimits.segments} segments.`),
    attributes: z.array(attributeMappingSchema).max(activationLimits.attributes, `At most ${activationLimits.attributes} attributes.`).default([]),
    identities: z.strictObject({ namespaces: z.union([z.literal('all'), z.array(z.string().min(1).max(256)).max(500)]) }).default({ namespaces: 'all' }),
    partitionKey: partitionKeyRuleSchema.default({ kind: 'profile_id' }),
    triggers: z
      .strictObject({
        membership: z.boolean().default(true),
        identity: z.boolean().default(true),
        attributes: z.boolean().default(true),
        /** Changes of identities and attributes of one person make at most one record in so many seconds; 0: one each. Entering and leaving never waits. */
        minIntervalSeconds: z
          .int('Seconds are a whole number.')
          .min(0, 'Seconds are 0 or more.')
          .max(intervalMaxSeconds, `At most ${intervalMaxSeconds} seconds, a day.`)
          .default(0),
      })
      .prefault({}),
    state: z.enum(['active', 'paused']).default('active'),
    /** What becomes of segments that were sent until now and are not among `segments`; those not named here just stop. */
    removedSegments: z.array(removedSegmentSchema).max(activationLimits.segments, `At most ${activationLimits.segments} segments.`).optional(),
  })
  .superRefine((activation, context) => {
    const seen = new Set<string>();
    activation.removedSegments?.forEach(({ id }, index) => {
      if (activation.segments.some((segment) => segment.id === id))
        context.addIssue({ code: 'custom', path: ['removedSegments', index, 'id'], message: 'This segment is picked, so it is not removed.' });
    });
    activation.segments.forEach((segment, index) => {
      if (seen.has(segment.id)) context.addIssue({ code: 'custom', path: ['segments', index, 'id'], message: 'This segment is picked twice.' });
      seen.add(segment.id);
    });
    for (const { index, message } of targetIssues(activation.attributes)) {
      context.addIssue({ code: 'custom', path: ['attributes', index, activation.attributes[index]?.target === undefined ? 'source' : 'target'], message });
    }
  });
export type ActivationInput = z.infer<typeof activationInputSchema>;

/** What a destination sends, as answers hold it. */
export const activationSchema = z.object({
  destinationId: z.string(),
  segments: z.array(z.object({ id: z.string(), name: z.string(), backfill: z.boolean(), mappedAt: timeSchema })),
  attributes: z.array(attributeMappingSchema),
  identities: z.object({ namespaces: z.union([z.literal('all'), z.array(z.string())]) }),
  partitionKey: partitionKeyRuleSchema,
  triggers: z.object({ membership: z.boolean(), identity: z.boolean(), attributes: z.boolean(), minIntervalSeconds: z.int() }),
  state: z.enum(['active', 'paused']),
  /** The backfill this update started, if it started one. */
  backfillRunId: z.string().nullable(),
  /** The run that tells the exits from segments this update removed, if it asked for them. */
  exitsRunId: z.string().nullable(),
  updatedAt: timeSchema,
  version: z.int(),
});
export type Activation = z.infer<typeof activationSchema>;

/** Body of `POST …/activation/preview`: a draft activation and, if wanted, one profile to show. */
export const previewRequestSchema = z.strictObject({ activation: activationInputSchema, profileId: z.string().max(256).optional() });

const previewItemSchema = z.object({
  profileId: z.string(),
  reason: z.string(),
  data: z.string().nullable(),
  bytes: z.int(),
  partitionKey: z.string().nullable(),
  shardId: z.string().nullable(),
  code: z.enum(errorCodeNames).nullable(),
  message: z.string().nullable(),
});

/** What happens to a person, that a record tells of. */
export const previewCases = ['entered', 'updated', 'exited'] as const;
export type PreviewCase = (typeof previewCases)[number];

/**
 * `data` is exactly what would be sent; null where the profile would be excluded or fail, with the code that says why.
 * `items`: people as they are now, the first ones and those who stand for a finding. `cases`: the first ones, when something
 * they have changes and when they leave; only what the triggers ask for. `findings`: what is wrong or worth knowing, of
 * `sampled` people looked at.
 */
export const previewSchema = z.object({
  items: z.array(previewItemSchema),
  cases: z.array(previewItemSchema.extend({ case: z.enum(previewCases) })),
  spread: z.array(z.object({ shardId: z.string(), share: z.number() })),
  sampled: z.int(),
  findings: z.array(findingSchema),
});
export type Preview = z.infer<typeof previewSchema>;
