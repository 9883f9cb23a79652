import { describe, expect, test } from 'vitest';
import { alertKindNames, alertKinds, alertRuleInputSchema } from '../../shared/alert.ts';
import { fewestRecords, measure, type AccountFacts, type DestinationFacts } from '../../server/alerts/measure.ts';
import { isMuted, ruleFor } from '../../server/alerts/rules.ts';
import { calmMs, freshWatch, levelOf, step, type Watch } from '../../server/alerts/step.ts';
import type { AlertRuleRow } from '../../server/store/alertStore.ts';

const minute = 60_000;
const hour = 60 * minute;
const now = Date.parse('2026-11-20T10:00:00Z');

const destination: DestinationFacts = {
  subject: 'destination',
  id: 'd',
  name: 'Audience',
  isOn: true,
  pause: null,
  activated: 90,
  failed: 10,
  lagMs: 90_000,
  lastDataAt: now - 26 * hour,
  waitsForCapacity: false,
};
const account: AccountFacts = { subject: 'account', id: 'a', name: 'Production', isUsed: true, failure: null, keySince: now - 100 * 24 * hour };
const paused: DestinationFacts = { ...destination, pause: { since: now - 3 * minute, code: 'access_denied' }, waitsForCapacity: true };
const of = (kind: keyof typeof alertKinds, facts: DestinationFacts | AccountFacts) => measure(kind, facts, null, now).measured;

describe('what a rule measures', () => {
  test.each([
    ['failure_rate', destination, 10],
    ['failure_rate', { ...destination, activated: fewestRecords - 2, failed: 1 }, 'calm'],
    ['failure_rate', { ...destination, activated: 0, failed: fewestRecords }, 100],
    ['failure_rate', { ...destination, activated: 0, failed: 0 }, 'calm'],
    ['lag', destination, 1.5],
    ['no_data', destination, 26],
    ['capacity', destination, 'calm'],
    ['capacity', { ...destination, waitsForCapacity: true }, 0],
    ['capacity', { ...destination, waitsForCapacity: null }, 'unknown'],
    ['paused', destination, 'calm'],
    ['paused', paused, 3],
    ['credentials_ageing', account, 100],
    ['credentials_ageing', { ...account, keySince: null }, 'calm'],
    ['credentials_failing', account, 'calm'],
    ['credentials_failing', { ...account, failure: undefined }, 'unknown'],
    ['credentials_failing', { ...account, failure: 'access_denied' as const }, 0],
  ] as const)('%s of %o is %s', (kind, facts, measured) => {
    expect(of(kind, facts)).toBe(measured);
  });

  test('of a paused destination is the pause alone, and of one a person stopped nothing', () => {
    for (const kind of alertKindNames.filter((name) => alertKinds[name].subject === 'destination' && name !== 'paused'))
      expect([kind, of(kind, paused)]).toEqual([kind, 'unknown']);
    for (const kind of ['paused', 'lag', 'no_data'] as const) expect(of(kind, { ...paused, isOn: false })).toBe('unwatched');
    expect(of('credentials_failing', { ...account, failure: 'access_denied', isUsed: false })).toBe('unwatched');
  });

  test('is never negative after the clock was set back', () => {
    expect(of('paused', { ...paused, pause: { since: now + hour, code: 'access_denied' } })).toBe(0);
  });

  test('counts how long something was seen to hold, and begins anew after a time without a look', () => {
    const waiting = { ...destination, waitsForCapacity: true };
    const first = measure('capacity', waiting, null, now);
    expect(first).toEqual({ measured: 0, held: { since: now, seen: now } });
    const second = measure('capacity', waiting, first.held, now + 2 * minute);
    expect(second).toEqual({ measured: 2, held: { since: now, seen: now + 2 * minute } });
    expect(measure('capacity', { ...destination, waitsForCapacity: null }, second.held, now + 3 * minute)).toEqual({ measured: 'unknown', held: second.held });
    expect(measure('capacity', destination, second.held, now + 3 * minute)).toEqual({ measured: 'calm', held: null });
    expect(measure('capacity', waiting, second.held, now + 8 * hour).measured).toBe(0);
    expect(measure('capacity', waiting, second.held, now - hour).measured).toBe(0);
  });
});

