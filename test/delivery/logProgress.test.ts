import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogProgress, type LogEntry } from '../../server/delivery/logProgress.ts';
import type { LaneCheckpoint } from '../../server/store/rows.ts';

const start = { position: 0, lanes: [] };
const most = 4;

/** What happens next: numbers decide how much and which. */
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('read' as const), count: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ kind: fc.constant('settle' as const), pick: fc.double({ min: 0, max: 0.999, noNaN: true }) }),
    fc.record({ kind: fc.constant('leave' as const), moreThan: fc.integer({ min: 0, max: 2 }) }),
    fc.record({ kind: fc.constant('catch up' as const), limit: fc.integer({ min: 1, max: 20 }), span: fc.integer({ min: 1, max: 80 }) }),
    fc.record({ kind: fc.constant('store' as const) }),
    fc.record({ kind: fc.constant('crash' as const) }),
  ),
  { maxLength: 120 },
);
/** Lanes of the entries, some far more frequent than others; gaps in the numbers; not every entry concerns the destination. */
const logs = fc
  .array(fc.record({ lane: fc.oneof(fc.constant(5), fc.integer({ min: 0, max: 11 })), gap: fc.integer({ min: 1, max: 3 }), concerns: fc.integer({ min: 0, max: 4 }) }), {
    minLength: 1,
    maxLength: 150,
  })
  .map((entries) => {
    let sequence = 0;
    return entries.map(({ lane, gap, concerns }) => ({ sequence: (sequence += gap), lane, concerns: concerns > 0 }));
  });

/** A destination that hands out by a `LogProgress`, and keeps its own account of what has its outcome. */
class Destination {
  readonly #log: readonly (LogEntry & { concerns: boolean })[];
  progress = new LogProgress(start);
  stored = new LogProgress(start).snapshot();
  /** With an outcome; and of these, the ones the stored checkpoint was taken after. */
  done = new Set<number>();
  storedDone = new Set<number>();
  /** In the order handed out since the start or the last crash. */
  handed: LogEntry[] = [];
  underWay: LogEntry[] = [];

  constructor(log: readonly (LogEntry & { concerns: boolean })[]) {
    this.#log = log;
  }

  hand(entry: LogEntry & { concerns: boolean }): void {
    assert.equal(this.done.has(entry.sequence), false);
    assert.equal(
      this.handed.some(({ sequence }) => sequence === entry.sequence),
      false,
    );
    this.handed.push(entry);
    if (!entry.concerns) {
      this.done.add(entry.sequence);
      return;
    }
    this.progress.open(entry);
    this.underWay.push(entry);
  }

