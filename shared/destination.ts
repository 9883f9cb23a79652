import { z } from 'zod';
import { runKinds } from './delivery.ts';
import { errorCodeNames } from './errorCodes.ts';
import { fieldSpecSchema } from './fieldSpec.ts';
import { consentPurposeSchema } from './profile.ts';
import { descriptionSchema, labelSchema, nameSchema, timeSchema } from './text.ts';
import { useCasesSchema } from './useCases.ts';

export const envelopes = ['none', 'cloudevents'] as const;
/** `json`: each record by itself. `kpl_aggregated`: many in one, in AWS's format for that (KPL), for readers that unpack them. */
export const recordFormats = ['json', 'kpl_aggregated'] as const;
export type RecordFormat = (typeof recordFormats)[number];

const optionFields = {
  includeSegmentNames: z.boolean(),
  includeSegmentTimestamps: z.boolean(),
  mappedSegmentsOnly: z.boolean(),
  envelope: z.enum(envelopes, 'The envelope is "none" or "cloudevents".'),
  suppressUnchanged: z.boolean(),
  recordFormat: z.enum(recordFormats, 'The record format is "json" or "kpl_aggregated".'),
  /** Purposes a person must have granted, all of them: who has not is left out, and who takes one back leaves. */
  requiredConsents: z.array(consentPurposeSchema).max(20, 'At most 20 consents.'),
  /** Send a last record of people who are erased. */
  tombstones: z.boolean(),
  /** What readers use the records for, which policies may forbid. None: no policy concerns the destination. */
  useCases: useCasesSchema,
  /** A second person approves changes of what is sent and where to. */
  needsApproval: z.boolean(),
};

/** What a record holds beside the mapping, and what it is used for. */
export const destinationOptionsSchema = z.strictObject({
  includeSegmentNames: optionFields.includeSegmentNames.default(false),
  includeSegmentTimestamps: optionFields.includeSegmentTimestamps.default(false),
  mappedSegmentsOnly: optionFields.mappedSegmentsOnly.default(true),
  envelope: optionFields.envelope.default('none'),
  suppressUnchanged: optionFields.suppressUnchanged.default(true),
  recordFormat: optionFields.recordFormat.default('json'),
  requiredConsents: optionFields.requiredConsents.default([]),
  tombstones: optionFields.tombstones.default(false),
  useCases: optionFields.useCases.default([]),
  needsApproval: optionFields.needsApproval.default(false),
});
export type DestinationOptions = z.infer<typeof destinationOptionsSchema>;

const placeFields = {
  accountId: z.string('Choose an account.').min(1, 'Choose an account.'),
  /** A name or an ARN, checked by the destination type. */
  stream: z.string('The stream is needed.').max(2_048, 'That is longer than any stream name or ARN.'),
};

/** Body of `POST /api/destinations`. */
export const destinationInputSchema = z.strictObject({
  accountId: placeFields.accountId,
  name: nameSchema,
  description: descriptionSchema.optional(),
  stream: placeFields.stream,
  options: destinationOptionsSchema.prefault({}),
  tags: z.array(labelSchema).max(20, 'At most 20 tags.').optional(),
});
export type DestinationInput = z.infer<typeof destinationInputSchema>;

/**
 * Body of `PATCH /api/destinations/:id`; what is left out stays. A `stream`, or another account, is looked at as when a
 * destination is created, and is what it sends to from then on. The name it has already confirms a stream that was made
 * anew under it.
 */
export const destinationPatchSchema = z.strictObject({
  accountId: placeFields.accountId.optional(),
  stream: placeFields.stream.optional(),
  name: nameSchema.optional(),
  description: descriptionSchema.optional(),
  /** Made of the fields without their defaults: `.partial()` would fill what is left out with defaults and reset it. */
  options: z.strictObject(optionFields).partial().optional(),
  tags: z.array(labelSchema).max(20, 'At most 20 tags.').optional(),
});
export type DestinationPatch = z.infer<typeof destinationPatchSchema>;

/**
 * `draft`: nothing activated yet. `enabled`: sends. `disabled`: a person stopped it, or the activation is paused.
 * `paused`: stopped by itself because of `pause.code`; nothing is lost, it probes and goes on by itself.
 */
export const destinationStatuses = ['draft', 'enabled', 'disabled', 'paused'] as const;
export type DestinationStatus = (typeof destinationStatuses)[number];

/** Orders of the list; "-" turns one round. */
export const destinationSorts = ['name', '-name', 'status', '-status', 'lastDelivery', '-lastDelivery', 'created', '-created', 'modified', '-modified'] as const;
export type DestinationSort = (typeof destinationSorts)[number];

/** Why a destination stopped by itself. */
export const pauseSchema = z.object({
  code: z.enum(errorCodeNames),
  title: z.string(),
  message: z.string(),
  remedy: z.string(),
  since: timeSchema,
  nextProbeAt: timeSchema.nullable(),
});
export type Pause = z.infer<typeof pauseSchema>;

export const destinationSchema = z.object({
  id: z.string(),
  type: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  name: z.string(),
  description: z.string(),
  stream: z.string(),
  region: z.string(),
  options: destinationOptionsSchema,
  tags: z.array(z.string()),
  status: z.enum(destinationStatuses),
  pause: pauseSchema.nullable(),
  /** Segments of the activation, names for display. */
  segments: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Whose change waits for a second person; null where none does. */
  proposedBy: z.string().nullable(),
  lastDeliveredAt: timeSchema.nullable(),
  /** The run that began last, and how many of its records failed; null while there was none. */
  lastRun: z.object({ id: z.string(), kind: z.enum(runKinds), startedAt: timeSchema, failed: z.int() }).nullable(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  version: z.int(),
});
export type Destination = z.infer<typeof destinationSchema>;

/** One card of the catalog. */
export const destinationTypeSchema = z.object({
  type: z.string(),
  label: z.string(),
  description: z.string(),
  category: z.string(),
  docsUrl: z.string().nullable(),
  /** Fields of the Authentication step per method; `region` is one of them and belongs beside `credentials`. */
  accountFields: z.array(
    z.object({
      method: z.string(),
      label: z.string(),
      /** What it is, and when to choose it. */
      help: z.string(),
      isRecommended: z.boolean().optional(),
      /** The server makes an external id for each account of this method (`POST /api/accounts/external-id`). */
      usesExternalId: z.boolean().optional(),
      fields: z.array(fieldSpecSchema),
    }),
  ),
  /** Fields of the Setup step that are particular to this type, `stream` among them. */
  destinationFields: z.array(fieldSpecSchema),
});
export type DestinationType = z.infer<typeof destinationTypeSchema>;
