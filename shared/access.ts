import { z } from 'zod';

/** Body of `POST /api/destination-types/:type/access-texts`: all that is known so far; what is not is marked in the texts. */
export const accessRequestSchema = z.strictObject({
  region: z.string('The region is needed.').max(64),
  /** How the account signs in; whom to give the permissions to follows from it. */
  method: z.string().max(64).optional(),
  /** A name or an ARN. */
  stream: z.string().max(2_048).optional(),
  /** The key that encrypts the stream, as AWS names it: an ARN, an id or an alias. */
  keyId: z.string().max(2_048).optional(),
  /** The account may list streams, so that one can be picked. */
  picker: z.boolean().default(false),
  /** Test records are read back. */
  readBack: z.boolean().default(false),
  roleArn: z.string().max(2_048).optional(),
  /** Whom a role has to let in. */
  trust: z.strictObject({ principalArn: z.string().max(2_048), externalId: z.string().max(1_224) }).optional(),
});
export type AccessRequest = z.output<typeof accessRequestSchema>;

export const accessFormats = ['json', 'cli', 'terraform', 'cloudformation'] as const;
export type AccessFormat = (typeof accessFormats)[number];

const accessTextSchema = z.object({ format: z.enum(accessFormats), text: z.string() });
export type AccessText = z.infer<typeof accessTextSchema>;

/** What an administrator over there has to grant, as texts to paste. */
export const accessTextsSchema = z.object({
  /** What is granted on what, and why. */
  grants: z.array(z.object({ action: z.string(), on: z.string(), why: z.string() })),
  permissions: z.array(accessTextSchema),
  /** Only where a role is lent and it is known to whom. */
  trust: z.array(accessTextSchema).nullable(),
  /** Marks in the texts that have to be replaced by hand, and by what. */
  missing: z.array(z.object({ mark: z.string(), what: z.string() })),
});
export type AccessTexts = z.infer<typeof accessTextsSchema>;
