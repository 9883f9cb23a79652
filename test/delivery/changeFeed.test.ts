import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChangeFeed } from '../../server/delivery/changeFeed.ts';
import { laneOf, lanesOf } from '../../server/kit/lane.ts';
import type { ChangeRow } from '../../server/store/rows.ts';
import { ManualClock, settled } from '../fakes/manualClock.ts';

const row = (sequence: number): ChangeRow => {
  const profileId = `person ${sequence}`;
  return { sequence, profileId, version: sequence, acceptedAt: sequence, documentJson: '{}', changeJson: '{}' };
};

/** A log of which everything up to `decided` can be read; it notes what was asked of it. */
class Log {
  readonly rows: ChangeRow[] = [];
  decided = 0;
  asked: string[] = [];

  /** Appends an entry; numbers may be left out. */
  append(gap: number): number {
    const sequence = (this.rows.at(-1)?.sequence ?? 0) + gap;
    this.rows.push(row(sequence));
    return sequence;
  }

  async headSequence(): Promise<number> {
    this.asked.push('head');
    return this.decided;
  }

  async readChanges(after: number, limit: number): Promise<ChangeRow[]> {
    this.asked.push('all');
    return this.#from(after, this.decided).slice(0, limit);
  }

  async readLaneChanges(lanes: readonly number[], after: number, upTo: number, limit: number): Promise<ChangeRow[]> {
    this.asked.push('lanes');
    assert.ok(upTo <= this.decided);
    return this.#from(after, upTo)
      .filter(({ profileId }) => lanes.includes(laneOf(profileId)))
      .slice(0, limit);
  }

  #from(after: number, upTo: number): ChangeRow[] {
    return this.rows.filter(({ sequence }) => sequence > after && sequence <= upTo);
  }
}

const everyLane = lanesOf([0], 1);
const half = lanesOf([0], 2);
const holdings = [everyLane, half, lanesOf([1], 2), lanesOf([2, 5], 16)];

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 1, max: 40 }), gap: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constant('decide' as const), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ kind: fc.constant('read' as const), readers: fc.array(fc.nat(5), { minLength: 1, maxLength: 4 }), limit: fc.integer({ min: 1, max: 12 }) }),
  ),
  { maxLength: 80 },
);

describe('the change feed', () => {
  test('gives every reader the entries of its lanes, each once and in order, whatever the others hold and where they are', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.array(fc.nat(holdings.length - 1), { minLength: 6, maxLength: 6 }), async (todo, held) => {
        const log = new Log();
        const feed = new ChangeFeed(log, new ManualClock());
        await feed.open();
        const readers = held.map((holding) => ({ lanes: holdings[holding] ?? [], position: 0, seen: [] as number[] }));
        const read = async (reader: (typeof readers)[number], limit: number): Promise<boolean> => {
          const { changes, upTo } = await feed.read(reader.lanes, reader.position, limit);
          reader.seen.push(...changes.map(({ sequence }) => sequence));
          assert.ok(changes.length <= limit && upTo >= (changes.at(-1)?.sequence ?? reader.position));
          const hasMoved = upTo > reader.position;
          reader.position = upTo;
          return hasMoved;
        };
        for (const step of todo) {
          if (step.kind === 'append') for (let n = 0; n < step.count; n += 1) feed.wake(log.append(step.gap));
          else if (step.kind === 'decide') log.decided += Math.floor(((log.rows.at(-1)?.sequence ?? 0) - log.decided) * step.part);
          else await Promise.all([...new Set(step.readers)].map((reader) => read(readers[reader] as (typeof readers)[number], step.limit)));
        }
        log.decided = log.rows.at(-1)?.sequence ?? 0;
        for (const reader of readers) {
          while (await read(reader, 10)) /* until the end */ ;
          assert.deepEqual(
            reader.seen,
            log.rows.filter(({ profileId }) => reader.lanes.includes(laneOf(profileId))).map(({ sequence }) => sequence),
          );
          assert.equal(reader.position, log.decided);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('costs one read for all readers at the end', async () => {
    const log = new Log();
    const feed = new ChangeFeed(log, new ManualClock());
    await feed.open();
    for (let n = 0; n < 20; n += 1) feed.wake(log.append(1));
    log.decided = 20;
    log.asked = [];
    const pages = await Promise.all(Array.from({ length: 5 }, () => feed.read(everyLane, 0, 100)));
    expect(pages.map(({ changes }) => changes.length)).toEqual([20, 20, 20, 20, 20]);
    expect(log.asked).toEqual(['all']);
    const parts = await Promise.all(Array.from({ length: 5 }, () => feed.read(half, 0, 100)));
    const theirs = log.rows.filter(({ profileId }) => half.includes(laneOf(profileId))).length;
    expect(parts.map(({ changes }) => changes.length)).toEqual(Array.from({ length: 5 }, () => theirs));
    expect(log.asked).toEqual(['all', 'head', 'lanes']);
  });

  test('waits for the end of what is undecided without asking all the time, and not at all for what came during the read', async () => {
    const log = new Log();
    const clock = new ManualClock();
    const feed = new ChangeFeed(log, clock);
    await feed.open();
    const never = new AbortController().signal;
    feed.wake(log.append(1));
    await feed.read(half, 0, 10);
    let hasWaited = false;
    const waiting = feed.waitForMore(0, never).then(() => (hasWaited = true));
    await settled();
    expect(hasWaited).toBe(false);
    await clock.advance(20);
    await waiting;
    const reading = feed.read(half, 0, 10);
    feed.wake(log.append(1));
    await reading;
    await feed.waitForMore(0, never);
  });
});
