import { describe, expect, test } from 'vitest';
import { endedLately, firingOf } from '../../client/destinations/destinationAlerts.ts';
import type { Alert } from '../../shared/alert.ts';
import type { Destination } from '../../shared/destination.ts';

const hour = 3_600_000;
const time = (at: number): string => new Date(at).toISOString();

function alert(id: string, change: Partial<Alert> = {}): Alert {
  return {
    id,
    ruleId: 'alr_lag',
    kind: 'lag',
    subject: { type: 'destination', id: 'dst_1', name: 'Audience' },
    level: 'warning',
    worst: 'warning',
    value: 12,
    threshold: 5,
    code: null,
    startedAt: time(0),
    changedAt: time(0),
    ended: null,
    mute: null,
    isUnread: false,
    ...change,
  };
}
const over = (id: string, changedAt: number): Alert => alert(id, { level: 'ok', ended: 'recovered', changedAt: time(changedAt) });
const ids = (alerts: readonly Alert[]): string[] => alerts.map(({ id }) => id);

describe('alerts on the page of a destination', () => {
  const account = { type: 'account', id: 'acc_1', name: 'Production' } as const;
  const pause: Destination['pause'] = { code: 'credentials_invalid', title: '', message: '', remedy: '', since: time(0), nextProbeAt: null };
  const firing = [
    alert('lag'),
    alert('other', { subject: { type: 'destination', id: 'dst_2', name: 'Other' } }),
    alert('paused', { kind: 'paused', code: 'credentials_invalid' }),
    alert('failing', { kind: 'credentials_failing', code: 'credentials_invalid', subject: account }),
    alert('old key', { kind: 'credentials_ageing', subject: account }),
  ];

  test('are its own and those of its account', () => {
    expect(ids(firingOf({ id: 'dst_1', accountId: 'acc_1', status: 'enabled', pause: null }, firing))).toEqual(['lag', 'paused', 'failing', 'old key']);
    expect(ids(firingOf({ id: 'dst_3', accountId: 'acc_2', status: 'enabled', pause: null }, firing))).toEqual([]);
  });

  test('do not repeat what the notice about its pause says', () => {
    expect(ids(firingOf({ id: 'dst_1', accountId: 'acc_1', status: 'paused', pause }, firing))).toEqual(['lag', 'old key']);
    // Switched off while it was paused: there is no notice.
    expect(ids(firingOf({ id: 'dst_1', accountId: 'acc_1', status: 'disabled', pause }, firing))).toEqual(['lag', 'paused', 'failing', 'old key']);
  });

  test('that ended are five at most, of the last day', () => {
    const now = 100 * hour;
    const ended = Array.from({ length: 8 }, (_, index) => over(`${index}`, now - index * hour));
    expect(ids(endedLately([alert('lag'), ...ended], now))).toEqual(['0', '1', '2', '3', '4']);
    expect(ids(endedLately([over('just', now - 24 * hour + 1), over('before', now - 24 * hour)], now))).toEqual(['just']);
  });
});
