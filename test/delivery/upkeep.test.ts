import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { manyWriters, oneWriter, removeOld } from '../../server/delivery/retention.ts';
import { compareOutcomes, createSelfChecks } from '../../server/delivery/selfCheck.ts';
import { startUpkeep } from '../../server/delivery/upkeep.ts';
import type { LogFields } from '../../server/kit/log.ts';
import type { OutcomeAudit } from '../../server/store/outcomeCounts.ts';
import type { ChangeCount, HistoryLimits } from '../../server/store/historyStore.ts';
import type { OutcomeLimits } from '../../server/store/store.ts';
import type { Removal } from '../../server/store/storeCalls.ts';
import { ManualClock, settled } from '../fakes/manualClock.ts';

const dayMs = 86_400_000;
const keep = { deliveriesDays: 30, deliveriesMost: 500, deadLettersDays: 7, auditDays: 400 };
const none: Removal = { removed: 0, isMore: false };

let clock: ManualClock;
let logged: { level: string; fields: LogFields; message: string }[];
const noteAs = (level: string) => (fields: LogFields, message: string) => void logged.push({ level, fields, message });
const log = { debug: noteAs('debug'), info: noteAs('info'), warn: noteAs('warn'), error: noteAs('error') };
beforeEach(() => {
  clock = new ManualClock(Date.parse('2026-11-20T10:00:20Z'));
  logged = [];
});

describe('removing what is needed no longer', () => {
  test('asks for chunks of 500 until there are no more, by ages counted from now', async () => {
    const asked: unknown[] = [];
    const changes = [
      { removed: 500, isMore: true },
      { removed: 3, isMore: false },
    ];
    const store = {
      continueErasures: async (now: number, limit: number) => (asked.push(['erase', now, limit]), none),
      foldHistory: async (limits: HistoryLimits, limit: number) => (asked.push([limits, limit]), none),
      trimAudit: async (before: number, limit: number) => (asked.push(['audit', before, limit]), none),
      trimChanges: async (limit: number) => (asked.push(limit), changes.shift() ?? none),
      pruneOutcomes: async (limits: OutcomeLimits, limit: number) => (asked.push([limits, limit]), none),
    };
    const removing = removeOld({ store, clock, log, keep, removal: oneWriter }, new AbortController().signal);
    await clock.advance(1_000);
    await removing;
    const now = Date.parse('2026-11-20T10:00:20Z');
    const limits = { deliveriesBefore: now - 30 * dayMs, deliveriesMost: 500, deadLettersBefore: now - 7 * dayMs, minutesBefore: now - 92 * dayMs, runsBefore: now - 400 * dayMs };
    const midnight = Date.parse('2026-11-20T00:00:00Z');
    expect(asked).toEqual([
      ['erase', now, 500],
      500,
      500,
      [limits, 500],
      [{ hoursBefore: midnight - 14 * dayMs, daysBefore: midnight - 366 * dayMs }, 500],
      ['audit', now - 400 * dayMs, 500],
    ]);
    expect(logged).toMatchObject([{ level: 'debug', fields: { changes: 503, outcomes: 0 } }]);
  });

  test.each([
    ['three times as long as a chunk took where it has one writer', oneWriter, [0, 22, 822]],
    ['as long as a chunk took where it has many', manyWriters, [0, 22, 422]],
  ])('leaves the store to others for %s', async (_, removal, expected) => {
    const begun: number[] = [];
    const store = {
      continueErasures: async () => none,
      foldHistory: async () => none,
      trimAudit: async () => none,
      trimChanges: async () => {
        begun.push(clock.monotonic());
        await clock.sleep(begun.length === 1 ? 2 : 200);
        return { removed: 1, isMore: begun.length < 3 };
      },
      pruneOutcomes: async () => none,
    };
    const removing = removeOld({ store, clock, log, keep, removal }, new AbortController().signal);
    await clock.advance(5_000);
    await removing;
    expect(begun).toEqual(expected);
  });

  test('ends with the chunk under way when the server stops', async () => {
    const stopping = new AbortController();
    let chunks = 0;
    const store = {
      continueErasures: async () => none,
      foldHistory: async () => none,
      trimAudit: async () => none,
      trimChanges: async () => ((chunks += 1), { removed: 1, isMore: true }),
      pruneOutcomes: async () => ((chunks += 1), none),
    };
    const removing = removeOld({ store, clock, log, keep, removal: oneWriter }, stopping.signal);
    await clock.advance(50);
    const before = chunks;
    stopping.abort();
    await removing;
    expect(chunks).toBe(before);
  });
});

