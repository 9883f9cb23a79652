import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { errorCodes } from '../../shared/errorCodes.ts';
import { payloadOf, signatureHeaders, slackBody, testNotice, textOf, type Notice } from '../../server/alerts/notice.ts';

const at = Date.parse('2026-11-20T10:00:00Z');
const { alert } = testNotice('ntc_1', at);
const notice: Notice = {
  id: 'ntc_7',
  isTest: false,
  levelBefore: 'warning',
  alert: { ...alert, id: 'alt_1', subjectName: '<!channel> arn:aws:kinesis & co', level: 'critical', kind: 'paused', code: 'access_denied', value: 61.04 },
};

test('a webhook gets counts and ids, and no name', () => {
  expect(payloadOf(notice)).toEqual({
    version: 1,
    noticeId: 'ntc_7',
    test: false,
    alertId: 'alt_1',
    ruleId: 'alr_test',
    kind: 'paused',
    level: 'critical',
    levelBefore: 'warning',
    ended: null,
    subject: { type: 'destination', id: 'dst_test' },
    value: 61.04,
    threshold: 5,
    unit: 'minutes',
    startedAt: '2026-11-20T10:00:00.000Z',
    changedAt: '2026-11-20T10:00:00.000Z',
  });
  expect(JSON.stringify(payloadOf(notice))).not.toMatch(/arn:|channel/);
});

test('it is signed with its time, so that neither can be exchanged', () => {
  const headers = signatureHeaders('{"a":1}', 'secret', 'ntc_7', at + 999);
  const timestamp = String(at / 1_000);
  expect(headers).toEqual({
    'Tributary-Notice': 'ntc_7',
    'Tributary-Timestamp': timestamp,
    'Tributary-Signature': `v1=${createHmac('sha256', 'secret').update(`${timestamp}.{"a":1}`).digest('hex')}`,
  });
  expect(signatureHeaders('{"a":1}', 'secret', 'ntc_7', at + 1_000)['Tributary-Signature']).not.toBe(headers['Tributary-Signature']);
});

test('people read a sentence, what to do and where', () => {
  const text = textOf(notice, 'https://tributary.example.com');
  expect(text.subject).toBe(`Critical: <!channel> arn:aws:kinesis & co has been paused for 61 minutes: ${errorCodes.access_denied.title}.`);
  expect(text.lines).toHaveLength(3);
  expect(text.lines[2]).toBe('https://tributary.example.com/destinations/dst_test');
  expect(textOf(notice, null).lines).toHaveLength(2);
  expect(textOf({ ...notice, alert: { ...notice.alert, level: 'ok', ended: 'recovered', subjectName: 'Audience' } }, null).lines).toEqual(['Over: Audience sends again.']);
});

test('a name cannot speak to a whole channel of Slack', () => {
  const { text } = JSON.parse(slackBody(textOf(notice, null))) as { text: string };
  expect(text).toContain('&lt;!channel&gt; arn:aws:kinesis &amp; co');
  expect(text).not.toMatch(/<|>/);
});
