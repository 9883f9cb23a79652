import { z } from 'zod';

export const roles = ['viewer', 'marketer', 'admin', 'ingest'] as const;
export type Role = (typeof roles)[number];

export const emailSchema = z
  .string('The e-mail address is needed.')
  .trim()
  .toLowerCase()
  .max(254, 'An e-mail address can be at most 254 characters long.')
  .pipe(z.email('That is not an e-mail address.'));

/** 12 to 128 characters, anything goes, nothing is trimmed. */
export const passwordSchema = z.string('The password is needed.').min(12, 'Use at least 12 characters.').max(128, 'A password can be at most 128 characters long.');

/** Body of `POST /api/session`. */
export const signInSchema = z.union([
  z.strictObject({ email: z.string('The e-mail address is needed.').max(254), password: z.string('The password is needed.').max(128) }),
  z.strictObject({ token: z.string('The token is needed.').max(512) }),
]);
export type SignIn = z.infer<typeof signInSchema>;

/** Body of `POST /api/setup`: the first admin, by the one-time link the server prints at its first start. */
export const setupSchema = z.strictObject({ token: z.string('Open the link that the server printed.').min(1).max(512), email: emailSchema, password: passwordSchema });
export type Setup = z.infer<typeof setupSchema>;

export const sessionSchema = z.object({
  /** Null for a session that a token opened. */
  email: z.string().nullable(),
  role: z.enum(roles),
  expiresAt: z.string(),
  /** True in demo mode: the Stream page is there. */
  demo: z.boolean(),
});
export type Session = z.infer<typeof sessionSchema>;
