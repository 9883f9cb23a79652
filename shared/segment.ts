import { z } from 'zod';
import { descriptionSchema, labelSchema, nameSchema, timeSchema } from './text.ts';

export const segmentIdSchema = z
  .string('The segment id must be text.')
  .min(1, 'The segment id is needed.')
  .max(256, 'A segment id can be at most 256 characters long.')
  .refine((id) => id.isWellFormed() && !/\p{Cc}/u.test(id), 'A segment id cannot hold control characters or broken text.');

/** Body of `PUT /api/segments/:id`. */
export const segmentInputSchema = z.strictObject({
  name: nameSchema,
  description: descriptionSchema.optional(),
  labels: z.array(labelSchema).max(50).optional(),
});
export type SegmentInput = z.infer<typeof segmentInputSchema>;

/** Orders of the list, as those of destinations: by name, or by when it was found, named, described or labelled, newest first. */
export const segmentSorts = ['name', '-modified'] as const;
export type SegmentSort = (typeof segmentSorts)[number];

/** `discovered`: seen in a profile before anybody named it. `api`: named through the API or a page. */
export const segmentOrigins = ['discovered', 'api'] as const;

export const segmentSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  origin: z.enum(segmentOrigins),
  labels: z.array(z.string()),
  /** People in the segment now. */
  size: z.int(),
  /** Per identity namespace: people in the segment who have such an identity. */
  identityCoverage: z.record(z.string(), z.int()),
  lastChangeAt: timeSchema.nullable(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  /** Destinations this segment is mapped to. */
  destinations: z.array(z.object({ id: z.string(), name: z.string() })),
  version: z.int(),
});
export type Segment = z.infer<typeof segmentSchema>;
