import { z } from 'zod';

/** Body of `POST /api/people/find`. It is no query, for addresses end up in logs and histories. */
export const findPersonRequestSchema = z.strictObject({
  /** An e-mail address or phone number is also looked for by its hash. */
  identity: z.string('Enter the identity to look for.').trim().min(1, 'Enter the identity to look for.').max(512, 'Use at most 512 characters.'),
  /** Left out: in any. */
  namespace: z.string().trim().max(256, 'Use at most 256 characters.').optional(),
});

/** `isHash`: the value stands there as SHA-256 of what was looked for, without spaces around it and in lower case. */
export const foundPeopleSchema = z.object({
  items: z.array(z.object({ profileId: z.string(), identities: z.array(z.object({ namespace: z.string(), isHash: z.boolean() })) })),
  /** There are more than were looked for. */
  isMore: z.boolean(),
});
export type FoundPeople = z.infer<typeof foundPeopleSchema>;
