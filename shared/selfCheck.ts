import { z } from 'zod';
import { timeSchema } from './text.ts';

/** Outcomes that are still kept, and those whose rows were removed since because they were old or too many. */
const countedSchema = z.object({ kept: z.int(), pruned: z.int() });
export type Counted = z.infer<typeof countedSchema>;

export const selfCheckCounters = ['received', 'activated', 'excluded', 'failed'] as const;

/** Answer of `GET …/self-check`: the outcomes of a destination, counted by its runs, by its minutes and one by one, all at the same moment. */
export const selfCheckSchema = z.object({
  destinationId: z.string(),
  checkedAt: timeSchema,
  /** True: every sum agrees with the others. */
  addsUp: z.boolean(),
  sums: z.array(
    z.object({
      counter: z.enum(selfCheckCounters),
      runs: countedSchema,
      minutes: countedSchema,
      /** Deliveries for `activated`, dead letters for `failed`; null for what is not kept one by one. */
      rows: countedSchema.nullable(),
    }),
  ),
  /** Handed out without an outcome at that time: received beside what the sums count, and in none of them yet. */
  pending: z.int(),
  /** What does not agree, a sentence each; empty when everything adds up. */
  differences: z.array(z.string()),
});
export type SelfCheck = z.infer<typeof selfCheckSchema>;
