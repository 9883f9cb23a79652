import { z } from 'zod';
import { errorCodeNames } from './errorCodes.ts';
import { timeSchema } from './text.ts';

/** What an alert is about: one destination, or the credentials of one account. */
export type AlertSubject = 'destination' | 'account';

export interface AlertKindEntry {
  readonly subject: AlertSubject;
  readonly label: string;
  /** One line for people who make rules. */
  readonly help: string;
  /** What the thresholds count. */
  readonly unit: 'percent' | 'minutes' | 'hours' | 'days';
  readonly least: number;
  readonly most: number;
}

/** Every kind of rule. Thresholds are reached, not passed: a value of 5 reaches a threshold of 5. */
export const alertKinds = {
  paused: {
    subject: 'destination',
    label: 'Paused',
    help: 'How long the destination has been paused: it stopped by itself and waits.',
    unit: 'minutes',
    least: 0,
    most: 10_080,
  },
  failure_rate: {
    subject: 'destination',
    label: 'Failure rate',
    help: 'Share of failed records among those that were delivered or failed, in the last minutes. People who were left out do not count.',
    unit: 'percent',
    least: 0.1,
    most: 100,
  },
  lag: {
    subject: 'destination',
    label: 'Behind',
    help: 'Age of the oldest change that has no outcome yet. Not looked at while the destination is paused.',
    unit: 'minutes',
    least: 1,
    most: 10_080,
  },
  no_data: {
    subject: 'destination',
    label: 'Nothing delivered',
    help: 'Time since the last delivered record, or since the activation was last changed.',
    unit: 'hours',
    least: 1,
    most: 2_160,
  },
  capacity: {
    subject: 'destination',
    label: 'Waiting for capacity',
    help: 'For how long the stream has taken less than there is to send.',
    unit: 'minutes',
    least: 1,
    most: 10_080,
  },
  credentials_failing: {
    subject: 'account',
    label: 'Credentials fail',
    help: 'For how long the credentials of an account that is in use have not worked.',
    unit: 'minutes',
    least: 0,
    most: 10_080,
  },
  credentials_ageing: {
    subject: 'account',
    label: 'Old access key',
    help: 'Age of an access key that does not end by itself. Keys should be changed from time to time.',
    unit: 'days',
    least: 1,
    most: 3_650,
  },
} as const satisfies Record<string, AlertKindEntry>;
export type AlertKind = keyof typeof alertKinds;
export const alertKindNames = Object.keys(alertKinds) as [AlertKind, ...AlertKind[]];

export const alertLevels = ['ok', 'warning', 'critical'] as const;
export type AlertLevel = (typeof alertLevels)[number];
export type FiringLevel = Exclude<AlertLevel, 'ok'>;

/** How long something is muted: an hour, a day, or until it changes. */
export const muteSpans = ['hour', 'day', 'until_changed'] as const;
export type MuteSpan = (typeof muteSpans)[number];
export const muteInputSchema = z.strictObject({ for: z.enum(muteSpans, 'Mute for "hour", "day" or "until_changed".') });

/** `until` null: until it changes. */
export const muteSchema = z.object({ until: timeSchema.nullable(), by: z.string() });
export type Mute = z.infer<typeof muteSchema>;

/** In the unit of the kind, which also says how low and high it may be. */
const thresholdSchema = z.number('The threshold must be a number.').nullable();

const ruleFields = {
  kind: z.enum(alertKindNames, 'There is no such kind of rule.'),
  /** Null: all destinations. A rule for one destination stands in for the one for all of its kind. Account kinds are for all. */
  destinationId: z.string().max(64).nullable(),
  /** Null: no such level. */
  warning: thresholdSchema,
  critical: thresholdSchema,
  /** How far `failure_rate` looks back, minutes; kept and not looked at for other kinds. */
  windowMinutes: z.int('The time to look back is a whole number of minutes.').min(5, 'Look back at least 5 minutes.').max(1_440, 'Look back at most 1,440 minutes.'),
  enabled: z.boolean(),
};

