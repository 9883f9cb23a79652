/** What people read of an alert, on pages and in messages alike. */
import { alertKinds, type AlertKind, type AlertLevel, type AlertRule } from './alert.ts';
import { errorCodes, type ErrorCode } from './errorCodes.ts';

export interface AlertFacts {
  readonly kind: AlertKind;
  readonly level: AlertLevel;
  readonly value: number | null;
  readonly code: ErrorCode | null;
  readonly ended: 'recovered' | 'unwatched' | null;
}

export const levelWords: Readonly<Record<AlertLevel, string>> = { ok: 'Over', warning: 'Warning', critical: 'Critical' };

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** 1 minute, 2.5 hours, 12%. */
export function amount(value: number, unit: (typeof alertKinds)[AlertKind]['unit']): string {
  if (unit === 'percent') return `${number.format(value)}%`;
  // 0.04 minutes are none.
  const rounded = value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
  return `${number.format(rounded)} ${rounded === 1 ? unit.slice(0, -1) : unit}`;
}

/** "for 3 minutes", and nothing where it has just begun. */
const forSome = (value: number | null, unit: (typeof alertKinds)[AlertKind]['unit']): string => (value === null || value < 1 ? '' : ` for ${amount(value, unit)}`);

const because = (code: ErrorCode | null): string => (code === null ? '' : `: ${errorCodes[code].title}`);

/** What is said after the name of the subject, without a full stop: "is 12 minutes behind". */
export function alertWords({ kind, level, value, code, ended }: AlertFacts): string {
  if (level === 'ok') return ended === 'unwatched' ? `is no longer watched (${alertKinds[kind].label.toLowerCase()})` : recovered[kind];
  const measured = value ?? 0;
  switch (kind) {
    case 'paused':
      return `has been paused${forSome(value, 'minutes')}${because(code)}`;
    case 'failure_rate':
      return `fails for ${amount(measured, 'percent')} of its records`;
    case 'lag':
      return `is ${amount(measured, 'minutes')} behind`;
    case 'no_data':
      return `has delivered nothing for ${amount(measured, 'hours')}`;
    case 'capacity':
      return `has waited for capacity of the stream${forSome(value, 'minutes')}`;
    case 'credentials_failing':
      return `cannot sign in${because(code)}`;
    case 'credentials_ageing':
      return `has an access key that is ${amount(measured, 'days')} old`;
  }
}

const recovered: Readonly<Record<AlertKind, string>> = {
  paused: 'sends again',
  failure_rate: 'delivers again as it should',
  lag: 'has caught up',
  no_data: 'delivers again',
  capacity: 'no longer waits for capacity',
  credentials_failing: 'can sign in again',
  credentials_ageing: 'has a new access key',
};

const remedies: Readonly<Record<AlertKind, string>> = {
  paused: 'Open the destination: it says why it stopped. Nothing is lost.',
  failure_rate: 'Open the dead letters: each says why it failed. Correct the cause, then replay them.',
  lag: 'Look at the Delivery tab. If the stream takes too little, it needs more shards; nothing is lost.',
  no_data: 'Check that profiles still arrive, and that somebody is in the segments.',
  capacity: 'Add shards to the stream, or switch it to on-demand in AWS. Nothing is lost.',
  credentials_failing: 'Open the account and enter credentials that work.',
  credentials_ageing: 'Make a new key in AWS, rotate it on the Accounts page, then delete the old one.',
};

/** What to do. That of the cause, where it is known, is more exact than that of the kind. */
export const alertRemedy = ({ kind, code }: Pick<AlertFacts, 'kind' | 'code'>): string =>
  code === null ? remedies[kind] : `${errorCodes[code].remedy}${kind === 'paused' ? ' Nothing is lost.' : ''}`;

/** Where the subject and what to do about it stand: a path of the pages. */
export function alertPath({
  kind,
  subject,
}: {
  readonly kind: AlertKind;
  readonly subject: { readonly type: 'destination' | 'account'; readonly id: string; readonly name: string };
}): string {
  if (subject.type === 'account') return `/accounts?search=${encodeURIComponent(subject.name)}`;
  return `/destinations/${subject.id}${kind === 'failure_rate' ? '/dead-letters' : ''}`;
}

/** "Warning from 5 minutes, critical from 1 hour". */
export function thresholdWords({ kind, warning, critical }: Pick<AlertRule, 'kind' | 'warning' | 'critical'>): string {
  const { unit } = alertKinds[kind];
  const from = (value: number): string => (value === 0 ? 'at once' : `from ${amount(value, unit)}`);
  const parts = [warning === null ? '' : `warning ${from(warning)}`, critical === null ? '' : `critical ${from(critical)}`].filter((part) => part !== '');
  const text = parts.join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
