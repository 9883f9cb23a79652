import { describe, expect, test } from 'vitest';
import { endTextOf, failureCodes, letterQueryOf, letterStateOf } from '../../client/destinations/letterFilter.ts';
import { isQueued, personText } from '../../client/destinations/runWords.ts';
import { expectedWords, forecastFacts } from '../../client/forecast/forecastWords.ts';
import type { Run } from '../../shared/delivery.ts';
import { deliveryRoutes } from '../../shared/deliveryRoutes.ts';

const nothing = { code: '', profile: '', run: '', age: '', from: '', to: '' };
const now = Date.parse('2026-11-20T10:00:42.500Z');

describe('the filter of dead letters', () => {
  test('what the address does not say is not asked for', () => {
    expect(letterQueryOf(nothing, now)).toEqual({});
    expect(letterQueryOf({ ...nothing, code: 'record_too_large', profile: 'ada', run: 'run_1', age: 'day' }, now)).toEqual({
      code: 'record_too_large',
      profileId: 'ada',
      runId: 'run_1',
      from: '2026-11-19T10:00:00.000Z',
    });
  });

  test('what the address says wrongly is not asked for either, so no link leads to a refusal', () => {
    for (const odd of ['nonsense', 'access_denied', 'constructor', 'toString', '__proto__']) expect(letterQueryOf({ ...nothing, code: odd, age: odd }, now)).toEqual({});
    expect(['', 'open', 'all', 'replayed', 'odd'].map(letterStateOf)).toEqual(['open', 'open', 'all', 'replayed', 'open']);
    expect(failureCodes).toContain('retries_exhausted');
    expect(failureCodes).not.toContain('profile_not_selected');
  });

  test('everything it can ask is taken by the replay', () => {
    const asked = letterQueryOf({ code: failureCodes[0] ?? '', profile: 'p', run: 'r', age: 'month', from: '2026-11-20T09:00:00Z', to: '2026-11-20T09:30:00Z' }, now);
    expect(deliveryRoutes.replayDeadLetters.body.safeParse(asked).success).toBe(true);
  });

  test('how a letter ended is told apart', () => {
    const at = '2026-11-20T10:00:00.000Z';
    const ended = (as: 'delivered' | 'excluded' | 'failed' | null) => endTextOf({ state: 'replayed', end: { at, by: null, runId: null, as } });
    const texts = [
      endTextOf({ state: 'open', end: null }),
      endTextOf({ state: 'discarded', end: { at, by: null, runId: null, as: 'discarded' } }),
      ended('delivered'),
      ended('excluded'),
      ended('failed'),
      ended(null),
    ];
    expect(new Set(texts).size).toBe(6);
  });
});

describe('runs', () => {
  const run = (id: string, kind: Run['kind'], change: Partial<Run> = {}): Run => ({ id, kind, state: 'running', endedAt: null, pausedBy: null, ...change }) as Run;

  test('wait for older ones of their line only: replays and discards for each other, backfills for backfills', () => {
    const runs = [run('discard', 'discard'), run('second fill', 'backfill'), run('replay', 'replay'), run('first fill', 'backfill'), run('live', 'streaming')];
    expect(runs.filter((one) => isQueued(one, runs)).map(({ id }) => id)).toEqual(['discard', 'second fill']);
  });

  test('do not wait for what ended or was paused by a person', () => {
    const later = run('later', 'replay');
    for (const older of [run('o', 'replay', { endedAt: '2026-11-20T10:00:00.000Z' }), run('o', 'replay', { state: 'paused', pausedBy: 'person' })])
      expect(isQueued(later, [later, older])).toBe(false);
    expect(isQueued(later, [later, run('o', 'replay', { state: 'paused', pausedBy: 'destination' })])).toBe(true);
  });

  test('a token is not shown as a person', () => {
    expect([personText('ada@example.com'), personText('role:admin')]).toEqual(['ada@example.com', 'an access token']);
  });
});

describe('a forecast in words', () => {
  const forecast = {
    profiles: 1_200,
    records: 1_000,
    bytes: 2_097_152,
    sampled: 500,
    capacity: { shards: 2, recordsPerSecond: 2_000, bytesPerSecond: 2_097_152 },
    seconds: 254,
    limitedBy: 'shard_records',
    expected: null,
    warnings: [],
  } as const;

  test('says how many of whom, what the stream takes and how long', () => {
    expect(forecastFacts({ ...forecast, warnings: [] })).toEqual([
      ['Records', 'About 1,000 of 1,200 people, 2.0 MiB'],
      ['The stream takes', '2,000 records and 2.0 MiB a second (2 shards)'],
      ['Time', 'About 4 min, limited by the records the stream takes a second'],
    ]);
  });

  const expected = { perDay: 1_234, membership: 321, identity: 13, attribute: 900, days: 3.2, busiestDay: 56_700 };
  test.each([
    [expected, 'About 1,200 a day: 320 because people enter or leave, 13 because identities change, 900 because attributes change.'],
    [{ ...expected, perDay: 13, membership: 0, attribute: 0 }, 'About 13 a day: 13 because identities change.'],
    [{ ...expected, perDay: 0 }, 'Hardly any: for people who get records, what is sent has not changed lately.'],
    [null, 'Not known yet.'],
  ])('says what is expected a day of %j', (of, estimate) => {
    expect(expectedWords(of).estimate).toBe(estimate);
  });

  test.each([
    [expected, 'An estimate from 3 days of history. The busiest day would have had about 57,000.'],
    [{ ...expected, days: 1.5, busiestDay: null }, 'An estimate from 36 hours of history.'],
    [null, 'How often people change is counted for an hour first. Look again then.'],
  ])('says what that rests on, of %j', (of, basis) => {
    expect(expectedWords(of).basis).toBe(basis);
  });

  test('says what is not known', () => {
    const values = forecastFacts({ ...forecast, warnings: [], profiles: 1_000, capacity: null, seconds: null, limitedBy: null }).map(([, value]) => value);
    expect(values).toEqual(['About 1,000, 2.0 MiB', 'Not known', 'Not known']);
  });
});
