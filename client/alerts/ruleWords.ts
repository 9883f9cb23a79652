import { alertKinds, type AlertRule } from '../../shared/alert.ts';

/** What a rule looks at and where: "Behind, all destinations". */
export function ruleTitle({ kind, destination }: Pick<AlertRule, 'kind' | 'destination'>): string {
  const { label, subject } = alertKinds[kind];
  return `${label}, ${destination?.name ?? (subject === 'account' ? 'all accounts in use' : 'all destinations')}`;
}
