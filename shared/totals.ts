import { z } from 'zod';
import { destinationStatuses } from './destination.ts';
import { timeSchema } from './text.ts';

const totalFields = { received: z.int(), activated: z.int(), excluded: z.int(), failed: z.int(), throttled: z.int(), bytes: z.int() };

/** `GET /api/metrics`: outcomes of all destinations, deleted ones too. */
export const totalsSchema = z.object({
  /** Seconds per point: a multiple of 3,600. */
  step: z.int(),
  /** Only points with at least one outcome, oldest first. Steps are counted in UTC; the first one begins with the range. */
  points: z.array(z.object({ at: timeSchema, ...totalFields })),
  totals: z.object(totalFields),
  /** Only those with at least one outcome, the one with the most first. */
  destinations: z.array(z.object({ id: z.string(), name: z.string(), isDeleted: z.boolean(), ...totalFields })),
  /** How many destinations have which status now. */
  statuses: z.record(z.enum(destinationStatuses), z.int()),
});
export type Totals = z.infer<typeof totalsSchema>;