  read(count: number): void {
    for (const entry of this.#log.filter(({ sequence }) => sequence > this.progress.position).slice(0, count)) if (this.progress.read(entry)) this.hand(entry);
  }

  catchUp(limit: number, span: number): void {
    const behind = this.progress.behindWithRoom(most);
    if (behind === null) return;
    const upTo = Math.min(this.progress.position, behind.after + span);
    const page = this.#log.filter(({ sequence, lane }) => sequence > behind.after && sequence <= upTo && behind.lanes.includes(lane)).slice(0, limit);
    for (const entry of page) if (this.progress.readBehind(entry, most)) this.hand(entry);
    for (const lane of behind.lanes) assert.ok(this.underWay.filter((entry) => entry.lane === lane).length <= most);
    this.progress.caughtUp(behind.lanes, page.at(-1)?.sequence ?? upTo, most);
  }

  settle(pick: number): void {
    const [entry] = this.underWay.splice(Math.floor(pick * this.underWay.length), 1);
    if (entry === undefined) return;
    this.progress.settle(entry);
    this.done.add(entry.sequence);
  }

  store(): void {
    this.stored = this.progress.snapshot();
    this.storedDone = new Set(this.done);
  }

  /** What was settled after the last storing is repeated. */
  crash(): void {
    this.progress = new LogProgress(this.stored);
    this.done = new Set(this.storedDone);
    this.handed = [];
    this.underWay = [];
  }

  check(): void {
    for (const lane of new Set(this.handed.map((entry) => entry.lane))) {
      const numbers = this.handed.filter((entry) => entry.lane === lane).map(({ sequence }) => sequence);
      assert.deepEqual(
        numbers,
        numbers.toSorted((a, b) => a - b),
      );
    }
    const first = this.#log.find(({ sequence }) => !this.done.has(sequence));
    assert.ok(this.progress.watermark < (first?.sequence ?? Infinity));
    assert.equal(this.progress.unsettled, this.underWay.length);
    const behind = this.progress.behindWithRoom(Infinity)?.lanes ?? [];
    assert.equal(this.progress.isAnyBehind, behind.length > 0);
    assert.equal(this.progress.unsettledInStep, this.underWay.filter((entry) => !behind.includes(entry.lane)).length);
    for (const entry of this.#log) if (this.progress.hasRead(entry)) assert.equal(this.done.has(entry.sequence) || this.handed.includes(entry), true);
  }
}

describe('the progress in the log', () => {
  test('every change is handed out once and in the order of its lane, whatever falls behind and however often it starts again', () => {
    fc.assert(
      fc.property(logs, steps, (log, actions) => {
        const destination = new Destination(log);
        for (const action of actions) {
          if (action.kind === 'read') destination.read(action.count);
          else if (action.kind === 'settle') destination.settle(action.pick);
          else if (action.kind === 'leave') destination.progress.leaveBehind(action.moreThan);
          else if (action.kind === 'catch up') destination.catchUp(action.limit, action.span);
          else if (action.kind === 'store') destination.store();
          else destination.crash();
          destination.check();
        }
        const end = log.at(-1)?.sequence;
        for (let round = 0; round < 1_000 && (destination.progress.watermark !== end || destination.progress.isAnyBehind); round += 1) {
          destination.read(5);
          destination.catchUp(5, 40);
          while (destination.underWay.length > 0) destination.settle(0);
          destination.check();
        }
        expect(destination.done.size).toBe(log.length);
        expect(destination.progress.isAnyBehind).toBe(false);
        expect(destination.progress.watermark).toBe(end);
        expect(destination.progress.snapshot().lanes).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('a lane far back reads for itself after a restart, and the others need not read everything again', () => {
    const progress = new LogProgress({
      position: 50_000,
      lanes: [
        [3, 20_000, []],
        [9, 49_000, []],
      ],
    });
    expect(progress.position).toBe(49_000);
    expect(progress.watermark).toBe(20_000);
    expect(progress.behindWithRoom(1)).toEqual({ lanes: [3], after: 20_000 });
    expect(progress.read({ sequence: 49_500, lane: 3 })).toBe(false);
    expect(progress.read({ sequence: 49_600, lane: 9 })).toBe(true);
    expect(progress.read({ sequence: 49_700, lane: 10 })).toBe(false);
    // It has no more under way than it is told to.
    const handedOut = [20_001, 20_002, 20_003].map((sequence) => {
      const isRead = progress.readBehind({ sequence, lane: 3 }, 2);
      if (isRead) progress.open({ sequence, lane: 3 });
      return isRead;
    });
    expect(handedOut).toEqual([true, true, false]);
  });

  test('what a lane that is behind has not read yet is read after a restart', () => {
    const before = new LogProgress(start);
    for (const sequence of [1, 2, 3]) {
      expect(before.read({ sequence, lane: 5 })).toBe(true);
      before.open({ sequence, lane: 5 });
    }
    before.leaveBehind(2);
    expect(before.read({ sequence: 4, lane: 5 })).toBe(false);
    expect(before.read({ sequence: 5, lane: 6 })).toBe(true);
    for (const sequence of [1, 2, 3]) before.settle({ sequence, lane: 5 });
    expect(before.watermark).toBe(3);

    const after = new LogProgress(before.snapshot());
    expect([4, 5].map((sequence) => after.read({ sequence, lane: sequence + 1 }))).toEqual([true, false]);
  });

  test('a restart reads again from the lane furthest back, and what is stored then does not go back for the others', () => {
    const stored = { watermark: 90, position: 100, lanes: [[3, 90, [[95, 95]]]] satisfies LaneCheckpoint[] };
    const progress = new LogProgress(stored);
    expect(progress.position).toBe(90);
    expect(progress.snapshot()).toEqual(stored);
  });

  test('nothing is left behind where hardly any lane would stay in step', () => {
    const progress = new LogProgress(start);
    for (let sequence = 1; sequence <= 64; sequence += 1) {
      progress.read({ sequence, lane: sequence - 1 });
      progress.open({ sequence, lane: sequence - 1 });
    }
    progress.leaveBehind(0);
    expect(progress.isAnyBehind).toBe(false);
    for (let sequence = 1; sequence <= 8; sequence += 1) progress.settle({ sequence, lane: sequence - 1 });
    progress.leaveBehind(0);
    expect(progress.unsettledInStep).toBe(0);
    // They need not look through what was read before.
    expect(progress.behindWithRoom(Infinity)?.after).toBe(64);
  });
});