describe('what the server does by itself', () => {
  const done: string[] = [];
  const credentialChecks: number[] = [];
  const looks: string[] = [];
  const noted: [minute: string, counts: readonly ChangeCount[]][] = [];
  let fail = false;
  const job = (name: string) => async (): Promise<void> => {
    done.push(`${new Date(clock.now()).toISOString().slice(5, 19)} ${name}`);
    if (fail) throw new Error('no');
  };
  const start = () =>
    startUpkeep({
      removal: oneWriter,
      leads: async () => true,
      store: {
        noteLag: (minute, now) => job(`lag of ${new Date(minute).toISOString().slice(11, 19)} at ${new Date(now).toISOString().slice(11, 19)}`)(),
        trimChanges: () => job('trim')().then(() => none),
        pruneOutcomes: async () => none,
        continueErasures: async () => none,
        foldHistory: async () => none,
        trimAudit: async () => none,
        noteChanges: async (minute, counts) => void noted.push([new Date(minute).toISOString().slice(11, 16), counts]),
      },
      changeTally: { take: (minute) => [{ shape: null, changes: minute }] },
      clock,
      log,
      keep,
      selfChecks: { checkAll: job('check') },
      auditCheck: { checkAll: job('audit trail') },
      accountChecks: { checkDue: async () => void credentialChecks.push(clock.now()) },
      alerts: { evaluate: async () => void looks.push(new Date(clock.now()).toISOString().slice(11, 19)) },
      notices: { sendDue: async () => {} },
    });
  afterEach(() => {
    done.length = 0;
    fail = false;
  });

  test('happens at the end of each minute and at three each night, until it is stopped', async () => {
    const upkeep = start();
    await clock.advance(120_000);
    expect(done).toEqual(['11-20T10:01:00 lag of 10:00:00 at 10:01:00', '11-20T10:01:00 trim', '11-20T10:02:00 lag of 10:01:00 at 10:02:00', '11-20T10:02:00 trim']);
    expect(noted).toEqual([
      ['10:00', [{ shape: null, changes: Date.parse('2026-11-20T10:00:00Z') }]],
      ['10:01', [{ shape: null, changes: Date.parse('2026-11-20T10:01:00Z') }]],
    ]);
    await clock.advance(2 * dayMs);

    expect(noted[60]?.[0]).toBe('11:00');
    expect(done.filter((line) => line.endsWith('check'))).toEqual(['11-21T03:00:00 check', '11-22T03:00:00 check']);
    expect(done.filter((line) => line.endsWith('audit trail'))).toEqual(['11-21T03:00:00 audit trail', '11-22T03:00:00 audit trail']);
    expect(credentialChecks.slice(0, 2).map((at) => new Date(at).toISOString().slice(11, 19))).toEqual(['10:01:00', '10:02:00']);
    expect(looks.slice(0, 2)).toEqual(['10:01:05', '10:02:05']);
    upkeep.stop();
    const before = done.length;
    await clock.advance(dayMs);
    expect(done).toHaveLength(before);
  });

  test('is logged when it fails, and done again the next time', async () => {
    fail = true;
    const upkeep = start();
    await clock.advance(60_000);
    fail = false;
    await clock.advance(60_000);
    expect(done).toHaveLength(4);
    expect(logged.map(({ level, fields }) => [level, fields['job']])).toEqual([
      ['warn', 'lag'],
      ['warn', 'retention'],
    ]);
    upkeep.stop();
  });
});

