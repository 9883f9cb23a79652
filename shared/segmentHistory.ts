import { z } from 'zod';
import { timeSchema } from './text.ts';

/**
 * How a segment grew: hour by hour where all of it is within the last 14 days, else day by day, UTC. Without gaps; it
 * begins where counting began, and is empty where the range ends before that.
 */
export const growthSchema = z.object({
  step: z.enum(['hour', 'day']),
  /** Since when all movements are known. */
  countedFrom: timeSchema,
  points: z.array(
    z.object({
      /** Beginning of the hour or day. */
      at: timeSchema,
      /** People in the segment at its end, or now. */
      size: z.int(),
      /** Who entered and left within it; somebody who does so twice counts twice. */
      entered: z.int(),
      exited: z.int(),
    }),
  ),
});
export type Growth = z.infer<typeof growthSchema>;
