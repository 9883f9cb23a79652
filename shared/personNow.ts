import { z } from 'zod';
import { errorCodeNames } from './errorCodes.ts';
import { timeSchema } from './text.ts';

/**
 * What would become of a change of a person now. `record`: it would be sent; `excluded`, `failed`: it would be left out
 * or could not be sent, with the reason; `not_selected`: they are, and were, in no segment that is sent there;
 * `unknown`: there is nobody with this id; `not_activated`: the destination sends nothing yet.
 */
export const personNowSchema = z.object({
  outcome: z.enum(['record', 'excluded', 'failed', 'not_selected', 'unknown', 'not_activated']),
  code: z.enum(errorCodeNames).nullable(),
  message: z.string().nullable(),
  /** When something of them last changed; null where they are unknown. */
  updatedAt: timeSchema.nullable(),
  /** Segments that are sent there and that they are in. */
  segments: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type PersonNow = z.infer<typeof personNowSchema>;