describe('the level of a watch', () => {
  const thresholds = { warning: 5, critical: 20 };
  /** The levels over values that come a minute apart. */
  function levels(values: readonly (number | 'calm' | 'unknown' | 'unwatched')[], from: Watch = freshWatch) {
    let watch = from;
    return values.map((value, index) => {
      watch = { ...watch, ...step(watch, value, thresholds, now + index * minute) };
      return watch.level;
    });
  }

  test.each([
    [4.9, 'ok'],
    [5, 'warning'],
    [19.9, 'warning'],
    [20, 'critical'],
    ['calm', 'ok'],
  ] as const)('%s reaches %s', (value, level) => {
    expect(levelOf(value, thresholds)).toBe(level);
  });

  test('of 0 is reached by what holds at all, and not by calm', () => {
    const atOnce = { warning: 0, critical: null };
    expect([levelOf(0, atOnce), levelOf('calm', atOnce), levelOf(1_000, { warning: null, critical: 1_001 })]).toEqual(['warning', 'ok', 'ok']);
  });

  test('rises at once, also past a level', () => {
    expect(levels([1, 6, 25])).toEqual(['ok', 'warning', 'critical']);
    expect(levels([99])).toEqual(['critical']);
  });

  test('falls only after five quiet minutes', () => {
    expect(calmMs).toBe(5 * minute);
    expect(levels([6, 1, 1, 1, 1, 1, 1])).toEqual(['warning', 'warning', 'warning', 'warning', 'warning', 'warning', 'ok']);
  });

  test('does not flutter: what comes back within them changes nothing', () => {
    expect(new Set(levels(Array.from({ length: 60 }, (_, index) => (index % 5 === 0 ? 5.1 : 4.9))))).toEqual(new Set(['warning']));
  });

  test('falls to the highest level it came to meanwhile', () => {
    expect(levels([25, 6, 1, 1, 1, 1, 1, 1]).slice(-2)).toEqual(['warning', 'warning']);
    expect(levels([25, 6, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]).at(-1)).toBe('ok');
  });

  test('stays as it is while nothing can be told, and is over at once where nothing is watched', () => {
    expect(levels([6, 'unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'])).toEqual(Array.from({ length: 8 }, () => 'warning'));
    expect(levels([25, 'unwatched'])).toEqual(['critical', 'ok']);
  });

  test('waits anew after the clock was set back', () => {
    const calm = { since: now + hour, level: 'ok' as const };
    expect(step({ ...freshWatch, level: 'warning', alertId: 'a', calm }, 1, thresholds, now)).toEqual({ level: 'warning', calm: { since: now, level: 'ok' } });
  });
});

describe('the rule that holds', () => {
  const rule = (id: string, change: Partial<AlertRuleRow> = {}): AlertRuleRow => ({
    id,
    kind: 'lag',
    destination: null,
    warning: 5,
    critical: null,
    windowMinutes: 15,
    enabled: true,
    mute: null,
    updatedBy: '',
    updatedAt: 0,
    version: 1,
    ...change,
  });
  const own = { destination: { id: 'd', name: 'Audience' } };

  test('is the one for the destination, else the one for all', () => {
    const rules = [rule('all'), rule('own', own)];
    expect([ruleFor(rules, 'lag', 'd')?.id, ruleFor(rules, 'lag', 'other')?.id, ruleFor(rules, 'paused', 'd')]).toEqual(['own', 'all', null]);
  });

  test('is none where the one for the destination is off', () => {
    expect(ruleFor([rule('all'), rule('own', { ...own, enabled: false })], 'lag', 'd')).toBeNull();
  });

  test('is muted until a time, or until something changes', () => {
    expect([isMuted(null, 5), isMuted({ until: null }, 5), isMuted({ until: 6 }, 5), isMuted({ until: 5 }, 5)]).toEqual([false, true, true, false]);
  });
});

describe('a rule that is made', () => {
  test.each([
    [{ kind: 'failure_rate', warning: 101, critical: null }, ['warning']],
    [{ kind: 'lag', warning: 0, critical: 0.5 }, ['critical', 'warning']],
    [{ kind: 'lag', warning: null, critical: null }, ['warning']],
    [{ kind: 'lag', warning: 10, critical: 10 }, ['critical']],
    [{ kind: 'credentials_failing', warning: 0, critical: null, destinationId: 'd' }, ['destinationId']],
    [{ kind: 'paused', warning: 0, critical: null, windowMinutes: 4 }, ['windowMinutes']],
    [{ kind: 'nothing', warning: 1, critical: null }, ['kind']],
    [{ kind: 'paused', warning: 0, critical: 1 }, []],
    [{ kind: 'failure_rate', warning: null, critical: 100, destinationId: 'd' }, []],
  ])('%j is wrong at %j', (input, paths) => {
    const parsed = alertRuleInputSchema.safeParse(input);
    expect([...new Set(parsed.error?.issues.map(({ path }) => path.join('.')))].toSorted()).toEqual(paths);
  });
});
