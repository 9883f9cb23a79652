import { z } from 'zod';
import { errorCodeNames } from './errorCodes.ts';
import { pageQuerySchema, rangeQuery } from './page.ts';
import { roles } from './session.ts';

/** Everything that is audited. Closed: the pages have a sentence for each. */
export const auditActions = [
  'access.refuse',
  'session.open',
  'session.end',
  'admin.create',
  'account.create',
  'account.update',
  'account.delete',
  'account.test',
  'destination.create',
  'destination.update',
  'destination.enable',
  'destination.disable',
  'destination.delete',
  'destination.test',
  'destination.test_record',
  'activation.update',
  'activation.restore',
  'proposal.create',
  'proposal.approve',
  'proposal.withdraw',
  'backfill.start',
  'run.pause',
  'run.resume',
  'run.cancel',
  'dead_letters.replay',
  'dead_letters.discard',
  'delivery.read_back',
  'segment.update',
  'segment.delete',
  'segment.sample',
  'policy.create',
  'policy.update',
  'policy.delete',
  'labels.update',
  'profile.view',
  'profile.find',
  'profile.erase',
  'import.upload',
  'import.start',
  'import.cancel',
  'import.resume',
  'import.delete',
  'export.list',
  'alert_rule.create',
  'alert_rule.update',
  'alert_rule.delete',
  'alert_rule.mute',
  'alert_rule.unmute',
  'alert.mute',
  'alert.unmute',
  'alert_channel.create',
  'alert_channel.update',
  'alert_channel.delete',
  'alert_channel.test',
  'alert_channel.subscribe',
] as const;
export type AuditAction = (typeof auditActions)[number];

export const auditResults = ['done', 'refused'] as const;
export type AuditResult = (typeof auditResults)[number];

/** What an entry is about. `list`: rows that were saved as a file. `route`: a request that was refused at the door. */
export const auditKinds = [
  'account',
  'destination',
  'activation',
  'proposal',
  'run',
  'segment',
  'policy',
  'field',
  'profile',
  'import',
  'list',
  'alert_rule',
  'alert',
  'alert_channel',
  'user',
  'session',
  'route',
] as const;
export type AuditKind = (typeof auditKinds)[number];

/** What differs, as JSON; null: there was nothing before, or there is nothing afterwards. No secret is in it: one that was replaced reads `changed`. */
const stateSchema = z.record(z.string(), z.unknown()).nullable();

/** A change as everybody who sees the destination may read of it. */
export const changeEntrySchema = z.object({
  sequence: z.int(),
  at: z.string(),
  /** An e-mail address, or `role:admin` for who signed in with the token of the operator; empty where nobody was known. */
  actor: z.string(),
  action: z.enum(auditActions),
  /** `id`: of a person, a sign of this installation that the id cannot be read from. */
  resource: z.object({ kind: z.enum(auditKinds), id: z.string(), name: z.string() }),
  before: stateSchema,
  after: stateSchema,
});
export type ChangeEntry = z.infer<typeof changeEntrySchema>;

export const auditEntrySchema = changeEntrySchema.extend({
  role: z.enum(roles).nullable(),
  /** Network address the request came from. */
  address: z.string(),
  result: z.enum(auditResults),
  /** Why it was refused; null: it was not. */
  code: z.enum(errorCodeNames).nullable(),
  destinationId: z.string().nullable(),
  requestId: z.string(),
  /** SHA-256 of the entry and of the hash of the one before it. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const auditQuerySchema = pageQuerySchema.extend({
  /** Any part of the e-mail address. */
  actor: z.string().max(256).optional(),
  action: z.enum(auditActions).optional(),
  result: z.enum(auditResults).optional(),
  /** An id, also of a person, or any part of a name. */
  resource: z.string().max(256).optional(),
  destinationId: z.string().max(64).optional(),
  ...rangeQuery,
});

export const auditFaults = ['changed', 'missing'] as const;

/** Whether every entry fits the one before it. */
export const auditVerificationSchema = z.object({
  ok: z.boolean(),
  /** How many entries were looked at, and when the first of them was written; null: there is none. */
  entries: z.int(),
  since: z.string().nullable(),
  /** The first entry that does not fit; null: all do. `missing`: it is not there. */
  fault: z.object({ sequence: z.int(), what: z.enum(auditFaults), at: z.string().nullable() }).nullable(),
});
export type AuditVerification = z.infer<typeof auditVerificationSchema>;
