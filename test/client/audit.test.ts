import { expect, test } from 'vitest';
import { errorCodes } from '../../shared/errorCodes.ts';
import { actorText, addressOf, entryText, refusalText, subjectText } from '../../client/audit/auditWords.ts';
import { differenceLines } from '../../client/audit/differenceLines.ts';
import { trailSentence } from '../../client/audit/trailSentence.ts';

const lines = (before: Record<string, unknown> | null, after: Record<string, unknown> | null): string[] =>
  differenceLines({ before, after }).map((line) => `${line.what}: ${line.before ?? '–'} → ${line.after ?? '–'}`);

test('what differs is told line by line, in words', () => {
  expect(lines({ description: '', enabled: true }, { description: 'For mail.', enabled: false })).toEqual(['Description: empty → For mail.', 'Sends changes: yes → no']);
  expect(lines({ options: { needsApproval: false, useCases: [] } }, { options: { needsApproval: true, useCases: ['analytics', 'service'] } })).toEqual([
    'A second person approves changes: no → yes',
    'Used for: none → Analytics, Customer service',
  ]);
  expect(lines(null, { kind: 'backfill', total: 3 })).toEqual(['Kind: – → Everyone in the segments', 'Total: – → 3']);
  expect(lines({}, { secret: 'changed' })).toEqual(['Secret: – → changed']);
  expect(lines({ attributes: [{ source: 'a' }] }, { attributes: [] })).toEqual(['Attributes: [{"source":"a"}] → none']);
  expect(lines({}, {})).toEqual([]);
  expect(lines(null, null)).toEqual([]);
});

test('codes are told by the words that the pages have for them, and as they are where there are none', () => {
  expect(lines(null, { type: 'amazon-kinesis', origin: 'api', state: 'active', format: 'csv' })).toEqual([
    'Type: – → Amazon Kinesis',
    'Origin: – → Named in Tributary',
    'State: – → Active',
    'Format: – → CSV',
  ]);
  expect(lines(null, { kind: 'lag' })).toEqual(['Kind: – → Behind']);
  expect(lines(null, { kind: 'webhook', leastLevel: 'critical' })).toEqual(['Kind: – → Webhook', 'Least level: – → Critical']);
  expect(lines(null, { filter: { action: 'destination.update', actor: 'ada@' } })).toEqual(['Filter, Action: – → Changed the settings', 'Filter, Actor: – → ada@']);
  expect(lines({ pausedBecause: null }, { pausedBecause: 'stream_not_found' })).toEqual([`Stopped because of: – → ${errorCodes.stream_not_found.title}`]);
  // What somebody typed is no code, also where it is spelt like one.
  expect(lines(null, { name: 'api', kind: 'toString' })).toEqual(['Name: – → api', 'Kind: – → toString']);
});

test('segments that came or went are told by their names', () => {
  const before = { version: 1, segments: { vip: { name: 'VIP', backfill: false } } };
  const after = { version: 2, segments: { new: { name: 'New people', backfill: true }, kept: {} } };
  expect(lines(before, after)).toEqual(['Version: 1 → 2', 'Segment removed: VIP → –', 'Segment added: – → New people', 'Segment added: – → –']);
  expect(lines({ segments: { vip: { backfill: false } } }, { segments: { vip: { backfill: true } } })).toEqual(['Backfill: no → yes']);
});

test('who it was, and what about', () => {
  expect([actorText('ada@example.com'), actorText('role:admin'), actorText('')]).toEqual(['ada@example.com', 'An access token (admin)', 'Somebody unknown']);
  expect(entryText({ action: 'session.open', result: 'refused' })).toBe('Tried to sign in');
  expect(entryText({ action: 'session.open', result: 'done' })).toBe('Signed in');
  const of = (kind: 'profile' | 'run' | 'session' | 'segment' | 'list', id: string, name = '') => ({ resource: { kind, id, name }, destinationId: 'dst_1' });
  expect(subjectText(of('profile', 'ab12'))).toBe('known here as ab12');
  expect(subjectText({ resource: { kind: 'alert_rule', id: 'alr_1', name: 'lag: Audience' } })).toBe('Behind: Audience');
  expect(subjectText(of('session', '', 'ada@example.com'))).toBeNull();
  expect(addressOf(of('run', 'run_1', 'Audience'))).toBe('/destinations/dst_1/runs');
  expect(addressOf(of('segment', 'a/b', 'A'))).toBe('/segments/a%2Fb');
  expect(addressOf(of('profile', 'ab12'))).toBeNull();
  expect(subjectText(of('list', 'dead_letters', 'Audience'))).toBe('dead letters of Audience');
  expect(subjectText(of('list', 'audit'))).toBe('audit entries');
  expect(addressOf(of('list', 'dead_letters', 'Audience'))).toBe('/destinations/dst_1/dead-letters');
  expect(addressOf({ resource: of('list', 'audit').resource, destinationId: null })).toBe('/audit');
  expect(refusalText({ action: 'session.open', code: 'unauthenticated' })).toBe('wrong address, password or token');
  expect(refusalText({ action: 'access.refuse', code: 'forbidden' })).toBe(errorCodes.forbidden.title);
});

test('whether the trail holds is a sentence', () => {
  const whole = { ok: true, entries: 1_204, since: '2026-11-20T10:00:00.000Z', fault: null };
  expect(trailSentence(whole)).toMatch(/^No sign that anybody changed the audit trail: all 1,204 entries since Nov 20, \d\d:00 fit together\.$/);
  expect(trailSentence({ ...whole, entries: 1 })).toMatch(/^No sign that anybody changed the audit trail: its only entry, of Nov 20, \d\d:00, fits\.$/);
  expect(trailSentence({ ...whole, entries: 0, since: null })).toBe('There is no entry yet.');
  expect(trailSentence({ ...whole, ok: false, fault: { sequence: 3, what: 'missing', at: null } })).toBe('Entry 3 is missing.');
  expect(trailSentence({ ...whole, ok: false, fault: { sequence: 3, what: 'changed', at: '2026-11-20T10:00:00.000Z' } })).toMatch(
    /^Entry 3, of .*, does not fit the one before it\.$/,
  );
});
