import { alertKindNames, alertKinds, type AlertKind } from '../../shared/alert.ts';
import type { AlertRuleRow } from '../store/alertStore.ts';
import { isOf, type Facts } from './measure.ts';

/** PURE. The rule that holds for one subject: the one made for it, else the one for all. Null where there is none or it is off. */
export function ruleFor(rules: readonly AlertRuleRow[], kind: AlertKind, subjectId: string): AlertRuleRow | null {
  const ofKind = rules.filter((rule) => rule.kind === kind);
  const rule = ofKind.find(({ destination }) => destination?.id === subjectId) ?? ofKind.find(({ destination }) => destination === null);
  return rule?.enabled === true ? rule : null;
}

/** PURE. Every kind that is about this subject, with the rule that holds for it. */
export function rulesFor(rules: readonly AlertRuleRow[], facts: Facts): AlertRuleRow[] {
  return alertKindNames.filter((kind) => isOf(facts, alertKinds[kind].subject)).flatMap((kind) => ruleFor(rules, kind, facts.id) ?? []);
}

/** PURE. Whether a mute holds at `now`. */
export const isMuted = (mute: { readonly until: number | null } | null, now: number): boolean => mute !== null && (mute.until === null || mute.until > now);
