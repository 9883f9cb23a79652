import type { Expected } from '../../shared/forecast.ts';
import type { ProfileChange } from '../../shared/profile.ts';
import type { ChangeHistory, ChangeShape } from '../store/historyStore.ts';
import type { DeliveryPlan } from './plan.ts';
import { triggerOf } from './selection.ts';

const minutesOfDay = 1_440;
/** With less history nothing is told: minutes. */
const leastMinutes = 60;

type ByReason = Record<'membership' | 'identity' | 'attribute', number>;

/**
 * PURE. Records a day that an activation would send, as if the time to come were like the time counted. Who enters or
 * leaves is counted segment by segment, so people who cross several at once count for each. Other changes are known of
 * everybody together: `members` people of the segments are taken to change as often as all others. `sent`: the part of
 * the people for whom a record can be sent, 0 to 1; the others give no consent, or break the mapping. Null: too little is known.
 */
export function expectRecords(plan: DeliveryPlan, history: ChangeHistory, members: number, sent: number): Expected | null {
  const { minutes, people } = history;
  if (minutes < leastMinutes) return null;
  const share = people === 0 ? 0 : Math.min(1, members / people);
  const days = new Map<number, ByReason>();
  const add = (day: number, reason: keyof ByReason, count: number): void => {
    const sums = days.get(day) ?? { membership: 0, identity: 0, attribute: 0 };
    sums[reason] += count * sent;
    days.set(day, sums);
  };
  if (plan.triggers.membership) for (const { day, count } of history.crossings) add(day, 'membership', count);
  for (const [day, counts] of Map.groupBy(history.changes, (count) => count.day)) {
    const { told, likeOthers } = scaleOf(counts);
    for (const { shape, changes } of counts) {
      const reason = shape === null || isToldByCrossing(plan, shape) ? null : triggerOf(plan, changeOf(shape));
      if (reason !== null) add(day, reason, changes * share * (1 + likeOthers / told));
    }
  }
  const total = (reason: keyof ByReason): number => [...days.values()].reduce((sum, day) => sum + day[reason], 0);
  const perDay = (reason: keyof ByReason): number => Math.round((total(reason) * minutesOfDay) / minutes);
  const [membership, identity, attribute] = [perDay('membership'), perDay('identity'), perDay('attribute')];
  const ofDays = [...days.values()].map((day) => Math.round(day.membership + day.identity + day.attribute));
  return {
    perDay: membership + identity + attribute,
    membership,
    identity,
    attribute,
    days: minutes / minutesOfDay,
    busiestDay: minutes < 2 * minutesOfDay ? null : Math.max(0, ...ofDays),
  };
}

/** Changes whose shape is told, and those that are taken to be like them. */
function scaleOf(counts: ChangeHistory['changes']): { told: number; likeOthers: number } {
  const sum = (isTold: boolean): number => counts.filter(({ shape }) => (shape !== null) === isTold).reduce((total, { changes }) => total + changes, 0);
  return { told: sum(true), likeOthers: sum(false) };
}

/** A change in which a segment was entered or left is one record, and is counted with the segment. */
const isToldByCrossing = ({ triggers }: DeliveryPlan, { crossed }: ChangeShape): boolean => crossed && triggers.membership;

const changeOf = ({ identities, attributes }: ChangeShape): ProfileChange => ({ segments: [], identities: [...identities], attributes: [...attributes] });