/** What is wrong with thresholds of a kind that their schema cannot see. */
export function thresholdIssues(rule: { kind: AlertKind; warning: number | null; critical: number | null }): { path: 'warning' | 'critical'; message: string }[] {
  const { least, most, unit } = alertKinds[rule.kind];
  const issues = (['warning', 'critical'] as const).flatMap((path) => {
    const value = rule[path];
    if (value === null || (value >= least && value <= most)) return [];
    return [{ path, message: `Of this kind a threshold is ${least} to ${most.toLocaleString('en')} ${unit}.` }];
  });
  if (rule.warning === null && rule.critical === null) issues.push({ path: 'warning', message: 'Set at least one threshold.' });
  if (rule.warning !== null && rule.critical !== null && rule.critical <= rule.warning)
    issues.push({ path: 'critical', message: `Critical must be higher than the warning (${rule.warning.toLocaleString('en')}).` });
  return issues;
}

/** Body of `POST /api/alert-rules`. */
export const alertRuleInputSchema = z
  .strictObject({
    ...ruleFields,
    destinationId: ruleFields.destinationId.default(null),
    windowMinutes: ruleFields.windowMinutes.default(15),
    enabled: ruleFields.enabled.default(true),
  })
  .check((context) => {
    for (const { path, message } of thresholdIssues(context.value)) context.issues.push({ code: 'custom', path: [path], message, input: context.value });
    if (context.value.destinationId !== null && alertKinds[context.value.kind].subject === 'account')
      context.issues.push({ code: 'custom', path: ['destinationId'], message: 'Rules about credentials are for all accounts.', input: context.value.destinationId });
  });
export type AlertRuleInput = z.infer<typeof alertRuleInputSchema>;

/** Body of `PATCH /api/alert-rules/:id`; what is left out stays. A change ends the mute of the rule. */
export const alertRulePatchSchema = z
  .strictObject({ warning: ruleFields.warning, critical: ruleFields.critical, windowMinutes: ruleFields.windowMinutes, enabled: ruleFields.enabled })
  .partial();

const namedSchema = z.object({ id: z.string(), name: z.string() });

export const alertRuleSchema = z.object({
  id: z.string(),
  kind: z.enum(alertKindNames),
  /** Null: all destinations. */
  destination: namedSchema.nullable(),
  warning: z.number().nullable(),
  critical: z.number().nullable(),
  windowMinutes: z.int(),
  enabled: z.boolean(),
  mute: muteSchema.nullable(),
  updatedBy: z.string(),
  updatedAt: timeSchema,
  version: z.int(),
});
export type AlertRule = z.infer<typeof alertRuleSchema>;

/** One alert, from the first time it fires until it is over. */
export const alertSchema = z.object({
  id: z.string(),
  ruleId: z.string(),
  kind: z.enum(alertKindNames),
  subject: z.object({ type: z.enum(['destination', 'account']), id: z.string(), name: z.string() }),
  /** `ok`: it is over. */
  level: z.enum(alertLevels),
  /** The highest it came to. */
  worst: z.enum(['warning', 'critical']),
  /** What was measured when it last changed, and the threshold of its level then, in the unit of the kind; null where nothing is watched any more. */
  value: z.number().nullable(),
  threshold: z.number().nullable(),
  /** Why, where the cause has a code; its title and remedy are those of the error table. */
  code: z.enum(errorCodeNames).nullable(),
  startedAt: timeSchema,
  /** When its level last changed. */
  changedAt: timeSchema,
  /** How it ended; null while it fires. `unwatched`: the rule or what it watched was switched off or removed. */
  ended: z.enum(['recovered', 'unwatched']).nullable(),
  mute: muteSchema.nullable(),
  /** Changed since the person who asks last marked alerts as read. */
  isUnread: z.boolean(),
});
export type Alert = z.infer<typeof alertSchema>;

/** What the bell shows. */
export const alertBellSchema = z.object({
  /** All that fire now, the worst first. */
  firing: z.array(alertSchema),
  /** The last that ended, newest first. */
  recent: z.array(alertSchema),
  /** Alerts that are unread and not muted. */
  unread: z.int(),
  /** Number of the newest change there is: what `POST /api/alerts/read` takes. */
  lastChange: z.int(),
});
export type AlertBell = z.infer<typeof alertBellSchema>;

/** Body of `POST /api/alerts/read`: everything up to this change has been read. */
export const alertsReadSchema = z.strictObject({ upTo: z.int('Send the `lastChange` of the bell.').min(0) });
