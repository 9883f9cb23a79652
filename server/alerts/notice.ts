/** What one notice looks like to each kind of receiver. All of it PURE. */
import { createHmac } from 'node:crypto';
import { alertKinds } from '../../shared/alert.ts';
import { webhookPayloadSchema, type WebhookPayload } from '../../shared/alertChannel.ts';
import { alertPath, alertRemedy, alertWords, levelWords } from '../../shared/alertWords.ts';
import { isoTime } from '../kit/clock.ts';
import type { NoticeRow } from '../store/alertChannelStore.ts';

export interface Notice extends Pick<NoticeRow, 'alert' | 'levelBefore'> {
  /** The same for every attempt. */
  readonly id: string;
  readonly isTest: boolean;
}

/** What *Send test* sends: about nothing there is. */
export const testNotice = (id: string, now: number): Notice => ({
  id,
  isTest: true,
  levelBefore: 'ok',
  alert: {
    id: 'alt_test',
    ruleId: 'alr_test',
    kind: 'lag',
    subjectType: 'destination',
    subjectId: 'dst_test',
    subjectName: 'Test',
    level: 'warning',
    value: 5,
    threshold: 5,
    code: null,
    startedAt: now,
    changedAt: now,
    ended: null,
  },
});

/** Counts and ids only. */
export function payloadOf({ id, isTest, alert, levelBefore }: Notice): WebhookPayload {
  return webhookPayloadSchema.parse({
    version: 1,
    noticeId: id,
    test: isTest,
    alertId: alert.id,
    ruleId: alert.ruleId,
    kind: alert.kind,
    level: alert.level,
    levelBefore,
    ended: alert.ended,
    subject: { type: alert.subjectType, id: alert.subjectId },
    value: alert.value,
    threshold: alert.threshold,
    unit: alertKinds[alert.kind].unit,
    startedAt: isoTime(alert.startedAt),
    changedAt: isoTime(alert.changedAt),
  });
}

/** HMAC-SHA256 over the time, a full stop and the body, so that neither can be exchanged; the time is in seconds. */
export function signatureHeaders(body: string, secret: string, noticeId: string, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1_000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { 'Tributary-Notice': noticeId, 'Tributary-Timestamp': timestamp, 'Tributary-Signature': `v1=${signature}` };
}

export interface Text {
  readonly subject: string;
  readonly lines: readonly string[];
}

/** For people. `base`: the address people open; null where the server was not told. */
export function textOf({ alert, isTest }: Notice, base: string | null): Text {
  const { subjectType: type, subjectId, subjectName: name } = alert;
  const link = base === null || isTest ? [] : [`${base}${alertPath({ kind: alert.kind, subject: { type, id: subjectId, name } })}`];
  if (isTest) return { subject: 'Test of alerts', lines: ['This is a test: alerts of Tributary arrive here.', ...link] };
  const sentence = `${name} ${alertWords(alert)}.`;
  return { subject: `${levelWords[alert.level]}: ${sentence}`, lines: [`${levelWords[alert.level]}: ${sentence}`, ...(alert.level === 'ok' ? [] : [alertRemedy(alert)]), ...link] };
}

/** Slack reads three characters as marks of its own. */
export const slackBody = ({ lines }: Text): string =>
  JSON.stringify({ text: lines.map((line) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')).join('\n') });
