import { z } from 'zod';
import { alertKindNames, alertLevels } from './alert.ts';
import { emailSchema } from './session.ts';
import { nameSchema, timeSchema } from './text.ts';

export const channelKinds = ['email', 'slack', 'webhook'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** What is wrong with the address of a receiver; null: nothing that can be seen without asking the network, which is asked when something is sent. */
function urlProblem(value: string): string | null {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) return 'That is not an address that begins with https.';
  if (url.username !== '' || url.password !== '') return 'The address must not hold a user name or password.';
  if (url.hash !== '') return 'The address must not hold a part after #.';
  return null;
}

const urlSchema = z
  .string('The address is needed.')
  .trim()
  .max(2_048, 'An address can be at most 2,048 characters long.')
  .refine((value) => urlProblem(value) === null, { error: ({ input }) => urlProblem(String(input)) ?? undefined });

/** How a channel reaches people. Never part of an answer: addresses of Slack and secrets are as good as a key. */
export const channelSettingsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('email'), to: z.array(emailSchema).min(1, 'Name at least one address.').max(20, 'At most 20 addresses.') }),
  z.strictObject({ kind: z.literal('slack'), url: urlSchema }),
  z.strictObject({
    kind: z.literal('webhook'),
    url: urlSchema,
    secret: z
      .string('The secret is needed.')
      .regex(/^[\x21-\x7e]*$/, 'Use visible ASCII characters without spaces.')
      .min(24, 'Use at least 24 characters that nobody can guess.')
      .max(256, 'A secret can be at most 256 characters long.'),
  }),
]);
export type ChannelSettings = z.infer<typeof channelSettingsSchema>;

const channelFields = {
  name: nameSchema,
  settings: channelSettingsSchema,
  /** The least level that is told; what was told is told to its end. */
  leastLevel: z.enum(['warning', 'critical'], 'The least level is "warning" or "critical".'),
  /** True: of every destination. False: of those that are subscribed. */
  allDestinations: z.boolean(),
  enabled: z.boolean(),
};

/** Body of `POST /api/alert-channels`. */
export const channelInputSchema = z.strictObject({
  ...channelFields,
  leastLevel: channelFields.leastLevel.default('warning'),
  allDestinations: channelFields.allDestinations.default(true),
  enabled: channelFields.enabled.default(true),
});
export type ChannelInput = z.infer<typeof channelInputSchema>;

/** Body of `PATCH /api/alert-channels/:id`; what is left out stays. `settings` replace the stored ones whole, and are of the same kind. */
export const channelPatchSchema = z.strictObject(channelFields).partial();

export const channelResultSchema = z.object({ at: timeSchema, ok: z.boolean(), message: z.string() });
export type ChannelResult = z.infer<typeof channelResultSchema>;

export const channelSchema = z.object({
  id: z.string(),
  kind: z.enum(channelKinds),
  name: z.string(),
  /** The addresses of e-mail, the host of others. */
  place: z.string(),
  leastLevel: z.enum(['warning', 'critical']),
  allDestinations: z.boolean(),
  destinationIds: z.array(z.string()),
  enabled: z.boolean(),
  /** How the last attempt ended; null before the first. */
  lastResult: channelResultSchema.nullable(),
  /** Notices that have not been delivered yet. */
  waiting: z.int(),
  updatedBy: z.string(),
  updatedAt: timeSchema,
  version: z.int(),
});
export type Channel = z.infer<typeof channelSchema>;

/** Body of `PUT /api/destinations/:id/alert-channels`: the channels that are told of this destination, beside those that are told of all. */
export const subscriptionSchema = z.strictObject({ channelIds: z.array(z.string().max(64)).max(200) });

/** What a webhook receives: counts and ids, no name, no personal data, no address of AWS. */
export const webhookPayloadSchema = z.strictObject({
  version: z.literal(1),
  /** The same for every attempt to deliver this notice. */
  noticeId: z.string(),
  test: z.boolean(),
  alertId: z.string(),
  ruleId: z.string(),
  kind: z.enum(alertKindNames),
  level: z.enum(alertLevels),
  levelBefore: z.enum(alertLevels),
  /** How the alert ended; null while it fires. */
  ended: z.enum(['recovered', 'unwatched']).nullable(),
  subject: z.strictObject({ type: z.enum(['destination', 'account']), id: z.string() }),
  value: z.number().nullable(),
  threshold: z.number().nullable(),
  unit: z.enum(['percent', 'minutes', 'hours', 'days']),
  startedAt: timeSchema,
  changedAt: timeSchema,
});
export type WebhookPayload = z.infer<typeof webhookPayloadSchema>;
