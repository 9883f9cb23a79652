import type { Alert, AlertRule, Mute, MuteSpan } from '../../shared/alert.ts';
import { isMuted } from '../alerts/rules.ts';
import { isoTime } from '../kit/clock.ts';
import type { AlertRow, AlertRuleRow, MuteRow } from '../store/alertStore.ts';

/** One that has run out is none. */
const presentMute = (mute: MuteRow | null, now: number): Mute | null =>
  mute === null || !isMuted(mute, now) ? null : { by: mute.by, until: mute.until === null ? null : isoTime(mute.until) };

/** `mark`: up to which change the person who asks has read. */
export function presentAlert(row: AlertRow, mark: number, now: number): Alert {
  return {
    id: row.id,
    ruleId: row.ruleId,
    kind: row.kind,
    subject: { type: row.subjectType, id: row.subjectId, name: row.subjectName },
    level: row.level,
    worst: row.worst,
    value: row.value,
    threshold: row.threshold,
    code: row.code,
    startedAt: isoTime(row.startedAt),
    changedAt: isoTime(row.changedAt),
    ended: row.ended,
    mute: presentMute(row.mute, now),
    isUnread: row.lastChange > mark,
  };
}

export function presentAlertRule({ updatedAt, mute, ...row }: AlertRuleRow, now: number): AlertRule {
  return { ...row, mute: presentMute(mute, now), updatedAt: isoTime(updatedAt) };
}

const spanMs = { hour: 3_600_000, day: 86_400_000 } as const;

export function muteFor(span: MuteSpan, by: string, now: number): MuteRow {
  return { by, until: span === 'until_changed' ? null : now + spanMs[span] };
}