describe('the check of counts', () => {
  const counts = { received: 10, activated: 6, excluded: 3, failed: 1 };
  const right: OutcomeAudit = {
    runs: { kept: { received: 4, activated: 2, excluded: 2, failed: 0 }, pruned: { received: 6, activated: 4, excluded: 1, failed: 1 } },
    minutes: { kept: counts, pruned: { received: 0, activated: 0, excluded: 0, failed: 0 } },
    rows: { kept: { activated: 1, failed: 0 }, pruned: { activated: 5, failed: 1 } },
  };

  test('adds what is kept and what was removed, and shows each sum', () => {
    expect(compareOutcomes(right)).toEqual({
      addsUp: true,
      differences: [],
      sums: [
        { counter: 'received', runs: { kept: 4, pruned: 6 }, minutes: { kept: 10, pruned: 0 }, rows: null },
        { counter: 'activated', runs: { kept: 2, pruned: 4 }, minutes: { kept: 6, pruned: 0 }, rows: { kept: 1, pruned: 5 } },
        { counter: 'excluded', runs: { kept: 2, pruned: 1 }, minutes: { kept: 3, pruned: 0 }, rows: null },
        { counter: 'failed', runs: { kept: 0, pruned: 1 }, minutes: { kept: 1, pruned: 0 }, rows: { kept: 0, pruned: 1 } },
      ],
    });
  });

  test.each<[string, OutcomeAudit, string[]]>([
    ['a delivery is missing', { ...right, rows: { ...right.rows, kept: { activated: 0, failed: 0 } } }, ['activated: runs count 6, minutes 6, deliveries 5.']],
    ['a dead letter is one too many', { ...right, rows: { ...right.rows, kept: { activated: 1, failed: 1 } } }, ['failed: runs count 1, minutes 1, dead letters 2.']],
    [
      'a minute lost an exclusion',
      { ...right, minutes: { ...right.minutes, kept: { ...counts, excluded: 2 } } },
      ['excluded: runs count 3, minutes 2.', 'received: minutes count 10, but activated, excluded and failed make 9.'],
    ],
    [
      'runs and minutes agree on a record that has no outcome',
      { ...right, runs: { ...right.runs, kept: { ...right.runs.kept, received: 5 } }, minutes: { ...right.minutes, kept: { ...counts, received: 11 } } },
      ['received: runs count 11, but activated, excluded and failed make 10.', 'received: minutes count 11, but activated, excluded and failed make 10.'],
    ],
  ])('says what differs when %s', (_, audit, differences) => {
    expect(compareOutcomes(audit)).toMatchObject({ addsUp: false, differences });
  });

  const checksOf = (audit: (id: string) => Promise<OutcomeAudit>, ids: readonly string[] = []) => {
    const pages = [...ids];
    return createSelfChecks({
      store: {
        auditOutcomes: audit,
        listDestinations: async () => {
          const id = pages.shift();
          return { items: id === undefined ? [] : [{ id } as never], nextCursor: pages.length > 0 ? 'more' : null };
        },
      },
      clock,
      log,
      pendingOf: async () => 7,
    });
  };

  test('is made anew when the newest one is too old, and once for all who ask meanwhile', async () => {
    let audits = 0;
    const checks = checksOf(async () => {
      audits += 1;
      await settled();
      return right;
    });
    const [first, same] = await Promise.all([checks.check('a', 0), checks.check('a', 60_000)]);
    expect(first).toMatchObject({ destinationId: 'a', checkedAt: '2026-11-20T10:00:20.000Z', addsUp: true, pending: 7 });
    expect([same, audits]).toEqual([first, 1]);
    await clock.advance(59_999);
    expect(await checks.check('a', 60_000)).toBe(first);
    await clock.advance(1);
    expect(await checks.check('a', 60_000)).toMatchObject({ checkedAt: '2026-11-20T10:01:20.000Z' });
    expect(audits).toBe(2);
  });

  test('of all destinations logs an error for each that does not add up, and goes on past one that cannot be read', async () => {
    const audited: string[] = [];
    const checks = checksOf(
      async (id) => {
        audited.push(id);
        if (id === 'broken') throw new Error('disk');
        return id === 'wrong' ? { ...right, rows: { ...right.rows, pruned: { activated: 5, failed: 0 } } } : right;
      },
      ['right', 'broken', 'wrong'],
    );
    await checks.checkAll(new AbortController().signal);
    expect(audited).toEqual(['right', 'broken', 'wrong']);
    expect(logged.map(({ level, fields }) => [level, fields['destinationId'], fields['differences']])).toEqual([
      ['warn', 'broken', undefined],
      ['error', 'wrong', ['failed: runs count 1, minutes 1, dead letters 0.']],
    ]);
    // What the night found is what the page shows.
    expect(await checks.check('wrong', dayMs)).toMatchObject({ addsUp: false });
    expect(audited).toHaveLength(3);
  });
});
